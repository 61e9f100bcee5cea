import { computed, shallowRef, watchEffect } from 'vue'
import { recall, remember } from './memory.ts'

export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

const KEY = 'panoramica.theme'

const system = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = shallowRef(system.matches)
const chosen = shallowRef<Theme>(recall(KEY, THEMES) ?? 'system')

export const theme = computed<Theme>({
  get: () => chosen.value,
  set: (value) => {
    chosen.value = value
    remember(KEY, value)
  },
})

/** Nuxt UI follows the class of the root element. */
export function applyTheme(): void {
  system.addEventListener('change', ({ matches }) => {
    systemIsDark.value = matches
  })
  watchEffect(() => {
    const dark = chosen.value === 'dark' || (chosen.value === 'system' && systemIsDark.value)
    document.documentElement.classList.toggle('dark', dark)
    document.documentElement.classList.toggle('light', !dark)
  })
}

import { computed, shallowRef } from 'vue'
import { recall, remember } from './memory.ts'

export const DENSITIES = ['normal', 'compact'] as const

export type Density = (typeof DENSITIES)[number]

const KEY = 'panoramica.density'

const chosen = shallowRef<Density>(recall(KEY, DENSITIES) ?? 'normal')

/** How high the rows of every list are. */
export const density = computed<Density>({
  get: () => chosen.value,
  set: (value) => {
    chosen.value = value
    remember(KEY, value)
  },
})

/** What Nuxt UI imports as `@iconify/vue`: the build without a network, which matches names exactly. */
import { addIcon as add, Icon } from '@iconify/vue/offline'

const known = new Set<string>()

/** Nuxt UI asks for `lucide:x` or `lucide-x`: both find the icon. */
export function addIcon(name: string, icon: Parameters<typeof add>[1]): void {
  for (const spelling of [name, name.replace(':', '-')]) {
    known.add(spelling)
    add(spelling, icon)
  }
}

/** @public Nuxt UI imports it. */
export const iconLoaded = (name: string): boolean => known.has(name)

/** @public Nuxt UI imports it. */
export { Icon }

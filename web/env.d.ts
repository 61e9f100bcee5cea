declare module 'virtual:nuxt-ui-icons' {
  import type { addIcon } from '@iconify/vue/offline'

  /** Hands over every icon that was found in the sources at build time. */
  export function init(add: typeof addIcon): void
}

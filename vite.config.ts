import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import ui from '@nuxt/ui/vite'
import colors from 'tailwindcss/colors'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Colour means attention: neutral is well, amber deserves a look, red needs someone. */
const PALETTE = {
  primary: 'blue',
  success: 'green',
  info: 'sky',
  warning: 'amber',
  error: 'red',
  neutral: 'zinc',
} as const

/** Nuxt UI thins the button's colour under the pointer until its label fails WCAG AA. */
const LEGIBLE_HOVER = {
  color: 'primary',
  variant: 'solid',
  class: 'hover:bg-primary-700 active:bg-primary-700 dark:hover:bg-primary-300 dark:active:bg-primary-300',
}

/**
 * Nuxt UI puts its palette into the page as an inline `<style>`, which `style-src 'self'` refuses: the same variables as
 * a style sheet of ours, `virtual:palette.css`.
 */
function palette(): Plugin {
  const id = 'virtual:palette.css'
  const shades = Object.entries(PALETTE).flatMap(([role, colour]) =>
    Object.entries(colors[colour]).map(([shade, value]) => `--ui-color-${role}-${shade}: ${value};`),
  )
  return {
    name: 'palette',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? `@layer theme { :root { ${shades.join(' ')} } }` : undefined),
  }
}

export default defineConfig({
  root: here('web'),
  plugins: [
    palette(),
    vue(),
    ui({
      root: here('.'),
      ui: { colors: PALETTE, button: { compoundVariants: [LEGIBLE_HOVER] } },
      theme: { colors: Object.keys(PALETTE).filter((role) => role !== 'neutral') },
      autoImport: false,
      components: false,
      dts: false,
      colorMode: false,
      icon: { clientBundle: { scan: { globInclude: ['web/**/*.{vue,ts}'] } } },
      experimental: { componentDetection: true },
    }),
  ],
  resolve: {
    // `@iconify/vue` asks api.iconify.design for what it does not have; ours knows only what is built in.
    alias: [{ find: /^@iconify\/vue$/, replacement: here('web/components/iconify.ts') }],
  },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // `default-src 'self'` allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // What every page loads first is one file, not the fifty it would be cut into.
        codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] },
      },
    },
  },
  // The API takes changes only from its own origin.
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8470', changeOrigin: false } } },
})

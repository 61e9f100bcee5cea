import { MutationCache, QueryCache, QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { init as registerIcons } from 'virtual:nuxt-ui-icons'
import { createApp } from 'vue'
import { ProblemError } from './api/client.ts'
import App from './App.vue'
import { addIcon } from './components/iconify.ts'
import { router } from './router.ts'
import { watchConnection } from './state/connection.ts'
import { heedRefusals, keepDoor } from './state/door.ts'
import { i18n, speakPreferredLanguage } from './state/language.ts'
import { heedMissingFiles } from './state/missing-file.ts'
import { applyTheme } from './state/theme.ts'
import 'virtual:palette.css'
import './styles/main.css'

/** Once more for what may pass; what the server refused it will refuse again. */
const mayPass = (failures: number, error: Error): boolean =>
  failures < 1 && !(error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500)

registerIcons(addIcon)
applyTheme()
watchConnection()
keepDoor(router)
heedMissingFiles(router)
await speakPreferredLanguage()

const onError = heedRefusals(router)
const app = createApp(App)
  .use(router)
  .use(i18n)
  .use(VueQueryPlugin, {
    // `always`: the browser's word on being online says nothing about a server in the same rack.
    queryClient: new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: { queries: { networkMode: 'always', retry: mayPass }, mutations: { networkMode: 'always' } },
    }),
  })

// Only then is known whether the page has the frame around it.
void router.isReady().finally(() => app.mount('#app'))

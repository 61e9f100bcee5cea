import fastifySwaggerUi from '@fastify/swagger-ui'
import type { Api } from './routes/route.ts'

const FOLDER = '/api/docs'

/** The bar that would do this has a picture with a style of its own, which the content security policy does not allow. */
const DARK = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()
`

/**
 * The description of the API as a page to read and to try, all of it served from here, under the same content security
 * policy as everything else. What is tried is asked with the session of whoever is signed in, or a token they give.
 */
export async function serveDocs(app: Api): Promise<void> {
  // The plugin takes no configuration for the routes that it adds.
  app.addHook('onRoute', (route) => {
    if (route.url === FOLDER || route.url.startsWith(`${FOLDER}/`)) route.config ??= { access: 'public' }
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: FOLDER,
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'none',
      filter: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
    },
    theme: { title: 'Panoramica: the API', js: [{ filename: 'dark.js', content: DARK }] },
  })
}

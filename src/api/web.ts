import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isApi, pathOf } from './headers.ts'
import { Problem } from './problems.ts'
import type { Api } from './routes/route.ts'

const PUBLIC = { access: 'public' } as const
const NOT_BUILT = 'The web interface is not built: run npm run build:web. The API answers under /api.\n'

/** The built web interface beside the API: every address that is neither a file nor the API's is one of its pages. */
export async function serveWeb(app: Api, folder: string | null): Promise<void> {
  const built = folder !== null && existsSync(join(folder, 'index.html'))
  if (built) {
    // The plugin takes no configuration for the one route that it adds.
    app.addHook('onRoute', (route) => {
      if (route.url === '/*') route.config = PUBLIC
    })
    await app.register(fastifyStatic, filesOf(folder))
  } else {
    app.get('/', { config: PUBLIC, schema: { hide: true } }, (_request, reply) =>
      reply.type('text/plain').send(NOT_BUILT),
    )
  }
  app.setNotFoundHandler((request, reply) => {
    if (built && isPage(request)) return reply.code(200).sendFile('index.html')
    throw new Problem('not-found', 'There is nothing at this address.')
  })
}

const FOR_EVER = 'public, max-age=31536000, immutable'

const filesOf = (folder: string) => ({
  root: folder,
  dotfiles: 'ignore' as const,
  cacheControl: false,
  allowedPath: (path: string) => !isApi(path),
  // The build names what is in `assets` after its content; the page that names them must be asked for each time.
  setHeaders: (reply: FastifyReply, path: string) =>
    reply.header('cache-control', path.startsWith(join(folder, 'assets') + sep) ? FOR_EVER : 'no-cache'),
})

function isPage(request: FastifyRequest): boolean {
  const path = pathOf(request)
  return (request.method === 'GET' || request.method === 'HEAD') && !isApi(path) && !/\.[^/]*$/.test(path)
}

import { isApi } from './headers.ts'
import { Problem } from './problems.ts'
import type { Api } from './routes/route.ts'

/** Once called, a function that gives every API path known by then a 405 for the methods it does not take. */
export function watchMethods(app: Api): () => void {
  const taken = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = taken.get(url) ?? new Set<string>()
    for (const each of [method].flat()) methods.add(each)
    if (isApi(url)) taken.set(url, methods)
  })
  return () => {
    for (const [url, methods] of [...taken]) refuseOthers(app, url, [...methods])
  }
}

function refuseOthers(app: Api, url: string, methods: readonly string[]): void {
  const allow = methods.join(', ')
  app.route({
    url,
    method: app.supportedMethods.filter((method) => !methods.includes(method)),
    config: { access: 'public' },
    schema: { hide: true },
    // Before the body is read, so that it does not matter what it is.
    onRequest: async (_request, reply) => {
      reply.header('allow', allow)
      throw new Problem('method-not-allowed', `This address takes ${allow}.`)
    },
    handler: () => undefined,
  })
}

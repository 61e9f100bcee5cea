import fastifySwagger from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Access } from './access.ts'
import type { Api } from './routes/route.ts'

const SCHEMES = {
  token: { type: 'http', scheme: 'bearer', description: 'an API token' },
  session: { type: 'apiKey', in: 'cookie', name: 'panoramica.session_token', description: 'set by a sign-in' },
} as const

const SECURITY: Readonly<Record<Access, readonly Record<string, never[]>[]>> = {
  public: [],
  viewer: [{ token: [] }, { session: [] }],
  admin: [{ token: [] }, { session: [] }],
  session: [{ session: [] }],
}

/** Describes every route that is added after this, with who may ask. */
export async function describeRoutes(app: Api, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Panoramica', version }, components: { securitySchemes: SCHEMES } },
    transform(input) {
      const { schema, url } = jsonSchemaTransform(input)
      const { access } = input.route.config ?? {}
      return { url, schema: { ...schema, ...(access && { security: SECURITY[access], 'x-access': access }) } }
    },
  })
  // For everybody: it is the same for every Panoramica of this version, and who writes a client has no token yet.
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, () => app.swagger())
}

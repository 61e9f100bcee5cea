import fastifySwagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Access } from './access.ts'
import { completed } from './openapi/complete.ts'
import type { Described } from './openapi/complete.ts'
import { nameShapes } from './openapi/names.ts'
import type { Api } from './routes/route.ts'

const SCHEMES = {
  token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'panoramica.session_token',
    description: 'Set by a sign-in; where people come over HTTPS its name begins with `__Secure-`.',
  },
} as const

const SECURITY: Readonly<Record<Access, readonly Record<string, never[]>[]>> = {
  public: [],
  viewer: [{ token: [] }, { session: [] }],
  admin: [{ token: [] }, { session: [] }],
  session: [{ session: [] }],
}

const INTRODUCTION = `A read-only overview of a Proxmox VE fleet. What is not known is null, and the section it belongs to says why.
Times are ISO 8601 in UTC, \`*_bytes\` are exact, \`*_gb\` are GiB, \`*_percent\` is 0–100. New fields may come; those that
are there keep name, type and meaning. Lists and details carry an \`ETag\`: sent back as \`If-None-Match\`, it costs a 304.`

const info = (version: string) => ({
  title: 'Panoramica',
  version,
  description: INTRODUCTION,
  license: { name: 'MIT', identifier: 'MIT' },
})

/** Describes every route that is added after this, with who may ask. */
export async function describeRoutes(app: Api, version: string): Promise<void> {
  nameShapes()
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: info(version),
      servers: [{ url: '/', description: 'this Panoramica' }],
      components: { securitySchemes: SCHEMES },
    },
    transform(input) {
      const { schema, url } = jsonSchemaTransform(input)
      const { access } = input.route.config ?? {}
      return { url, schema: { ...schema, ...(access && { security: SECURITY[access], 'x-access': access }) } }
    },
    transformObject: (document) => completed(jsonSchemaTransformObject(document) as Described) as object,
  })
  // For everybody: it is the same for every Panoramica of this version, and who writes a client has no token yet.
  let text: string | null = null
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.type('application/json').send((text ??= JSON.stringify(app.swagger()))),
  )
}

import { z } from 'zod'
import { identityOf } from '../access.ts'
import { LONGEST_LIFE_DAYS } from '../auth/library.ts'
import { listReply, pathId, role, tokenReply, tokenShape } from '../people.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { listOf, orProblem } from './route.ts'
import type { Api } from './route.ts'

const tags = ['tokens']

export function tokenRoutes(app: Api, ports: ApiPorts): void {
  listRoute(app, ports)
  createRoute(app, ports)
  revokeRoute(app, ports)
}

function listRoute(app: Api, { accounts: { tokens } }: ApiPorts): void {
  app.get(
    '/api/tokens',
    {
      config: { access: 'admin' },
      schema: { tags, summary: 'All API tokens', response: { 200: listOf(tokenShape), ...orProblem } },
    },
    async () => listReply((await tokens.list()).map(tokenReply)),
  )
}

const newTokenShape = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('what it is for'),
  role,
  expires_in_days: z
    .int()
    .min(1)
    .max(LONGEST_LIFE_DAYS)
    .optional()
    .describe('without it, it works until it is revoked'),
})

function createRoute(app: Api, { accounts: { tokens } }: ApiPorts): void {
  app.post(
    '/api/tokens',
    {
      config: { access: 'admin', audit: 'token.create' },
      schema: {
        tags,
        summary: 'Make an API token; it is shown this once',
        body: newTokenShape,
        response: { 201: tokenShape.extend({ token: z.string().describe('the token itself') }), ...orProblem },
      },
    },
    async (request, reply) => {
      const { name, role, expires_in_days: expiresInDays = null } = request.body
      request.subject = `${name} (${role})`
      const { userId } = identityOf(request)
      const { token, secret } = await tokens.create({ name, role, expiresInDays, userId })
      return reply.code(201).send({ ...tokenReply(token), token: secret.reveal() })
    },
  )
}

function revokeRoute(app: Api, { accounts: { tokens } }: ApiPorts): void {
  app.delete(
    '/api/tokens/:id',
    {
      config: { access: 'admin', audit: 'token.revoke' },
      schema: {
        tags,
        summary: 'Revoke an API token',
        params: z.object({ id: pathId('id of the token') }),
        response: { 204: z.undefined(), ...orProblem },
      },
    },
    async (request, reply) => {
      const token = await tokens.revoke(request.params.id)
      if (!token) throw new Problem('not-found', 'There is no such token.')
      request.subject = `${token.name} (${token.role})`
      return reply.code(204).send()
    },
  )
}

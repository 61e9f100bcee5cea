import { z } from 'zod'
import { Secret } from '../../model/secret.ts'
import { identityOf, sessionOf } from '../access.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import {
  emailAddress,
  entranceShape,
  identityShape,
  isoTimeOrNull,
  listReply,
  newPassword,
  pathId,
  personName,
  sessionReply,
  sessionShape,
  userReply,
  userShape,
} from '../people.ts'
import { takesPasskeys } from '../site.ts'
import type { Site } from '../site.ts'
import { listOf, orProblem } from './route.ts'
import type { Api } from './route.ts'

export function sessionRoutes(app: Api, ports: ApiPorts, site: Site): void {
  entranceRoute(app, ports, site)
  setupRoute(app, ports)
  identityRoute(app, ports)
  ownSessionRoutes(app, ports)
}

function entranceRoute(app: Api, { accounts }: ApiPorts, site: Site): void {
  app.get(
    '/api/sign-in',
    {
      config: { access: 'public' },
      schema: { tags: ['sign-in'], summary: 'How people sign in', response: { 200: entranceShape, ...orProblem } },
    },
    async ({ headers }) => ({
      setup_needed: await accounts.setup.isNeeded(),
      openid_connect: accounts.hasOidc,
      passkeys: takesPasskeys(site, headers.host ?? ''),
    }),
  )
}

const setupShape = z.strictObject({
  token: z.string().min(1).max(100).describe('the token of the link that the start printed'),
  email: emailAddress,
  name: personName.optional(),
  password: newPassword,
})

function setupRoute(app: Api, { accounts }: ApiPorts): void {
  app.post(
    '/api/setup',
    {
      config: { access: 'public', audit: 'setup' },
      schema: {
        tags: ['sign-in'],
        summary: 'Make the first admin, once',
        body: setupShape,
        response: { 201: userShape, ...orProblem },
      },
    },
    async (request, reply) => {
      const { token, email, name = null, password } = request.body
      const user = await accounts.setup.finish(new Secret(token), { email, name, password })
      request.subject = email
      return reply.code(201).send(userReply(user))
    },
  )
}

function identityRoute(app: Api, { accounts }: ApiPorts): void {
  app.get(
    '/api/session',
    {
      config: { access: 'viewer' },
      schema: { tags: ['sign-in'], summary: 'Who asks', response: { 200: identityShape, ...orProblem } },
    },
    async (request) => {
      const { role, via, actor, userId, expiresAt } = identityOf(request)
      const user = userId === null ? null : await accounts.users.find(userId)
      return {
        role,
        via,
        user: user && userReply(user),
        token: via === 'token' ? actor.name : null,
        expires_at: isoTimeOrNull(expiresAt),
      }
    },
  )
}

const tags = ['sessions']
const params = z.object({ id: pathId('id of the session') })

function ownSessionRoutes(app: Api, { accounts: { sessions } }: ApiPorts): void {
  app.get(
    '/api/sessions',
    {
      config: { access: 'session' },
      schema: { tags, summary: 'The own sessions', response: { 200: listOf(sessionShape), ...orProblem } },
    },
    async (request) => {
      const { userId, sessionId } = sessionOf(request)
      return listReply((await sessions.of(userId)).map((session) => sessionReply(session, sessionId)))
    },
  )
  app.delete(
    '/api/sessions/:id',
    {
      config: { access: 'session', audit: 'session.revoke' },
      schema: { tags, summary: 'End one of the own sessions', params, response: { 204: z.undefined(), ...orProblem } },
    },
    async (request, reply) => {
      const isEnded = await sessions.end(sessionOf(request).userId, request.params.id)
      if (!isEnded) throw new Problem('not-found', 'You have no such session.')
      return reply.code(204).send()
    },
  )
  app.delete(
    '/api/sessions',
    {
      config: { access: 'session', audit: 'session.revoke' },
      schema: { tags, summary: 'End all own sessions but this', response: { 204: z.undefined(), ...orProblem } },
    },
    async (request, reply) => {
      const { userId, sessionId } = sessionOf(request)
      await sessions.endOthers(userId, sessionId)
      return reply.code(204).send()
    },
  )
}

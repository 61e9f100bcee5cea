import { z } from 'zod'
import type { User, UserChange } from '../auth/port.ts'
import {
  emailAddress,
  isoTime,
  listReply,
  newPassword,
  pathId,
  personName,
  role,
  sessionReply,
  sessionShape,
  userReply,
  userShape,
} from '../people.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { originOf } from '../site.ts'
import type { Site } from '../site.ts'
import { listOf, orProblem } from './route.ts'
import type { Api } from './route.ts'

const params = z.object({ id: pathId('id of the user') })
const tags = ['users']

export function userRoutes(app: Api, ports: ApiPorts, site: Site): void {
  listRoute(app, ports)
  addRoute(app, ports)
  changeRoutes(app, ports)
  sessionRoutes(app, ports)
  linkRoute(app, ports, site)
}

function listRoute(app: Api, { accounts: { users } }: ApiPorts): void {
  app.get(
    '/api/users',
    {
      config: { access: 'admin' },
      schema: { tags, summary: 'All users', response: { 200: listOf(userShape), ...orProblem } },
    },
    async () => listReply((await users.list()).map(userReply)),
  )
}

const newUserShape = z.strictObject({
  email: emailAddress,
  name: personName.optional(),
  role,
  password: newPassword.optional().describe('without one they sign in over OpenID Connect or with a link'),
})

function addRoute(app: Api, { accounts: { users } }: ApiPorts): void {
  app.post(
    '/api/users',
    {
      config: { access: 'admin', audit: 'user.add' },
      schema: { tags, summary: 'Add a user', body: newUserShape, response: { 201: userShape, ...orProblem } },
    },
    async (request, reply) => {
      const { email, name = null, role, password = null } = request.body
      request.subject = `${email} (${role})`
      const user = await users.add({ email, name, role, password })
      return reply.code(201).header('location', `/api/users/${user.id}`).send(userReply(user))
    },
  )
}

const userChangeShape = z.strictObject({
  name: personName.optional(),
  role: role.optional(),
  password: newPassword.optional().describe('ends the sessions of the user'),
  two_factor: z.literal(false).optional().describe('false takes the second factor away from whoever lost it'),
})

function changeRoutes(app: Api, { accounts: { users } }: ApiPorts): void {
  app.patch(
    '/api/users/:id',
    {
      config: { access: 'admin', audit: 'user.change' },
      schema: {
        tags,
        summary: 'Change a user',
        params,
        body: userChangeShape,
        response: { 200: userShape, ...orProblem },
      },
    },
    async (request) => {
      const { two_factor, ...body } = request.body
      const change = { ...body, ...(two_factor === false && { twoFactor: two_factor }) } as UserChange
      const user = existing(await users.change(request.params.id, change))
      const changed = Object.keys(request.body).map((key) => (key === 'role' ? `role ${user.role}` : key))
      request.subject = `${user.email}: ${changed.join(', ')}`
      return userReply(user)
    },
  )
  app.delete(
    '/api/users/:id',
    {
      config: { access: 'admin', audit: 'user.remove' },
      schema: {
        tags,
        summary: 'Remove a user with their sessions and the tokens they made',
        params,
        response: { 204: z.undefined(), ...orProblem },
      },
    },
    async (request, reply) => {
      request.subject = existing(await users.remove(request.params.id)).email
      return reply.code(204).send()
    },
  )
}

function sessionRoutes(app: Api, { accounts: { users, sessions } }: ApiPorts): void {
  app.get(
    '/api/users/:id/sessions',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'The sessions of a user',
        params,
        response: { 200: listOf(sessionShape), ...orProblem },
      },
    },
    async ({ identity, params: { id } }) => {
      existing(await users.find(id))
      const current = identity?.via === 'session' ? identity.sessionId : null
      return listReply((await sessions.of(id)).map((session) => sessionReply(session, current)))
    },
  )
  app.delete(
    '/api/users/:id/sessions',
    {
      config: { access: 'admin', audit: 'session.revoke' },
      schema: { tags, summary: 'End all sessions of a user', params, response: { 204: z.undefined(), ...orProblem } },
    },
    async (request, reply) => {
      const { id } = request.params
      request.subject = existing(await users.find(id)).email
      await sessions.endOthers(id, null)
      return reply.code(204).send()
    },
  )
}

const linkShape = z.object({
  url: z.string().describe('signs in whoever opens it, once'),
  expires_at: z.string().describe('time it ends, ISO 8601 in UTC'),
})

function linkRoute(app: Api, { accounts: { users } }: ApiPorts, site: Site): void {
  app.post(
    '/api/users/:id/sign-in-link',
    {
      config: { access: 'admin', audit: 'sign-in-link.create' },
      schema: {
        tags,
        summary: 'A link that signs a user in who cannot do it alone',
        params,
        response: { 201: linkShape, ...orProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      request.subject = existing(await users.find(id)).email
      const { path, expiresAt } = await users.link(id)
      const origin = site.publicOrigin ?? originOf(site, request.headers.host ?? '') ?? ''
      return reply.code(201).send({ url: `${origin}${path}`, expires_at: isoTime(expiresAt) })
    },
  )
}

function existing(user: User | null): User {
  if (!user) throw new Problem('not-found', 'There is no such user.')
  return user
}

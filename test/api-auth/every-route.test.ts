import assert from 'node:assert/strict'
import Fastify from 'fastify'
import type { InjectOptions } from 'fastify'
import { describe, it } from 'node:test'
import { guardAccess } from '../../src/api/access.ts'
import type { Access } from '../../src/api/access.ts'
import { apiWith, problemIn } from '../tools/api.ts'
import { bearer, ORIGIN, withPeople } from '../tools/accounts.ts'
import type { People } from '../tools/accounts.ts'

interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly access: Access
}

interface Described {
  readonly paths: Record<string, Record<string, { readonly 'x-access': Access; readonly security: unknown[] }>>
}

/** Every route that the API describes, so that a new one is in these tests by itself. */
async function routesOf({ ask }: People): Promise<Route[]> {
  const { paths } = (await ask({ url: '/api/openapi.json' })).json<Described>()
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { 'x-access': access }]) => ({
      method: method.toUpperCase() as Route['method'],
      url: path.replaceAll(/\{\w+\}/g, '1'),
      access,
    })),
  )
}

const requestOf = ({ method, url }: Route, headers: Record<string, string> = {}): InjectOptions => ({
  method,
  url,
  headers: { origin: ORIGIN, ...headers },
})

/** The paths in the tree that fastify prints, each branch four characters deeper than its stem. */
function pathsIn(tree: string): string[] {
  const stems: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', name] = /^([│├└─ ]*)(\S+) \(/.exec(line) ?? []
    if (name === undefined) return []
    const depth = indent.length / 4
    const path = `${stems[depth - 1] ?? ''}${name}`
    stems[depth] = path
    return [path]
  })
}

const nameOf = ({ method, url }: Route): string => `${method} ${url}`
const PUBLIC = [
  'GET /api/auth/callback/oidc',
  'GET /api/auth/link',
  'GET /api/auth/passkey/generate-authenticate-options',
  'GET /api/health',
  'GET /api/ready',
  'GET /api/sign-in',
  'POST /api/auth/passkey/verify-authentication',
  'POST /api/auth/sign-in/email',
  'POST /api/auth/sign-in/social',
  'POST /api/auth/sign-out',
  'POST /api/auth/two-factor/verify-backup-code',
  'POST /api/auth/two-factor/verify-totp',
  'POST /api/setup',
]

describe('every route', () => {
  it('is for somebody in particular, but for a short list', () =>
    withPeople(async (people) => {
      const routes = await routesOf(people)
      assert.ok(routes.length > 40)
      assert.deepEqual(
        routes
          .filter(({ access }) => access === 'public')
          .map(nameOf)
          .sort(),
        PUBLIC,
      )
    }))

  it('is closed to nobody, to a token that has expired, is revoked or never was, and to a session that has ended', () =>
    withPeople(async (people) => {
      const { accounts, clock, add, ask, signIn, token } = people
      const admin = await add('admin')
      const expired = await accounts.tokens.create({ name: 'old', role: 'admin', expiresInDays: 1, userId: null })
      const revoked = await token('admin')
      const ended = await signIn(admin.email)
      const closed = (await routesOf(people)).filter(({ access }) => access !== 'public')
      for (const secret of [revoked, expired.secret.reveal()])
        assert.equal((await ask({ url: '/api/nodes', headers: bearer(secret) })).statusCode, 200)
      await accounts.tokens.revoke((await accounts.tokens.list()).find(({ name }) => name === 'admin')?.id ?? '')
      await accounts.sessions.endOthers(admin.id, null)
      clock.advance(25 * 3_600_000)
      const never = bearer(`pano_${'x'.repeat(64)}`)
      const basic = { authorization: 'Basic YWRtaW46YWRtaW4=' }
      const tries = [{}, bearer(expired.secret.reveal()), bearer(revoked), never, basic, { cookie: ended }]
      for (const route of closed)
        for (const headers of tries) {
          const response = await ask(requestOf(route, headers))
          problemIn(response, 401, 'unauthenticated')
          assert.equal(response.headers['www-authenticate'], 'Bearer', nameOf(route))
        }
    }))

  it('lets in whom it says it is for, and nobody else', () =>
    withPeople(async (people) => {
      const { add, ask, signIn, token } = people
      const callers = new Map<string, Record<string, string>>()
      for (const role of ['viewer', 'admin'] as const) {
        const { email } = await add(role)
        callers.set(`${role} token`, bearer(await token(role)))
        callers.set(`${role} session`, { cookie: await signIn(email) })
      }
      const allowed: Record<Exclude<Access, 'public'>, readonly string[]> = {
        viewer: ['viewer token', 'viewer session', 'admin token', 'admin session'],
        admin: ['admin token', 'admin session'],
        session: ['viewer session', 'admin session'],
      }
      for (const route of await routesOf(people)) {
        if (route.access === 'public') continue
        for (const [who, headers] of callers) {
          // A stream has no end to wait for.
          const payloadAsStream = route.url === '/api/live'
          const { statusCode, body } = await ask({ ...requestOf(route, headers), payloadAsStream })
          const isIn =
            statusCode === 200 || (statusCode !== 401 && !body.includes('urn:panoramica:problem:not-allowed'))
          assert.equal(isIn, allowed[route.access].includes(who), `${who} at ${nameOf(route)}: ${String(statusCode)}`)
        }
      }
    }))

  it('is described; what is not described has no data: the description itself, as a page too, and other methods', async () => {
    const { app } = await apiWith()
    const { paths } = (await app.inject('/api/openapi.json')).json<Described>()
    const registered = pathsIn(app.printRoutes({ commonPrefix: false })).filter((path) => path.startsWith('/api/'))
    assert.ok(registered.length > 30)
    const described = Object.keys(paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
    assert.deepEqual(
      registered.filter((path) => !described.includes(path) && !/^\/api\/docs(\/|$)/.test(path)),
      ['/api/openapi.json'],
    )
  })

  it('that does not say who may ask keeps the server from starting', async () => {
    const app = Fastify()
    guardAccess(app, { identify: async () => null })
    app.get('/api/secret', () => 'secret')
    await assert.rejects(async () => app.ready(), /these routes do not say who may ask: GET \/api\/secret/)
  })
})

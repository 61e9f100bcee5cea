import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import fc from 'fast-check'
import { it } from 'node:test'
import { LIBRARY_ROUTES } from '../../src/api/auth/library-routes.ts'
import { PROBLEMS } from '../../src/api/problems.ts'
import { bearer, ORIGIN, withPeople } from '../tools/accounts.ts'

const ROUTES = [
  ...LIBRARY_ROUTES.map(({ method, path }) => [method, `/api/auth${path}`] as const),
  ['POST', '/api/setup'],
  ['GET', '/api/audit'],
  ['POST', '/api/users'],
  ['PATCH', '/api/users/:id'],
  ['DELETE', '/api/users/:id'],
  ['POST', '/api/users/:id/sign-in-link'],
  ['GET', '/api/users/:id/sessions'],
  ['POST', '/api/tokens'],
  ['DELETE', '/api/tokens/:id'],
  ['DELETE', '/api/sessions/:id'],
] as const

const KEYS = [
  'email',
  'password',
  'token',
  'code',
  'provider',
  'callbackURL',
  'name',
  'role',
  'response',
  'id',
  'currentPassword',
  'newPassword',
  'two_factor',
  'trustDevice',
  'expires_in_days',
]
const value = fc.oneof(
  fc.constantFrom('viewer', 'oidc', '/', 'x@example.com', '123456', 'correct horse battery staple', true, false, 1),
  fc.string({ unit: 'binary' }),
  fc.record({ id: fc.string(), rawId: fc.string(), type: fc.constant('public-key'), response: fc.jsonValue() }),
  fc.jsonValue(),
)
const query = fc
  .array(
    fc.tuple(fc.constantFrom('token', 'code', 'state', 'error', 'limit', 'cursor', 'x'), fc.webQueryParameters()),
    {
      maxLength: 3,
    },
  )
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))
const cookie = fc.constantFrom('', 'panoramica.session_token=x.y', 'panoramica.two_factor=%', 'panoramica.passkey=a.b')

const request = fc
  .record({
    route: fc.constantFrom(...ROUTES),
    id: fc.oneof(fc.constantFrom('1', '%00', '..', '__proto__'), fc.stringMatching(/^[\w-]{1,70}$/)),
    query,
    payload: fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 5 }),
    cookie,
  })
  .map(({ route: [method, path], id, query: text, payload, cookie: each }): InjectOptions => ({
    method,
    url: `${path.replace(':id', id)}?${text}`,
    headers: { origin: ORIGIN, ...(each !== '' && { cookie: each }) },
    ...(method !== 'GET' && { payload }),
  }))

it('whatever is asked of users, tokens and the sign-in is answered', () =>
  withPeople(async ({ add, ask, log, signIn, token }) => {
    const admin = await add('admin')
    const credentials = [{}, bearer(await token('admin')), { cookie: await signIn(admin.email) }]
    const property = fc.asyncProperty(request, fc.constantFrom(...credentials), async (asked, who) => {
      const response = await ask({ ...asked, headers: { ...asked.headers, ...who } })
      assert.ok(response.statusCode < 500, `${response.body}\n${log.slice(-3).join('')}`)
      if (response.statusCode >= 400) assert.ok(response.json<{ code: string }>().code in PROBLEMS)
    })
    await fc.assert(property, { numRuns: 1500, interruptAfterTimeLimit: 4000, markInterruptAsFailure: false })
  }))

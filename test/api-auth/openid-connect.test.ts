import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { Secret } from '../../src/model/secret.ts'
import { problemIn } from '../tools/api.ts'
import { cookieIn, post, withPeople } from '../tools/accounts.ts'
import type { People } from '../tools/accounts.ts'
import { CLIENT, identityProvider } from '../tools/identity-provider.ts'
import type { Claims, IdentityProvider } from '../tools/identity-provider.ts'

const PUBLIC = 'https://panoramica.example'
const HEADERS = { host: 'panoramica.example', origin: PUBLIC }
const ANN: Claims = { sub: '42', email: 'ann@example.com', email_verified: true }

describe('signing in over OpenID Connect', () => {
  let provider: IdentityProvider

  before(async () => {
    provider = await identityProvider()
  })
  after(() => provider.close())

  const withProvider = (task: (people: People) => Promise<void>) => {
    const oidc = { issuer: provider.issuer, clientId: CLIENT.id, clientSecret: new Secret(CLIENT.secret) }
    return withPeople(task, { entrance: { oidc, site: { publicOrigin: PUBLIC, tls: false, isOpen: false } } })
  }
  const start = ({ ask }: People, body: object = {}) =>
    ask(post('/api/auth/sign-in/social', { provider: 'oidc', ...body }, HEADERS))

  /** The whole way there and back. */
  async function signIn(people: People, claims: Claims, body: object = {}): Promise<LightMyRequestResponse> {
    const started = await start(people, body)
    assert.equal(started.statusCode, 200, started.body)
    const { code, state } = provider.signedIn(started.json<{ url: string }>().url, claims)
    const url = `/api/auth/callback/oidc?code=${code}&state=${state}`
    return people.ask({ url, headers: { ...HEADERS, cookie: cookieIn(started) } })
  }

  it('lets in a user of the same e-mail address, who was added before, again and again', () =>
    withProvider(async (people) => {
      const { accounts, ask } = people
      const { id } = await accounts.users.add({ email: ANN.email, name: null, role: 'viewer', password: null })
      const entrance = (await ask({ url: '/api/sign-in', headers: HEADERS })).json<{ openid_connect: boolean }>()
      assert.equal(entrance.openid_connect, true)
      for (const callbackURL of ['/', '/nodes/1?tab=storage']) {
        const back = await signIn(people, ANN, { callbackURL })
        assert.deepEqual([back.statusCode, back.headers.location], [302, callbackURL])
        const session = await ask({ url: '/api/session', headers: { ...HEADERS, cookie: cookieIn(back) } })
        const { role, user } = session.json<{ role: string; user: { id: string } }>()
        assert.deepEqual([role, user.id], ['viewer', id])
      }
    }))

  it('asks the provider for a code with PKCE, state and nonce, to be sent to the public address', () =>
    withProvider(async (people) => {
      const { url } = (await start(people)).json<{ url: string }>()
      const { origin, pathname, searchParams: asked } = new URL(url)
      assert.equal(origin + pathname, `${provider.issuer}/authorize`)
      assert.equal(asked.get('redirect_uri'), `${PUBLIC}/api/auth/callback/oidc`)
      assert.deepEqual(
        [asked.get('response_type'), asked.get('code_challenge_method'), asked.get('scope')],
        ['code', 'S256', 'openid email profile'],
      )
      for (const name of ['state', 'nonce', 'code_challenge']) assert.ok((asked.get(name)?.length ?? 0) >= 20, name)
      assert.ok(!url.includes(CLIENT.secret))
    }))

  it('keeps no token of the provider', () =>
    withProvider(async (people) => {
      const { accounts, store } = people
      await accounts.users.add({ email: ANN.email, name: null, role: 'viewer', password: null })
      await signIn(people, ANN)
      await signIn(people, ANN)
      const rows = await store.database.db
        .$extendTables<{ account: { accessToken: unknown; refreshToken: unknown; idToken: unknown } }>()
        .selectFrom('account')
        .select(['accessToken', 'refreshToken', 'idToken'])
        .execute()
      assert.deepEqual(
        rows.map((row) => ({ ...row })),
        [{ accessToken: null, refreshToken: null, idToken: null }],
      )
    }))

  it('lets in nobody else, and writes that down', () =>
    withProvider(async (people) => {
      const { accounts, add, store } = people
      await add('viewer', ANN.email)
      const refused: [why: string, claims: Claims][] = [
        ['nobody added the address', { ...ANN, sub: '43', email: 'eve@example.com' }],
        ['the provider did not verify the address', { ...ANN, email_verified: false }],
        ['the answer belongs to another request', { ...ANN, nonce: 'another' }],
      ]
      for (const [why, claims] of refused) {
        const back = await signIn(people, claims)
        assert.match(String(back.headers.location), /^\/sign-in\?error=\w+/, why)
        problemIn(
          await people.ask({ url: '/api/session', headers: { ...HEADERS, cookie: cookieIn(back) } }),
          401,
          'unauthenticated',
        )
      }
      assert.equal((await accounts.users.list()).length, 1)
      assert.deepEqual(
        (await store.events(null, 10)).map(({ action, ok, subject }) => [action, ok, subject]),
        refused.map(() => ['sign-in', false, 'OpenID Connect']),
      )
    }))

  it('does not take an answer that nobody asked for here', () =>
    withProvider(async (people) => {
      await people.add('viewer', ANN.email)
      const started = await start(people)
      const { code, state } = provider.signedIn(started.json<{ url: string }>().url, ANN)
      for (const query of [`code=${code}&state=${state}`, `code=${code}&state=made-up`, 'error=access_denied', '']) {
        const { cookies, headers, statusCode } = await people.ask({
          url: `/api/auth/callback/oidc?${query}`,
          headers: HEADERS,
        })
        assert.equal(statusCode, 302, query)
        assert.match(String(headers.location), /^\/sign-in\?error=/)
        assert.deepEqual(
          cookies.filter(({ name, value }) => name.includes('session_token') && value !== ''),
          [],
        )
      }
    }))

  it('sends nobody to another site', () =>
    withProvider(async (people) => {
      for (const callbackURL of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
        assert.equal(
          problemIn(await start(people, { callbackURL }), 400, 'bad-parameter')['parameter'],
          'body.callbackURL',
        )
      const more = await start(people, { idToken: { token: 'x' }, requestSignUp: true })
      problemIn(more, 400, 'bad-parameter')
    }))

  it('does not trust an identity that is signed with a key the provider does not publish', () =>
    withProvider(async (people) => {
      await people.add('viewer', ANN.email)
      provider.forge()
      const back = await signIn(people, ANN)
      assert.match(String(back.headers.location), /^\/sign-in\?error=/)
    }))
})

it('without a provider there is no such way', () =>
  withPeople(async ({ ask }) => {
    problemIn(await ask(post('/api/auth/sign-in/social', { provider: 'oidc' })), 404, 'not-found')
  }))

it('a provider that was down when the server started is found when it is back', async () => {
  const first = await identityProvider()
  const { issuer } = first
  await first.close()
  const oidc = { issuer, clientId: CLIENT.id, clientSecret: new Secret(CLIENT.secret) }
  await withPeople(
    async ({ ask }) => {
      const start = () => ask(post('/api/auth/sign-in/social', { provider: 'oidc' }, HEADERS))
      problemIn(await start(), 502, 'unreachable')
      const again = await identityProvider(Number(new URL(issuer).port))
      assert.equal((await start()).statusCode, 200)
      await again.close()
    },
    { entrance: { oidc, site: { publicOrigin: PUBLIC, tls: false, isOpen: false } } },
  )
})

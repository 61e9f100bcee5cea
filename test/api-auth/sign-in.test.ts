import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StoreError } from '../../src/store/port.ts'
import { problemIn } from '../tools/api.ts'
import { bearer, cookieIn, ORIGIN, PASSWORD, post, withPeople } from '../tools/accounts.ts'

const SIGN_IN = '/api/auth/sign-in/email'
const NEW_PASSWORD = 'another horse battery staple'

describe('signing in with a password', () => {
  it('sets a cookie that scripts cannot read and other sites do not send, and says nothing secret', () =>
    withPeople(async ({ add, ask }) => {
      await add('viewer')
      const response = await ask(post(SIGN_IN, { email: 'Viewer@Example.com', password: PASSWORD }))
      assert.equal(response.statusCode, 200)
      assert.deepEqual(Object.keys(response.json<object>()), ['user'])
      const [cookie, ...others] = response.cookies
      assert.deepEqual(others, [])
      const { name, httpOnly, sameSite, path, secure = false, maxAge, value = '' } = cookie ?? {}
      assert.deepEqual(
        { name, httpOnly, sameSite, path, secure, maxAge },
        {
          name: 'panoramica.session_token',
          httpOnly: true,
          sameSite: 'Lax',
          path: '/',
          secure: false,
          maxAge: 2_592_000,
        },
      )
      assert.ok(!response.body.includes(value.split('.')[0] ?? ''))
    }))

  it('sends the cookie over TLS only where people come over TLS', () =>
    withPeople(
      async ({ add, ask }) => {
        await add('viewer')
        const headers = { host: 'panoramica.example', origin: 'https://panoramica.example' }
        const { cookies } = await ask(post(SIGN_IN, { email: 'viewer@example.com', password: PASSWORD }, headers))
        assert.deepEqual(
          cookies.map(({ name, secure }) => [name, secure]),
          [['__Secure-panoramica.session_token', true]],
        )
      },
      { entrance: { site: { publicOrigin: 'https://panoramica.example', tls: false, isOpen: false } } },
    ))

  it('says who is there', () =>
    withPeople(async ({ add, ask, signIn }) => {
      const { id } = await add('viewer')
      const cookie = await signIn('viewer@example.com')
      const response = await ask({ url: '/api/session', headers: { cookie } })
      const { role, via, user, token } = response.json<Record<string, unknown>>()
      assert.deepEqual([role, via, token], ['viewer', 'session', null])
      assert.deepEqual([(user as { id: string }).id, (user as { two_factor: boolean }).two_factor], [id, false])
    }))

  it('refuses a wrong password and an unknown address in the same words', () =>
    withPeople(async ({ add, ask }) => {
      await add('viewer')
      const wrong = await ask(post(SIGN_IN, { email: 'viewer@example.com', password: 'no' }))
      const unknown = await ask(post(SIGN_IN, { email: 'nobody@example.com', password: PASSWORD }))
      problemIn(wrong, 401, 'sign-in-refused')
      assert.equal(wrong.body, unknown.body)
      assert.deepEqual([wrong.cookies, unknown.cookies], [[], []])
    }))

  it('is limited to five attempts a minute from one address, right or wrong', () =>
    withPeople(async ({ add, app }) => {
      await add('viewer')
      const attempt = (remoteAddress: string, password: string) =>
        app.inject({
          ...post(SIGN_IN, { email: 'viewer@example.com', password }),
          remoteAddress,
          headers: { host: 'localhost' },
        })
      for (let count = 0; count < 5; count++)
        problemIn(await attempt('192.0.2.7', `guess ${count}`), 401, 'sign-in-refused')
      const sixth = await attempt('192.0.2.7', PASSWORD)
      problemIn(sixth, 429, 'too-many-requests')
      assert.match(String(sixth.headers['retry-after']), /^[1-9]\d?$/)
      assert.deepEqual(sixth.cookies, [])
      assert.equal((await attempt('192.0.2.8', PASSWORD)).statusCode, 200)
    }))

  it('counts who a trusted proxy names, and does not believe anybody else', () =>
    withPeople(
      async ({ ask, store }) => {
        const attempt = (remoteAddress: string, forwarded: string) =>
          ask({
            ...post(SIGN_IN, { email: 'x@example.com', password: 'x' }, { 'x-forwarded-for': forwarded }),
            remoteAddress,
          })
        await attempt('198.51.100.9', '203.0.113.5')
        await attempt('198.51.100.10', '203.0.113.5')
        const events = await store.events(null, 2)
        assert.deepEqual(
          events.map(({ from }) => from),
          ['198.51.100.10', '203.0.113.5'],
        )
      },
      { entrance: { trustedProxies: ['198.51.100.9/32'] } },
    ))

  it('is refused to a page of another site', () =>
    withPeople(async ({ add, ask }) => {
      await add('viewer')
      const body = { email: 'viewer@example.com', password: PASSWORD }
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ])
        problemIn(await ask(post(SIGN_IN, body, headers)), 403, 'cross-site')
    }))

  it('names what is missing, and takes nothing else', () =>
    withPeople(async ({ ask }) => {
      const tries: [body: object, parameter: string][] = [
        [{}, 'body.email'],
        [{ email: 'x@example.com' }, 'body.password'],
        [{ email: 'x@example.com', password: 'x', callbackURL: 'https://evil.example' }, 'body.callbackURL'],
      ]
      for (const [body, parameter] of tries)
        assert.equal(problemIn(await ask(post(SIGN_IN, body)), 400, 'bad-parameter')['parameter'], parameter)
    }))
})

describe('a session', () => {
  it('acts for pages of this origin only', () =>
    withPeople(async ({ add, ask, signIn }) => {
      await add('admin')
      const cookie = await signIn('admin@example.com')
      const refresh = (headers: Record<string, string>) =>
        ask({ method: 'POST', url: '/api/nodes/1/refresh', headers: { cookie, ...headers } })
      assert.equal((await refresh({ origin: ORIGIN })).statusCode, 202)
      for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }])
        problemIn(await refresh(headers), 403, 'cross-site')
    }))

  it('counts for nothing beside a token, which may come from anywhere', () =>
    withPeople(async ({ add, ask, signIn, token }) => {
      await add('admin')
      const cookie = await signIn('admin@example.com')
      const foreign = { origin: 'https://evil.example', cookie }
      const refresh = (headers: Record<string, string>) => ask(post('/api/nodes/1/refresh', {}, headers))
      assert.equal((await refresh({ ...foreign, ...bearer(await token('viewer')) })).statusCode, 202)
      problemIn(await refresh({ ...foreign, ...bearer('nonsense') }), 401, 'unauthenticated')
      const out = await ask(post('/api/auth/sign-out', {}, { ...foreign, ...bearer('nonsense') }))
      assert.equal(out.statusCode, 200)
      assert.equal((await ask({ url: '/api/session', headers: { cookie } })).statusCode, 200)
    }))

  it('counts beside the password of a proxy in front, and acts for pages of this origin only then, too', () =>
    withPeople(async ({ add, ask, signIn }) => {
      await add('admin')
      const headers = { cookie: await signIn('admin@example.com'), authorization: 'Basic YTpi' }
      assert.equal((await ask(post('/api/nodes/1/refresh', {}, headers))).statusCode, 202)
      const foreign = { ...headers, origin: 'https://evil.example' }
      problemIn(await ask(post('/api/nodes/1/refresh', {}, foreign)), 403, 'cross-site')
    }))

  it('ends when its owner signs out', () =>
    withPeople(async ({ add, ask, signIn }) => {
      await add('viewer')
      const cookie = await signIn('viewer@example.com')
      const response = await ask(post('/api/auth/sign-out', {}, { cookie }))
      assert.deepEqual([response.statusCode, cookieIn(response)], [200, ''])
      problemIn(await ask({ url: '/api/session', headers: { cookie } }), 401, 'unauthenticated')
    }))

  it('that somebody made up is none', () =>
    withPeople(async ({ add, ask, signIn }) => {
      await add('viewer')
      const cookie = await signIn('viewer@example.com')
      const forged = [cookie.replace(/.{4}$/, 'AAA%3D'), 'panoramica.session_token=x', 'panoramica.session_token=x.y']
      for (const each of forged)
        problemIn(await ask({ url: '/api/session', headers: { cookie: each } }), 401, 'unauthenticated')
    }))

  it('is listed to its owner with the others, who ends them one by one or all at once', () =>
    withPeople(async ({ add, ask, signIn }) => {
      await add('viewer')
      await add('viewer', 'other@example.com')
      const others = await signIn('other@example.com')
      const [mine, second, third] = [
        await signIn('viewer@example.com'),
        await signIn('viewer@example.com'),
        await signIn('viewer@example.com'),
      ]
      const list = async () =>
        (await ask({ url: '/api/sessions', headers: { cookie: mine } })).json<{
          items: { id: string; current: boolean; address: string }[]
        }>().items
      const before = await list()
      assert.deepEqual(
        before.map(({ current }) => current),
        [false, false, true],
      )
      assert.ok(before.every(({ address }) => address.startsWith('10.0.')))
      const remove = (url: string, cookie: string) =>
        ask({ method: 'DELETE', url, headers: { cookie, origin: ORIGIN } })
      assert.equal((await remove(`/api/sessions/${before[0]?.id ?? ''}`, others)).statusCode, 404)
      assert.equal((await remove(`/api/sessions/${before[0]?.id ?? ''}`, mine)).statusCode, 204)
      assert.equal((await list()).length, 2)
      assert.equal((await remove('/api/sessions', mine)).statusCode, 204)
      assert.equal((await list()).length, 1)
      for (const cookie of [second, third])
        problemIn(await ask({ url: '/api/session', headers: { cookie } }), 401, 'unauthenticated')
      assert.equal((await ask({ url: '/api/session', headers: { cookie: others } })).statusCode, 200)
    }))

  it('is needed to change the own password, which ends the others', () =>
    withPeople(async ({ add, ask, signIn }) => {
      await add('viewer')
      const [cookie, other] = [await signIn('viewer@example.com'), await signIn('viewer@example.com')]
      const change = (body: object) => ask(post('/api/auth/change-password', body, { cookie }))
      const wrong = await change({ currentPassword: 'no', newPassword: NEW_PASSWORD })
      assert.equal(problemIn(wrong, 400, 'bad-request')['reason'], 'INVALID_PASSWORD')
      const short = await change({ currentPassword: PASSWORD, newPassword: 'short' })
      assert.equal(problemIn(short, 400, 'bad-parameter')['parameter'], 'body.newPassword')
      const changed = await change({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
      assert.equal(changed.statusCode, 200, changed.body)
      problemIn(await ask({ url: '/api/session', headers: { cookie: other } }), 401, 'unauthenticated')
      const old = await ask(post(SIGN_IN, { email: 'viewer@example.com', password: PASSWORD }))
      problemIn(old, 401, 'sign-in-refused')
      await signIn('viewer@example.com', NEW_PASSWORD)
    }))
})

it('a store that fails is no stranger', () =>
  withPeople(async ({ add, ask, signIn, store }) => {
    await add('viewer')
    const cookie = await signIn('viewer@example.com')
    Object.assign(store, { ping: () => Promise.reject(new StoreError('the disk is full', 'Make room.')) })
    problemIn(await ask({ url: '/api/nodes', headers: bearer('pano_unknown') }), 503, 'store')
    await store.database.db.schema.dropTable('session').execute()
    problemIn(await ask({ url: '/api/nodes', headers: { cookie } }), 503, 'store')
  }))

describe('what the library could do beside', () => {
  it('does not exist: nobody signs up, changes their role or address, or makes tokens there', () =>
    withPeople(async ({ add, ask, signIn, accounts }) => {
      await add('viewer')
      const cookie = await signIn('viewer@example.com')
      const beside: [url: string, body: object][] = [
        ['/api/auth/sign-up/email', { email: 'evil@example.com', password: PASSWORD, name: 'x', role: 'admin' }],
        ['/api/auth/update-user', { role: 'admin' }],
        ['/api/auth/change-email', { newEmail: 'evil@example.com' }],
        ['/api/auth/request-password-reset', { email: 'viewer@example.com' }],
        ['/api/auth/api-key/create', { name: 'x' }],
        ['/api/auth/delete-user', {}],
      ]
      for (const [url, body] of beside) problemIn(await ask(post(url, body, { cookie })), 404, 'not-found')
      for (const url of ['/api/auth/get-session', '/api/auth/list-sessions', '/api/auth/error', '/api/auth/ok'])
        problemIn(await ask({ url, headers: { cookie } }), 404, 'not-found')
      assert.deepEqual(
        (await accounts.users.list()).map(({ email, role }) => [email, role]),
        [['viewer@example.com', 'viewer']],
      )
    }))
})

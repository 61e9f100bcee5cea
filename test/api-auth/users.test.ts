import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../src/api/problems.ts'
import { problemIn } from '../tools/api.ts'
import { bearer, cookieIn, ORIGIN, PASSWORD, post, withPeople } from '../tools/accounts.ts'

const isProblem = (code: string) => (error: unknown) => error instanceof Problem && error.code === code

describe('users', () => {
  it('are added, listed, changed and removed by an admin', () =>
    withPeople(async ({ ask, token }) => {
      const headers = { origin: ORIGIN, ...bearer(await token('admin')) }
      const added = await ask(
        post('/api/users', { email: 'Bo@Example.com', role: 'viewer', password: PASSWORD }, headers),
      )
      assert.equal(added.statusCode, 201)
      const { id, created_at, ...user } = added.json<Record<string, unknown>>()
      assert.equal(added.headers.location, `/api/users/${String(id)}`)
      assert.match(String(created_at), /^\d{4}-\d\d-\d\dT/)
      const bo = { email: 'bo@example.com', name: null, role: 'viewer', has_password: true, two_factor: false }
      assert.deepEqual(user, bo)
      const twice = await ask(post('/api/users', { email: 'bo@example.com', role: 'admin' }, headers))
      problemIn(twice, 409, 'already-exists')
      const changed = await ask({
        method: 'PATCH',
        url: `/api/users/${String(id)}`,
        payload: { name: 'Bo', role: 'admin' },
        headers,
      })
      assert.deepEqual(changed.json(), { id, created_at, ...bo, name: 'Bo', role: 'admin' })
      const { items, total } = (await ask({ url: '/api/users', headers })).json<{ items: unknown[]; total: number }>()
      assert.deepEqual([items, total], [[changed.json()], 1])
    }))

  it('may have no password, and get one later', () =>
    withPeople(async ({ ask, accounts, signIn, token }) => {
      const headers = { origin: ORIGIN, ...bearer(await token('admin')) }
      const added = await ask(post('/api/users', { email: 'bo@example.com', role: 'viewer' }, headers))
      const { id, has_password } = added.json<{ id: string; has_password: boolean }>()
      assert.equal(has_password, false)
      const attempt = await ask(post('/api/auth/sign-in/email', { email: 'bo@example.com', password: PASSWORD }))
      problemIn(attempt, 401, 'sign-in-refused')
      const change = { method: 'PATCH', url: `/api/users/${id}`, payload: { password: PASSWORD }, headers } as const
      assert.equal((await ask(change)).statusCode, 200)
      const cookie = await signIn('bo@example.com')
      assert.equal((await ask(change)).statusCode, 200)
      assert.equal((await ask({ url: '/api/session', headers: { cookie } })).statusCode, 401, 'a new one ends sessions')
      assert.deepEqual(await accounts.sessions.of(id), [])
    }))

  it('always have an admin among them, whoever asks at the same moment', () =>
    withPeople(async ({ accounts: { users }, add }) => {
      const [ann, bo] = [await add('admin', 'ann@example.com'), await add('admin', 'bo@example.com')]
      const outcomes = await Promise.allSettled([
        users.change(ann.id, { role: 'viewer' }),
        users.remove(bo.id),
        users.change(ann.id, { name: 'Ann' }),
      ])
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      )
      await assert.rejects(users.remove(bo.id), isProblem('last-admin'))
      await assert.rejects(users.change(bo.id, { role: 'viewer' }), isProblem('last-admin'))
      assert.equal((await users.remove(ann.id))?.email, 'ann@example.com')
      assert.equal(await users.remove(ann.id), null)
    }))

  it('lose their sessions when they are removed, or when an admin ends them', () =>
    withPeople(async ({ accounts, ask, add, signIn, token }) => {
      const headers = { origin: ORIGIN, ...bearer(await token('admin')) }
      const { id, email } = await add('viewer')
      const first = await signIn(email)
      const sessions = await ask({ url: `/api/users/${id}/sessions`, headers })
      assert.equal(sessions.json<{ total: number }>().total, 1)
      assert.ok(!sessions.body.includes(first.slice(30, 50)))
      assert.equal((await ask({ method: 'DELETE', url: `/api/users/${id}/sessions`, headers })).statusCode, 204)
      const second = await signIn(email)
      await accounts.users.remove(id)
      for (const cookie of [first, second])
        problemIn(await ask({ url: '/api/session', headers: { cookie } }), 401, 'unauthenticated')
      for (const path of ['/sessions', ''])
        problemIn(await ask({ method: 'DELETE', url: `/api/users/${id}${path}`, headers }), 404, 'not-found')
    }))

  it('that are demoted have the new role with their next request', () =>
    withPeople(async ({ accounts, ask, add, signIn }) => {
      await add('admin')
      const { id, email } = await add('admin', 'bo@example.com')
      const cookie = await signIn(email)
      assert.equal((await ask({ url: '/api/users', headers: { cookie } })).statusCode, 200)
      await accounts.users.change(id, { role: 'viewer' })
      problemIn(await ask({ url: '/api/users', headers: { cookie } }), 403, 'not-allowed')
    }))

  it('have an e-mail address, a role and a password of twelve characters', () =>
    withPeople(async ({ ask, token }) => {
      const headers = bearer(await token('admin'))
      const good = { email: 'bo@example.com', role: 'viewer', password: PASSWORD }
      const wrong: [body: object, parameter: string][] = [
        [{ ...good, email: 'bo' }, 'body.email'],
        [{ ...good, role: 'owner' }, 'body.role'],
        [{ ...good, password: 'elevenchars' }, 'body.password'],
        [{ ...good, password: 'x'.repeat(129) }, 'body.password'],
        [{ ...good, id: '1' }, 'body.id'],
      ]
      for (const [body, parameter] of wrong)
        assert.equal(
          problemIn(await ask(post('/api/users', body, headers)), 400, 'bad-parameter')['parameter'],
          parameter,
        )
    }))
})

describe('a sign-in link', () => {
  it('signs its user in, once, and leads to the first page', () =>
    withPeople(async ({ add, ask, token }) => {
      const { id } = await add('viewer')
      const made = await ask(post(`/api/users/${id}/sign-in-link`, {}, bearer(await token('admin'))))
      assert.equal(made.statusCode, 201)
      const { url } = made.json<{ url: string }>()
      assert.match(url, /^http:\/\/localhost:8470\/api\/auth\/link\?token=[\w-]{43}$/)
      const path = url.slice(ORIGIN.length)
      assert.equal((await ask({ method: 'HEAD', url: path })).statusCode, 405, 'a look at the link uses nothing up')
      const opened = await ask({ url: path })
      assert.deepEqual([opened.statusCode, opened.headers.location], [302, '/'])
      const session = await ask({ url: '/api/session', headers: { cookie: cookieIn(opened) } })
      assert.equal(session.json<{ user: { id: string } }>().user.id, id)
      const again = await ask({ url: path })
      assert.deepEqual([again.statusCode, again.headers.location], [302, '/sign-in?error=link'])
      assert.equal(cookieIn(again), '')
    }))

  it('is opened by one of many who try at the same moment', () =>
    withPeople(async ({ accounts, add, ask }) => {
      const { id } = await add('viewer')
      const { path } = await accounts.users.link(id)
      const opened = await Promise.all(Array.from({ length: 5 }, () => ask({ url: path })))
      assert.equal(opened.filter((response) => cookieIn(response) !== '').length, 1)
    }))

  it('that was made up, or whose user is gone, signs nobody in', () =>
    withPeople(async ({ accounts, add, ask }) => {
      const { id } = await add('viewer')
      const { path } = await accounts.users.link(id)
      await accounts.users.remove(id)
      for (const url of [path, `/api/auth/link?token=${'x'.repeat(43)}`]) {
        const { headers, cookies } = await ask({ url })
        assert.deepEqual([headers.location, cookies], ['/sign-in?error=link', []])
      }
      problemIn(await ask({ url: '/api/auth/link' }), 400, 'bad-parameter')
    }))

  it('ends after an hour', () =>
    withPeople(async ({ accounts, add, ask, store, clock }) => {
      const { id } = await add('viewer')
      const { path, expiresAt } = await accounts.users.link(id)
      assert.equal(expiresAt - clock.now(), 3_600_000)
      const past = new Date(clock.now() - 1000).toISOString()
      await store.database.db
        .$extendTables<{ verification: { expiresAt: string } }>()
        .updateTable('verification')
        .set({ expiresAt: past })
        .execute()
      assert.equal((await ask({ url: path })).headers.location, '/sign-in?error=link')
    }))
})

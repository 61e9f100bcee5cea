import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { problemIn, REMOTE } from '../tools/api.ts'
import { bearer, ORIGIN, PASSWORD, post, withPeople } from '../tools/accounts.ts'
import type { People } from '../tools/accounts.ts'

interface Event {
  readonly id: number
  readonly at: string
  readonly action: string
  readonly ok: boolean
  readonly actor: { readonly kind: string; readonly name: string | null }
  readonly subject: string | null
  readonly from: string | null
}

const read = async ({ ask }: People, cookie: string, query = '') =>
  (await ask({ url: `/api/audit${query}`, headers: { cookie } })).json<{ items: Event[]; next_cursor: string | null }>()

const told = ({ action, ok, actor, subject }: Event): string =>
  [action, ok ? '' : 'REFUSED', `by ${actor.kind} ${actor.name ?? ''}`.trim(), subject ?? '']
    .filter(Boolean)
    .join(' | ')

describe('the audit log', () => {
  it('tells who signed in, who was refused, and from where', () =>
    withPeople(async (people) => {
      const { add, accounts, app, ask, signIn } = people
      const { id } = await add('admin')
      const headers = { host: 'localhost' }
      const wrong = { email: 'admin@example.com', password: 'wrong' }
      await app.inject({ ...post('/api/auth/sign-in/email', wrong), headers, remoteAddress: '192.0.2.50' })
      await app.inject({ url: '/api/auth/link?token=made-up', headers, remoteAddress: '192.0.2.51' })
      await ask({ url: (await accounts.users.link(id)).path })
      await ask(post('/api/auth/sign-in/email', { email: 'x' }))
      const cookie = await signIn('admin@example.com')
      const { items } = await read(people, cookie)
      assert.deepEqual(items.map(told), [
        'sign-in | by user admin@example.com | password',
        'sign-in | by user admin@example.com | link',
        'sign-in | REFUSED | by nobody | link',
        'sign-in | REFUSED | by nobody admin@example.com | password',
      ])
      assert.deepEqual(
        items.slice(2).map(({ from }) => from),
        ['192.0.2.51', '192.0.2.50'],
      )
      assert.match(items[0]?.at ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      await ask(post('/api/auth/sign-out', {}, { cookie }))
      const again = await signIn('admin@example.com')
      assert.equal(told((await read(people, again)).items[1]!), 'sign-out | by user admin@example.com')
    }))

  it('tells every change to remotes, users and tokens, by session or token', () =>
    withPeople(async (people) => {
      const { add, ask, signIn, token } = people
      const { email } = await add('admin')
      const cookie = await signIn(email)
      const headers = { origin: ORIGIN, ...bearer(await token('admin')) }
      const remote = { address: 'pve1', ssh: { use_agent: true } }
      await ask(post('/api/remotes', remote, { cookie }))
      await ask({ method: 'DELETE', url: `/api/remotes/${REMOTE.id}`, headers })
      const user = (await ask(post('/api/users', { email: 'bo@example.com', role: 'viewer' }, headers))).json<{
        id: string
      }>()
      await ask({ method: 'PATCH', url: `/api/users/${user.id}`, payload: { role: 'admin', name: 'Bo' }, headers })
      await ask(post(`/api/users/${user.id}/sign-in-link`, {}, headers))
      await ask({ method: 'DELETE', url: `/api/users/${user.id}`, headers })
      const made = (await ask(post('/api/tokens', { name: 'ci', role: 'viewer' }, { cookie }))).json<{ id: string }>()
      await ask({ method: 'DELETE', url: `/api/tokens/${made.id}`, headers: { origin: ORIGIN, cookie } })
      const { items } = await read(people, cookie)
      assert.deepEqual(items.reverse().map(told), [
        'sign-in | by user admin@example.com | password',
        'remote.add | by user admin@example.com | prod (remote 1)',
        'remote.remove | by token admin | remote 1',
        'user.add | by token admin | bo@example.com (viewer)',
        'user.change | by token admin | bo@example.com: name, role admin',
        'sign-in-link.create | by token admin | bo@example.com',
        'user.remove | by token admin | bo@example.com',
        'token.create | by user admin@example.com | ci (viewer)',
        'token.revoke | by user admin@example.com | ci (viewer)',
      ])
    }))

  it('tells from where a change was asked for, believing a trusted proxy and nobody else', () =>
    withPeople(
      async (people) => {
        const { add, ask, signIn, token } = people
        await add('admin')
        const headers = { ...bearer(await token('admin')), 'x-forwarded-for': '203.0.113.5' }
        for (const [name, remoteAddress] of [
          ['one', '198.51.100.9'],
          ['two', '198.51.100.10'],
        ] as const)
          await ask({ ...post('/api/tokens', { name, role: 'viewer' }, headers), remoteAddress })
        const { items } = await read(people, await signIn('admin@example.com'))
        assert.deepEqual(
          items.slice(1).map(({ subject, from }) => [subject, from]),
          [
            ['two (viewer)', '198.51.100.10'],
            ['one (viewer)', '203.0.113.5'],
          ],
        )
      },
      { entrance: { trustedProxies: ['198.51.100.9'] } },
    ))

  it('has nothing of what was refused for another reason, or changed nothing', () =>
    withPeople(async (people) => {
      const { add, ask, signIn, token } = people
      await add('admin')
      await ask(post('/api/users', { email: 'x' }, bearer(await token('admin'))))
      await ask(post('/api/users', { email: 'x@example.com', role: 'admin' }, bearer(await token('viewer'))))
      await ask(post('/api/nodes/1/refresh', {}, bearer(await token('viewer'))))
      const { items } = await read(people, await signIn('admin@example.com'))
      assert.equal(items.length, 1)
    }))

  it('is read in pages, the newest first', () =>
    withPeople(async (people) => {
      const { add, signIn } = people
      await add('admin')
      const cookies = [await signIn('admin@example.com'), await signIn('admin@example.com')]
      const cookie = cookies[0] ?? ''
      await signIn('admin@example.com')
      const first = await read(people, cookie, '?limit=2')
      const second = await read(people, cookie, `?limit=2&cursor=${first.next_cursor ?? ''}`)
      assert.deepEqual(
        [...first.items, ...second.items].map(({ id }) => id),
        [3, 2, 1],
      )
      assert.equal(second.next_cursor, null)
      for (const query of ['?limit=0', '?limit=1001', '?cursor=x'])
        problemIn(await people.ask({ url: `/api/audit${query}`, headers: { cookie } }), 400, 'bad-parameter')
    }))

  it('that cannot be written does not undo what was done, and the log says so', () =>
    withPeople(
      async ({ ask, log, token, accounts }) => {
        const response = await ask(
          post(
            '/api/users',
            { email: 'bo@example.com', role: 'viewer', password: PASSWORD },
            bearer(await token('admin')),
          ),
        )
        assert.equal(response.statusCode, 201)
        assert.equal((await accounts.users.list()).length, 1)
        assert.ok(log.some((line) => line.includes('the audit log cannot be written')))
      },
      { fakes: { store: { recordEvent: () => Promise.reject(new Error('the disk is full')) } } },
    ))
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { problemIn } from '../tools/api.ts'
import { bearer, ORIGIN, post, withPeople } from '../tools/accounts.ts'
import type { People } from '../tools/accounts.ts'

const roleOf = async ({ ask }: People, token: string): Promise<unknown> =>
  (await ask({ url: '/api/session', headers: bearer(token) })).json<{ role?: unknown }>().role

describe('an API token', () => {
  it('is shown once, and does what its role may do', () =>
    withPeople(async (people) => {
      const { ask, token } = people
      const headers = bearer(await token('admin'))
      const made = await ask(post('/api/tokens', { name: 'ci', role: 'viewer', expires_in_days: 30 }, headers))
      assert.equal(made.statusCode, 201, made.body)
      const { token: secret, start, expires_at, ...rest } = made.json<Record<string, string>>()
      assert.match(secret ?? '', /^pano_[A-Za-z]{64}$/)
      assert.equal(start, secret?.slice(0, 9))
      assert.match(expires_at ?? '', /^\d{4}-\d\d-\d\dT/)
      assert.deepEqual([rest['name'], rest['role'], rest['last_used_at']], ['ci', 'viewer', null])
      assert.equal(await roleOf(people, secret ?? ''), 'viewer')
      const list = await ask({ url: '/api/tokens', headers })
      assert.ok(!list.body.includes(secret?.slice(9) ?? ''))
      const names = list.json<{ items: { name: string; last_used_at: string | null }[] }>().items
      assert.deepEqual(
        names.map(({ name, last_used_at }) => [name, last_used_at !== null]),
        [
          ['admin', true],
          ['ci', true],
        ],
      )
    }))

  it('is kept as a hash', () =>
    withPeople(async ({ folder, token }) => {
      const secret = await token('admin')
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
      const hash = createHash('sha256').update(secret).digest('base64url')
      assert.ok(files.some((text) => text.includes(hash)))
      assert.ok(!files.some((text) => text.includes(secret) || text.includes(secret.slice(9))))
    }))

  it('ends at once when it is revoked', () =>
    withPeople(async (people) => {
      const { accounts, ask, token } = people
      const headers = bearer(await token('admin'))
      const { token: made, secret } = await accounts.tokens.create({
        name: 'ci',
        role: 'viewer',
        expiresInDays: null,
        userId: null,
      })
      assert.equal(await roleOf(people, secret.reveal()), 'viewer')
      const revoke = () =>
        ask({ method: 'DELETE', url: `/api/tokens/${made.id}`, headers: { origin: ORIGIN, ...headers } })
      assert.equal((await revoke()).statusCode, 204)
      assert.equal(await roleOf(people, secret.reveal()), undefined)
      problemIn(await revoke(), 404, 'not-found')
    }))

  it('ends within ten seconds when another process revokes it', () =>
    withPeople(async (people) => {
      const { clock, store, token } = people
      const secret = await token('admin')
      assert.equal(await roleOf(people, secret), 'admin')
      await store.database.db.$extendTables<{ apikey: object }>().deleteFrom('apikey').execute()
      clock.advance(10_000)
      assert.equal(await roleOf(people, secret), undefined)
    }))

  it('never may more than who made it may now', () =>
    withPeople(async (people) => {
      const { accounts, add, token } = people
      await add('admin')
      const owner = await add('admin', 'second@example.com')
      const secret = await token('admin', owner)
      assert.equal(await roleOf(people, secret), 'admin')
      await accounts.users.change(owner.id, { role: 'viewer' })
      assert.equal(await roleOf(people, secret), 'viewer')
      await accounts.users.remove(owner.id)
      assert.equal(await roleOf(people, secret), undefined)
      assert.deepEqual(await accounts.tokens.list(), [])
    }))

  it('belongs to whoever made it, and to nobody when a token of the command line did', () =>
    withPeople(async (people) => {
      const { add, ask, signIn, token } = people
      const { id, email } = await add('admin')
      const body = { name: 'x', role: 'viewer' }
      const bySession = await ask(post('/api/tokens', body, { cookie: await signIn(email) }))
      const byToken = await ask(post('/api/tokens', body, bearer(await token('admin'))))
      assert.deepEqual(
        [bySession, byToken].map((response) => response.json<{ user_id: unknown }>().user_id),
        [id, null],
      )
    }))

  it('has a name, a role, and a life of one day to ten years', () =>
    withPeople(async ({ ask, token }) => {
      const headers = bearer(await token('admin'))
      const wrong: [body: object, parameter: string][] = [
        [{ role: 'viewer' }, 'body.name'],
        [{ name: ' ', role: 'viewer' }, 'body.name'],
        [{ name: 'x' }, 'body.role'],
        [{ name: 'x', role: 'root' }, 'body.role'],
        [{ name: 'x', role: 'viewer', expires_in_days: 0 }, 'body.expires_in_days'],
        [{ name: 'x', role: 'viewer', expires_in_days: 3651 }, 'body.expires_in_days'],
      ]
      for (const [body, parameter] of wrong)
        assert.equal(
          problemIn(await ask(post('/api/tokens', body, headers)), 400, 'bad-parameter')['parameter'],
          parameter,
        )
    }))
})

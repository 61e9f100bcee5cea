import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Secret } from '../../src/model/secret.ts'
import { problemIn } from '../tools/api.ts'
import { PASSWORD, post, withPeople } from '../tools/accounts.ts'
import type { People } from '../tools/accounts.ts'

const ADMIN = { email: 'Ann@Example.com', password: PASSWORD }
const linkOf = ({ accounts }: People): string => accounts.setup.token?.reveal() ?? assert.fail('no link')

describe('the setup link', () => {
  it('makes the first admin, once', () =>
    withPeople(async (people) => {
      const { ask, signIn, accounts } = people
      const token = linkOf(people)
      assert.match(token, /^[\w-]{43}$/)
      const needed = async () => (await ask({ url: '/api/sign-in' })).json<unknown>()
      assert.deepEqual(await needed(), { setup_needed: true, openid_connect: false, passkeys: true })
      const response = await ask(post('/api/setup', { ...ADMIN, token, name: 'Ann' }))
      assert.equal(response.statusCode, 201)
      const { email, name, role } = response.json<Record<string, unknown>>()
      assert.deepEqual([email, name, role], ['ann@example.com', 'Ann', 'admin'])
      assert.deepEqual(await needed(), { setup_needed: false, openid_connect: false, passkeys: true })
      const again = await ask(post('/api/setup', { ...ADMIN, email: 'eve@example.com', token }))
      problemIn(again, 403, 'setup-refused')
      assert.equal((await accounts.users.list()).length, 1)
      await signIn('ann@example.com')
    }))

  it('makes one admin when it is used twice at the same moment', () =>
    withPeople(async (people) => {
      const token = linkOf(people)
      const emails = ['a@example.com', 'b@example.com', 'c@example.com']
      const replies = await Promise.all(
        emails.map((email) => people.ask(post('/api/setup', { ...ADMIN, email, token }))),
      )
      assert.deepEqual(replies.map(({ statusCode }) => statusCode).sort(), [201, 403, 403])
      assert.equal((await people.accounts.users.list()).length, 1)
    }))

  it('is refused to who does not know its token, and stays good', () =>
    withPeople(async (people) => {
      const { ask } = people
      for (const token of ['x', linkOf(people).slice(0, -1), `${linkOf(people)}x`])
        problemIn(await ask(post('/api/setup', { ...ADMIN, token })), 403, 'setup-refused')
      const short = await ask(post('/api/setup', { ...ADMIN, password: 'short', token: linkOf(people) }))
      assert.equal(problemIn(short, 400, 'bad-parameter')['parameter'], 'body.password')
      assert.equal((await ask(post('/api/setup', { ...ADMIN, token: linkOf(people) }))).statusCode, 201)
    }))

  it('ends when the first user is made in another way', () =>
    withPeople(async (people) => {
      const { add, ask } = people
      await add('viewer')
      problemIn(await ask(post('/api/setup', { ...ADMIN, token: linkOf(people) })), 403, 'setup-refused')
    }))
})

it('settings name the first admin instead: there is no link then, and no default password', () =>
  withPeople(
    async ({ accounts, ask, signIn }) => {
      assert.equal(accounts.setup.token, null)
      problemIn(await ask(post('/api/setup', { ...ADMIN, token: 'x' })), 403, 'setup-refused')
      const cookie = await signIn('boss@example.com', 'a password of the settings')
      const { role } = (await ask({ url: '/api/session', headers: { cookie } })).json<{ role: string }>()
      assert.equal(role, 'admin')
    },
    {
      entrance: {
        firstAdmin: { email: 'boss@example.com', name: null, password: new Secret('a password of the settings') },
      },
    },
  ))

it('a first admin with a short password keeps the server from starting', async () => {
  const firstAdmin = { email: 'boss@example.com', name: null, password: new Secret('admin') }
  await assert.rejects(
    withPeople(async () => undefined, { entrance: { firstAdmin } }),
    /A password has 12 to 128 characters/,
  )
})

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { systemClock } from '../../src/lib/clock.ts'
import { bearer, cookieIn, ORIGIN, PASSWORD, post, withPeople } from '../tools/accounts.ts'
import { totpAt } from '../tools/totp.ts'

const WRONG = 'a wrong password Qx7'

it('passwords, tokens, cookies, links and second factors are in no log line, and as they are in no file', () =>
  withPeople(async ({ accounts, ask, folder, log, signIn, token }) => {
    const secrets = new Map([
      ['password', PASSWORD],
      ['wrong password', WRONG],
    ])
    const setup = accounts.setup.token?.reveal() ?? ''
    secrets.set('setup token', setup)
    await ask(post('/api/setup', { token: setup, email: 'ann@example.com', password: PASSWORD }))
    await ask(post('/api/setup', { token: setup, email: 'ann@example.com', password: PASSWORD }))
    await ask(post('/api/auth/sign-in/email', { email: 'ann@example.com', password: WRONG }))
    await ask(post('/api/auth/sign-in/email', { email: WRONG, password: [WRONG] }))
    const cookie = await signIn('ann@example.com')
    secrets.set('cookie', decodeURIComponent(cookie.split('=')[1] ?? ''))
    const enabled = await ask(post('/api/auth/two-factor/enable', { password: PASSWORD }, { cookie }))
    const { totpURI, backupCodes } = enabled.json<{ totpURI: string; backupCodes: string[] }>()
    secrets.set('second factor', new URL(totpURI).searchParams.get('secret') ?? '')
    secrets.set('backup code', backupCodes[0] ?? '')
    const code = totpAt(totpURI, systemClock.now())
    const renewed = cookieIn(await ask(post('/api/auth/two-factor/verify-totp', { code }, { cookie })))
    const id = (await accounts.users.list())[0]?.id ?? ''
    const { path } = await accounts.users.link(id)
    secrets.set('link', new URL(path, ORIGIN).searchParams.get('token') ?? '')
    const unused = await accounts.users.link(id)
    secrets.set('unused link', new URL(unused.path, ORIGIN).searchParams.get('token') ?? '')
    await ask({ url: path })
    const apiToken = await token('admin')
    secrets.set('API token', apiToken)
    for (const headers of [bearer(apiToken), bearer(`${apiToken}x`), { cookie: renewed }])
      await ask({ url: '/api/session', headers })
    await ask(post('/api/auth/passkey/verify-authentication', { response: { id: WRONG } }))

    assert.ok(log.length > 10)
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    assert.ok(files.some((text) => text.includes('ann@example.com')))
    for (const [name, secret] of secrets) {
      assert.ok(secret.length >= 10, name)
      assert.ok(!log.some((line) => line.includes(secret)), `${name} in the log`)
      if (name !== 'cookie') assert.ok(!files.some((text) => text.includes(secret)), `${name} in a file`)
    }
  }))

it('a session in the store is no cookie: that takes the key file, too', () =>
  withPeople(async ({ add, ask, signIn, store }) => {
    await add('viewer')
    await signIn('viewer@example.com')
    const db = store.database.db.$extendTables<{ session: { token: string } }>()
    const { token } = await db.selectFrom('session').select('token').executeTakeFirstOrThrow()
    for (const value of [token, `${token}.${'A'.repeat(43)}=`]) {
      const cookie = `panoramica.session_token=${encodeURIComponent(value)}`
      assert.equal((await ask({ url: '/api/session', headers: { cookie } })).statusCode, 401)
    }
  }))

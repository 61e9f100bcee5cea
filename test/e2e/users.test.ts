import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { token } from '../../src/cli/token.ts'
import { user } from '../../src/cli/user.ts'
import { panoramica, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { PASSWORD } from '../tools/accounts.ts'
import { selfSigned } from '../tools/self-signed.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const LISTENS = /listens on (https?:\S+)/
const SETUP = /^There is no user yet\. Make the first one, once: (http\S+)$/m

describe('users on the command line', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let server: Running | null = null

  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(async () => {
    if (server) await stop(server)
    server = null
    folder[Symbol.dispose]()
  })

  const run = (line: string, input = '') => panoramica([...line.split(' '), '--data-dir', folder.path], input)
  const serve = async (...args: string[]): Promise<Running> =>
    (server = await started(['serve', '--port', '0', '--data-dir', folder.path, ...args], LISTENS))
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${server?.address ?? ''}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const signIn = (email: string, password: string) => post('/api/auth/sign-in/email', { email, password })

  test('each start without a user prints another setup link, and the newest makes the first admin', async () => {
    const links: string[] = []
    for (let start = 0; start < 2; start++) {
      const { said } = await serve()
      const link = SETUP.exec(said())?.[1] ?? assert.fail(said())
      assert.ok(link.startsWith(`${server?.address ?? ''}/setup?token=`))
      links.push(new URL(link).searchParams.get('token') ?? '')
      if (start === 0) await stop(server!)
    }
    const setup = (token = '') => post('/api/setup', { token, email: 'ann@example.com', password: PASSWORD })
    assert.notEqual(links[0], links[1])
    assert.equal((await setup(links[0])).status, 403)
    assert.equal((await setup(links[1])).status, 201)
    assert.equal((await signIn('ann@example.com', PASSWORD)).status, 200)
    await stop(server!)
    assert.doesNotMatch((await serve()).said(), SETUP)
  })

  test('settings make the first admin, without a link', async () => {
    const file = join(folder.path, 'password')
    writeFileSync(file, `${PASSWORD}\n`)
    const { said } = await serve('--admin-email', 'boss@example.com', '--admin-password-file', file)
    assert.doesNotMatch(said(), SETUP)
    assert.equal((await signIn('boss@example.com', PASSWORD)).status, 200)
  })

  test('users are added, listed, given a link and removed while the server runs', async () => {
    await serve()
    const added = await run('user add Ann@Example.com --role admin --name Ann --password-stdin', `${PASSWORD}\n`)
    assert.deepEqual([added.code, added.stdout, added.stderr], [0, 'added ann@example.com (admin)\n', ''])
    assert.equal((await run('user add bo@example.com --role viewer')).code, 0)
    assert.equal((await signIn('ann@example.com', PASSWORD)).status, 200)
    const { stdout: listed } = await run('user list')
    assert.match(listed, /^ann@example\.com {2}admin {3}password {5}Ann\nbo@example\.com {3}viewer {2}no password\n$/)
    const link = await run('user link bo@example.com')
    const path = link.stdout.trim().replace('http://127.0.0.1:8470', '')
    const opened = await fetch(`${server?.address ?? ''}${path}`, { redirect: 'manual' })
    assert.equal(opened.headers.get('location'), '/')
    assert.equal((await run('user remove bo@example.com')).code, 0)
    const last = await run('user remove ann@example.com')
    assert.deepEqual(
      [last.code, last.stderr],
      [1, 'panoramica user: This is the only admin.\nMake another user admin first.\n'],
    )
  })

  test('tokens are made, listed and revoked while the server runs', async () => {
    await serve()
    const made = await run('token create --name ci --role viewer --expires-days 30')
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stdout, /^pano_[A-Za-z]{64}\n$/)
    const headers = { authorization: `Bearer ${made.stdout.trim()}` }
    const asked = (path: string) => fetch(`${server?.address ?? ''}${path}`, { headers })
    assert.deepEqual([(await asked('/api/nodes')).status, (await asked('/api/users')).status], [200, 403])
    const { stdout: listed } = await run('token list')
    const [id = '', start] = listed.split(/ {2,}/)
    assert.equal(start, `${made.stdout.slice(0, 9)}…`)
    assert.match(listed, / {2}ci {2}viewer {2}ends \d{4}-\d\d-\d\d {2}used \d{4}-\d\d-\d\d\n$/)
    const admin = (await run('token create --name admin --role admin')).stdout.trim()
    const events = await fetch(`${server?.address ?? ''}/api/audit`, { headers: { authorization: `Bearer ${admin}` } })
    const { items } = (await events.json()) as { items: { action: string; actor: object; subject: string }[] }
    assert.deepEqual(
      items.map(({ action, actor, subject }) => [action, actor, subject]),
      ['admin (admin)', 'ci (viewer)'].map((subject) => ['token.create', { kind: 'command', name: null }, subject]),
    )
    assert.equal((await run(`token revoke ${id}`)).stdout, 'revoked ci\n')
    assert.equal((await run(`token revoke ${id}`)).code, 1)
  })

  test('what is wrong with a command is named', async (t) => {
    const short = await run('user add ann@example.com --role admin --password-stdin', 'short\n')
    assert.deepEqual([short.code, short.stdout], [1, ''])
    assert.match(short.stderr, /A password has 12 to 128 characters/)
    const wrong: [line: string, code: number, said: RegExp][] = [
      ['user', 2, /what is to be done\?\n\nUsage: panoramica user/],
      ['user dance', 2, /what is to be done/],
      ['user add', 2, /what is to be done/],
      ['user add ann --role admin', 2, /not an e-mail address: ann/],
      ['user add ann@example.com', 2, /--role takes viewer or admin/],
      ['user add ann@example.com --role root', 2, /--role takes viewer or admin, not root/],
      ['user link nobody@example.com', 1, /There is no user nobody@example\.com/],
      ['token create --role viewer', 2, /--name takes/],
      ['token create --name ci', 2, /--role takes viewer or admin/],
      ['token create --name ci --role viewer --expires-days 0', 2, /--expires-days takes a whole number from 1/],
      ['token revoke nothing', 1, /There is no token nothing/],
    ]
    const log = t.mock.method(console, 'log', () => undefined)
    const error = t.mock.method(console, 'error', () => undefined)
    for (const [line, code, said] of wrong) {
      const [name, ...args] = line.split(' ')
      const command = name === 'user' ? user : token
      assert.equal(await command([...args, '--data-dir', folder.path]), code, line)
      assert.match(String(error.mock.calls.at(-1)?.arguments[0]), said)
    }
    assert.equal(error.mock.callCount(), wrong.length)
    assert.equal(log.mock.callCount(), 0)
  })

  test('with a certificate the server speaks HTTPS, also beyond loopback, and marks its cookie', async () => {
    const { certificate, key } = selfSigned(folder.path, 'localhost')
    await run('user add ann@example.com --role admin --password-stdin', PASSWORD)
    const { address } = await serve('--host', '0.0.0.0', '--tls-cert-file', certificate, '--tls-key-file', key)
    const { port, protocol } = new URL(address)
    assert.equal(protocol, 'https:')
    const cookie = await new Promise<string>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        path: '/api/auth/sign-in/email',
        method: 'POST',
        rejectUnauthorized: false,
        headers: { 'content-type': 'application/json', origin: `https://127.0.0.1:${port}` },
      }
      request(options, ({ headers }) => resolve(headers['set-cookie']?.[0] ?? ''))
        .once('error', reject)
        .end(JSON.stringify({ email: 'ann@example.com', password: PASSWORD }))
    })
    assert.match(cookie, /^__Secure-panoramica\.session_token=.*; Secure/)
  })
})

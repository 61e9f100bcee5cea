import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { PASSWORD } from '../tools/accounts.ts'
import { panoramica, started, stop } from '../tools/panoramica.ts'
import { selfSigned } from '../tools/self-signed.ts'
import { freePort } from '../tools/sshd.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { until } from '../tools/until.ts'

const NAME = 'panoramica.example'
/** Whom the proxy sees: not its own address. */
const CLIENT = '127.0.0.5'
const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')

/** The configuration that the guide gives below a line that ends so. */
function snippet(title: string): string {
  const [, text] = new RegExp(`^${title}:\n\n((?: {4}.*\n|\n)+)`, 'm').exec(GUIDE) ?? []
  return text?.replaceAll(/^ {4}/gm, '') ?? assert.fail(`the guide has no ${title}`)
}

interface Setting {
  readonly folder: string
  readonly port: number
  /** Where Panoramica listens. */
  readonly upstream: string
  readonly certificate: string
  readonly key: string
}

function startNginx({ folder, port, upstream, certificate, key }: Setting): ChildProcess {
  const site = snippet('nginx')
    .replace('listen 443', `listen 127.0.0.1:${String(port)}`)
    .replace('127.0.0.1:8470', upstream)
    .replace('/etc/ssl/panoramica.crt', certificate)
    .replace('/etc/ssl/panoramica.key', key)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`)
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, `events {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${site}}\n`)
  const own = `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;`
  return spawn('nginx', ['-c', file, '-g', own, '-e', 'stderr'], {
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  })
}

function startCaddy({ folder, port, upstream, certificate, key }: Setting): ChildProcess {
  const site = snippet('Caddy')
    .replace(`${NAME} {`, `${NAME} {\n  tls ${certificate} ${key}`)
    .replace('127.0.0.1:8470', upstream)
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\nadmin off\nauto_https disable_redirects\nhttps_port ${String(port)}\n}\n${site}`)
  return spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
    env: { PATH: process.env['PATH'], HOME: folder },
  })
}

const PROXIES = { nginx: startNginx, caddy: startCaddy }

for (const [program, start] of Object.entries(PROXIES)) {
  const isMissing = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${program}`]).status !== 0
  const skip = isMissing && `${program} is not installed`
  test(
    `behind ${program}, as the guide sets it up, people sign in, are told apart and are told at once`,
    { skip },
    (t) => everythingThrough(t, start),
  )
}

async function everythingThrough(t: TestContext, start: (setting: Setting) => ChildProcess): Promise<void> {
  using folder = temporaryFolder()
  const { certificate, key } = selfSigned(folder.path, NAME)
  const place = ['--data-dir', join(folder.path, 'data')]
  await panoramica(['user', 'add', 'ann@example.com', '--role', 'admin', '--password-stdin', ...place], PASSWORD)
  const told = ['--public-url', `https://${NAME}`, '--trusted-proxies', '127.0.0.1']
  const server = await started(['serve', '--port', '0', ...told, ...place], /listens on (http:\S+)/)
  t.after(() => stop(server))
  const port = await freePort()
  const proxy = start({ folder: folder.path, port, upstream: new URL(server.address).host, certificate, key })
  const ended = once(proxy, 'exit')
  t.after(async () => {
    proxy.kill('SIGTERM')
    await ended
  })
  const ask = asking(port)
  await until(() =>
    ask('GET', '/api/health').then(
      ({ statusCode }) => statusCode === 200,
      () => false,
    ),
  )

  const signIn = await ask('POST', '/api/auth/sign-in/email', { email: 'ann@example.com', password: PASSWORD })
  assert.equal(signIn.statusCode, 200)
  const [cookie = ''] = signIn.headers['set-cookie'] ?? []
  assert.match(cookie, /^__Secure-panoramica\.session_token=.*; Secure/)
  const session = { cookie: cookie.split(';')[0] ?? '' }

  const own = (await jsonOf(await ask('GET', '/api/sessions', null, session))) as { items: { address: string }[] }
  assert.equal(own.items[0]?.address, CLIENT)

  const stream = await ask('GET', '/api/live', null, session)
  const [first] = (await once(stream, 'data')) as [Buffer]
  assert.match(first.toString(), /^event: hello$/m)
  stream.destroy()

  assert.match(await textOf(await ask('GET', '/')), /<title>/)
  const elsewhere = await ask('GET', '/', null, { host: 'evil.example' })
  assert.doesNotMatch(await textOf(elsewhere), /<title>/, 'it answers under any name')
}

const asking =
  (port: number) =>
  (method: string, path: string, body: object | null = null, headers: Record<string, string> = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        localAddress: CLIENT,
        port,
        path,
        method,
        servername: NAME,
        rejectUnauthorized: false,
        headers: { host: NAME, origin: `https://${NAME}`, 'content-type': 'application/json', ...headers },
      }
      request(options, resolve)
        .once('error', reject)
        .end(body && JSON.stringify(body))
    })

async function textOf(reply: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of reply) text += String(chunk)
  return text
}

const jsonOf = async (reply: IncomingMessage): Promise<unknown> => JSON.parse(await textOf(reply))

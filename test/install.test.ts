import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { copyDebian, withoutDebian } from './tools/debian.ts'
import { runProgram } from './tools/runner/program.ts'
import type { Ended } from './tools/runner/program.ts'
import { freePort } from './tools/sshd.ts'
import { temporaryFolder } from './tools/temporary.ts'
import { withoutWeb } from './tools/web-interface.ts'

const ROOT = join(import.meta.dirname, '..')
/** Most of it is copying: a busy disk takes its time. */
const PATIENCE_MS = 900_000
const SETTINGS = 'etc/panoramica/panoramica.env'
const DATA = 'var/lib/panoramica'

/** A newer version that spoils the store, as a migration that goes wrong would, and ends. */
const BROKEN = `#!/bin/sh
[ "$1" = serve ] || exit 0
/opt/panoramica/current/bin/node -e "
  const db = new (require('node:sqlite').DatabaseSync)('/${DATA}/panoramica.db')
  db.exec('drop table told; insert into kysely_migration values (\\'9999-next\\', \\'\\')')"
echo 'the next version is broken' >&2
exit 1
`

/** What install.sh asks of systemd, done by hand. */
const SYSTEMCTL = `#!/bin/sh
echo "$*" >> /run/asked
server=$(cat /run/server 2>/dev/null)
case "$*" in
  start*)
    /usr/local/bin/panoramica serve > /run/journal 2>&1 &
    echo $! > /run/server
    ;;
  stop* | disable*)
    [ -z "$server" ] || kill "$server" 2>/dev/null
    while [ -n "$server" ] && kill -0 "$server" 2>/dev/null; do sleep 0.1; done
    ;;
  is-failed*) false ;;
  show*) if kill -0 "$server" 2>/dev/null; then echo 0; else echo 2; fi ;;
esac
`
const JOURNALCTL = '#!/bin/sh\ncat /run/journal\n'

describe('packaging/install.sh in a clean Debian', { skip: withoutDebian || withoutWeb, timeout: PATIENCE_MS }, () => {
  const folder = temporaryFolder()
  const root = join(folder.path, 'debian')
  const at = (path: string): string => join(root, path)
  let port = 0
  let first = ''

  const inside = (...command: string[]): Promise<Ended> =>
    runProgram('chroot', [root, '/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin', ...command])
  const succeeds = async (...command: string[]): Promise<string> => {
    const { code, output } = await inside(...command)
    assert.equal(code, 0, output)
    return output
  }
  const install = (...args: string[]) => inside('/root/release/packaging/install.sh', ...args)
  const current = (): string => readlinkSync(at('opt/panoramica/current'))
  const users = () => succeeds('panoramica', 'user', 'list')

  /** A copy of the release that says it is another version. */
  const fake = (version: string): string => {
    const name = `release-${version}`
    execFileSync('cp', ['-al', at('root/release'), at(`root/${name}`)])
    const manifest = readFileSync(at('root/release/package.json'), 'utf8')
    rewrite(`root/${name}/package.json`, manifest.replace(/"version": "[^"]*"/, `"version": "${version}"`))
    rewrite(`root/${name}/RELEASE`, `${version}\n`)
    return `/root/${name}`
  }
  /** Another file under the same name: the one before may have another name as well. */
  const rewrite = (path: string, text: string): void => {
    const mode = statSync(at(path)).mode
    rmSync(at(path))
    writeFileSync(at(path), text, { mode })
  }

  /** Runs the server as its user would by hand, for as long as the task takes. */
  const serving = async (
    task: (health: { readonly version: string }) => Promise<void>,
    command = [root, '/usr/local/bin/panoramica', 'serve'],
  ): Promise<void> => {
    const child = spawn('chroot', command)
    const ended = once(child, 'exit')
    try {
      await new Promise<void>((resolve, reject) => {
        child.stdout.on('data', (chunk: Buffer) => {
          if (chunk.includes('listens on')) resolve()
        })
        child.once('exit', () => {
          reject(new Error('it did not start'))
        })
      })
      const health = await fetch(`http://127.0.0.1:${String(port)}/api/health`)
      assert.equal(health.status, 200)
      await task((await health.json()) as { version: string })
    } finally {
      child.kill('SIGTERM')
      await ended
    }
  }

  before(async () => {
    copyDebian(root)
    const stage = [join(ROOT, 'packaging/stage.mjs'), at('root/release')]
    const { code, output } = await runProgram(process.execPath, stage)
    assert.equal(code, 0, output)
    first = readFileSync(at('root/release/RELEASE'), 'utf8').trim()
    port = await freePort()
  })
  after(() => {
    folder[Symbol.dispose]()
  })

  test('installs, and once more changes nothing', async () => {
    const { code, output } = await install()
    assert.equal(code, 0, output)
    assert.match(output, /systemd does not run here: nothing is started/)
    assert.match(first, /^\d+\.\d+\.\d+\+[\da-f]{8}$/)
    assert.equal(current(), first)
    assert.equal(statSync(at(DATA)).mode & 0o777, 0o700)
    assert.equal(statSync(at(SETTINGS)).mode & 0o777, 0o640)
    assert.ok(existsSync(at('etc/systemd/system/panoramica.service')))
    appendFileSync(at(SETTINGS), `PANORAMICA_PORT=${String(port)}\n`)
    const settings = readFileSync(at(SETTINGS), 'utf8')
    assert.match((await install()).output, /is installed already/)
    assert.equal(readFileSync(at(SETTINGS), 'utf8'), settings)
    assert.deepEqual(
      readdirSync(at('opt/panoramica')).sort(),
      [first, 'current'].sort(),
      'neither rests nor a second copy',
    )
  })

  test('what is installed serves the API and the web interface as a user of its own', async () => {
    await succeeds('panoramica', 'user', 'add', 'ann@example.com', '--role', 'admin')
    await serving(async ({ version }) => {
      assert.ok(first.startsWith(version))
      const page = await fetch(`http://127.0.0.1:${String(port)}/`)
      assert.match(await page.text(), /<div id="app"|<script type="module"/)
    })
    const owners = await succeeds('find', `/${DATA}`, '-printf', '%u %m %f\\n')
    for (const line of owners.trim().split('\n')) assert.match(line, /^panoramica (?:700|600) /)
    assert.equal(
      await succeeds('find', '/opt/panoramica', '-not', '-user', 'root', '-o', '-perm', '/022', '-type', 'f'),
      '',
    )
  })

  test('an upgrade waits for nobody to serve, makes a backup and keeps the data', async () => {
    const release = fake('7.0.0')
    await serving(async () => {
      const { code, output } = await install('--from', release)
      assert.equal(code, 1)
      assert.match(output, /a server is running that this cannot stop/)
      assert.equal(current(), first)
    })
    const { code, output } = await install('--from', release)
    assert.equal(code, 0, output)
    assert.match(output, new RegExp(`upgraded from ${first.replace('+', '\\+')} to 7\\.0\\.0`))
    assert.equal(current(), '7.0.0')
    assert.match(String(readdirSync(at(`${DATA}/backups`))), /^before-7\.0\.0-\d{8}T\d{6}Z\.db$/)
    assert.match(await users(), /ann@example\.com/)
    await serving(async ({ version }) => {
      assert.equal(version, '7.0.0')
    })
  })

  test('a version that does not come up is taken back, with what it did to the data', async () => {
    const release = fake('8.0.0')
    rewrite(`${release}/bin/panoramica`, BROKEN)
    const { code, output } = await install('--from', release)
    assert.equal(code, 1, output)
    assert.match(output, /the next version is broken/)
    assert.match(output, /8\.0\.0 is not installed; 7\.0\.0 and its data are as they were/)
    assert.equal(current(), '7.0.0')
    assert.ok(!existsSync(at('opt/panoramica/8.0.0')))
    assert.match(await users(), /ann@example\.com/)
    await serving(async ({ version }) => {
      assert.equal(version, '7.0.0')
    })
  })

  test('what cannot be a release is refused, and nothing is changed', async () => {
    for (const from of ['/root', '/nowhere', '/etc/passwd']) {
      const { code } = await install('--from', from)
      assert.equal(code, 1, from)
    }
    assert.equal((await install('--nonsense')).code, 2)
    assert.equal(current(), '7.0.0')
  })

  test('where systemd runs, the service is started, and started again on the version before', async () => {
    execFileSync('mkdir', ['-p', at('run/systemd/system')])
    writeFileSync(at('usr/bin/systemctl'), SYSTEMCTL, { mode: 0o755 })
    writeFileSync(at('usr/bin/journalctl'), JOURNALCTL, { mode: 0o755 })
    const versionNow = async (): Promise<string> => {
      const health = await fetch(`http://127.0.0.1:${String(port)}/api/health`)
      return ((await health.json()) as { version: string }).version
    }
    try {
      const good = await install('--from', '/root/release')
      assert.equal(good.code, 0, good.output)
      assert.ok(first.startsWith(await versionNow()))
      const { code, output } = await install('--from', '/root/release-8.0.0')
      assert.equal(code, 1, output)
      assert.match(output, /the next version is broken/)
      assert.equal(current(), first)
      assert.ok(first.startsWith(await versionNow()), 'it runs again')
      assert.match(await users(), /ann@example\.com/)
      const asked = readFileSync(at('run/asked'), 'utf8')
      assert.match(
        asked,
        /^stop panoramica\.service\ndaemon-reload\nenable --quiet panoramica\.service\nstart panoramica\.service\n/,
      )
    } finally {
      await inside('systemctl', 'stop')
      rmSync(at('run/systemd'), { recursive: true })
    }
  })

  test('it is removed without its data, and with them only when asked', async () => {
    await succeeds('/root/release/packaging/install.sh', '--uninstall')
    assert.ok(!existsSync(at('opt/panoramica')))
    assert.ok(!existsSync(at('etc/systemd/system/panoramica.service')))
    assert.ok(existsSync(at(`${DATA}/panoramica.db`)))
    assert.ok(existsSync(at(SETTINGS)))
    assert.equal((await install()).code, 0)
    assert.match(await users(), /ann@example\.com/)
    await succeeds('/root/release/packaging/install.sh', '--uninstall', '--purge')
    for (const gone of ['opt/panoramica', DATA, 'etc/panoramica', 'usr/local/bin/panoramica'])
      assert.ok(!existsSync(at(gone)), gone)
    assert.equal((await inside('getent', 'passwd', 'panoramica')).code, 2)
  })

  test('the steps of the last stage of the Dockerfile make an image that serves and tells how it is', async () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replaceAll(/\\\n\s*/g, '')
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
    const rest = (name: string): string => new RegExp(`^${name} (.+)$`, 'm').exec(last)?.[1] ?? ''
    const listed = (text: string): string[] => JSON.parse(text.slice(text.indexOf('['))) as string[]
    await succeeds('/bin/sh', '-c', rest('RUN'))
    await succeeds('mv', '/root/release', '/opt/panoramica')
    // A container has addresses of its own; here it listens where nobody else can ask.
    const image = rest('ENV').replace('0.0.0.0', '127.0.0.1').replace('8470', String(port)).split(' ')
    const as = [root, '/usr/bin/setpriv', '--reuid', rest('USER'), '--regid', rest('USER'), '--clear-groups']
    const inContainer = (...command: string[]): string[] => [...as, '/usr/bin/env', '-i', ...image, ...command]
    const health = () => runProgram('chroot', inContainer(...listed(rest('HEALTHCHECK'))))
    await serving(
      async ({ version }) => {
        assert.ok(first.startsWith(version))
        assert.deepEqual(await health(), { code: 0, output: '' })
      },
      inContainer(...listed(rest('ENTRYPOINT')), ...listed(rest('CMD'))),
    )
    assert.deepEqual(await health(), { code: 1, output: '' })
    assert.ok(existsSync(at('data/panoramica.db')))
  })
})

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { look, ofNode } from '../../src/polling/look.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { knownHosts, pinned, pinnedAs } from '../../src/transport/host-keys.ts'
import { sshLink } from '../../src/transport/ssh.ts'
import { fakeNode } from '../tools/fake-node.ts'
import { nodeOverSsh, refusedAs, through } from '../tools/node-over-ssh.ts'
import type { NodeOverSsh } from '../tools/node-over-ssh.ts'
import { withoutShared } from '../tools/shared.ts'
import { startSshd, withoutSshd } from '../tools/sshd.ts'

describe('signing in to a real sshd', { skip: withoutSshd || withoutShared }, () => {
  let on: NodeOverSsh

  before(async () => {
    on = await nodeOverSsh()
  })
  after(() => on.stop())

  test('one connection is kept: a second look makes no new one', async (t) => {
    const link = sshLink(on.target(), { clock: systemClock, random: systemRandom })
    t.after(() => {
      link.close()
    })
    const sessions = (): string => execFileSync('pgrep', ['-P', String(on.sshd.pid)], { encoding: 'utf8' })
    await look(overSsh(link), ofNode([]), systemClock)
    const first = sessions()
    await look(overSsh(link), ofNode([]), systemClock)
    assert.equal(sessions(), first)
  })

  test('an unknown host key is refused with its fingerprint', async (t) => {
    const shown = new RegExp(RegExp.escape(on.sshd.fingerprint))
    await assert.rejects(on.read(t, { hostKey: pinned([]) }), refusedAs('untrusted', shown))
  })

  test('a changed host key is refused with both fingerprints', async (t) => {
    const other = `SHA256:${'A'.repeat(43)}`
    const both = new RegExp(`${other}, the node shows ssh-ed25519 ${RegExp.escape(on.sshd.fingerprint)}`)
    await assert.rejects(on.read(t, { hostKey: pinned([other]) }), refusedAs('untrusted', both))
  })

  test('a node without a key of the type that is trusted is refused like one with another key', async (t) => {
    const hostKey = pinnedAs([{ sha256: on.sshd.fingerprint, keyType: 'ssh-rsa' }])
    await assert.rejects(on.read(t, { hostKey }), refusedAs('untrusted', /has no host key of the type that is trusted/))
  })

  test('a known_hosts file that names the key is enough', async (t) => {
    const { identity } = await on.read(t, { hostKey: knownHosts(on.sshd.knownHostsLine, '127.0.0.1', on.sshd.port) })
    assert.equal(identity.node, 'pve1')
  })

  test('a refused key says so', async (t) => {
    const stranger = join(on.folder, 'stranger')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger])
    const privateKey = readFileSync(stranger, 'utf8')
    await assert.rejects(on.read(t, { privateKey }), refusedAs('auth', /refused the credentials/))
  })

  test('a key with a passphrase works with it and says so without', async (t) => {
    const locked = await startSshd({ folder: join(on.folder, 'locked'), path: on.node.bin, passphrase: 'open sesame' })
    t.after(() => locked.stop())
    assert.equal((await on.read(t, { ...through(locked), passphrase: 'open sesame' })).identity.node, 'pve1')
    await assert.rejects(on.read(t, through(locked)), refusedAs('auth', /passphrase/))
    await assert.rejects(on.read(t, { ...through(locked), passphrase: 'wrong' }), refusedAs('auth', /private key/))
  })

  test('an agent signs in', async (t) => {
    const socket = join(on.folder, 'agent.sock')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
    t.after(() => agent.kill())
    await new Promise((ready) => agent.stdout.once('data', ready))
    execFileSync('ssh-add', ['-q', on.sshd.privateKeyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
    const { privateKey: _, ...keyless } = on.target()
    const link = sshLink({ ...keyless, agent: socket }, { clock: systemClock, random: systemRandom })
    t.after(() => {
      link.close()
    })
    assert.equal((await look(overSsh(link), ofNode([]), systemClock)).identity.node, 'pve1')
  })

  test('a port where nobody listens, and a name that does not exist, are unreachable', async (t) => {
    await assert.rejects(on.read(t, { port: 1 }), refusedAs('unreachable', /refuses connections/))
    await assert.rejects(on.read(t, { host: 'nowhere.invalid' }), refusedAs('unreachable', /cannot be resolved/))
  })

  test('trap 14: a Proxmox Backup Server and a plain Debian are not PVE nodes', async (t) => {
    const other = fakeNode(join(on.folder, 'other'))
    for (const name of ['pvesh', 'cat', 'test']) other.without(name)
    const plain = await startSshd({ folder: join(on.folder, 'plain'), path: other.bin })
    t.after(() => plain.stop())
    assert.match((await on.read(t, through(plain))).identity.reason ?? '', /neither pvesh nor \/etc\/pve/)
    other.command('proxmox-backup-manager', 'exit 0')
    assert.match((await on.read(t, through(plain))).identity.reason ?? '', /Proxmox Backup Server/)
  })

  test('a user without a shell is told so', async (t) => {
    const config = 'ForceCommand echo "This account is not available."'
    const closed = await startSshd({ folder: join(on.folder, 'closed'), config })
    t.after(() => closed.stop())
    await assert.rejects(on.read(t, through(closed)), refusedAs('bad-reply', /did not run our commands/))
  })
})

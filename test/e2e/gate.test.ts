import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import ssh2 from 'ssh2'
import type { Client } from 'ssh2'
import { COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { look, ofNode } from '../../src/polling/look.ts'
import { GATE_NAME, GATE_VERSION } from '../../src/transport/gate/program.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { sshLink } from '../../src/transport/ssh.ts'
import { keepGate, withoutPerl } from '../tools/gate.ts'
import { nodeOverSsh, refusedAs, through } from '../tools/node-over-ssh.ts'
import type { NodeOverSsh } from '../tools/node-over-ssh.ts'
import { panoramica } from '../tools/panoramica.ts'
import { withoutShared } from '../tools/shared.ts'
import { startSshd, withoutSshd } from '../tools/sshd.ts'
import type { Sshd } from '../tools/sshd.ts'

/** Facts that differ from one look to the next on any machine. */
const MOVING = ['cpu', 'cpu-use', 'memory', 'time']

describe('a key with the gate as its forced command', { skip: withoutSshd || withoutShared || withoutPerl }, () => {
  let on: NodeOverSsh
  let sshd: Sshd
  let gate: string

  /** All that the key may do from now on; without a command anything. */
  const allow = (command: string | null): void => {
    const key = readFileSync(`${sshd.privateKeyFile}.pub`, 'utf8')
    const folder = join(on.folder, 'gated')
    writeFileSync(join(folder, 'authorized_keys'), command === null ? key : `restrict,command="${command}" ${key}`)
  }

  before(async () => {
    on = await nodeOverSsh()
    gate = join(on.folder, GATE_NAME)
    keepGate(gate, on.node.bin)
    const config = 'Subsystem sftp internal-sftp\nAllowTcpForwarding yes\nX11Forwarding no'
    sshd = await startSshd({ folder: join(on.folder, 'gated'), path: on.node.bin, config })
    allow(gate)
  })
  after(async () => {
    await sshd.stop()
    await on.stop()
  })

  /** Signs in as whoever has stolen the key. */
  const signedIn = async <T>(task: (client: Client) => Promise<T>): Promise<T> => {
    const client = new ssh2.Client()
    const { port, username, privateKey } = sshd
    try {
      await new Promise<void>((resolve, reject) => {
        client.once('ready', resolve).once('error', reject)
        client.connect({ host: '127.0.0.1', port, username, privateKey })
      })
      return await task(client)
    } finally {
      client.end()
    }
  }
  const commanded = (command: string, input = '', ...more: string[]) => {
    const options = ['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null']
    const key = ['-o', 'LogLevel=ERROR', '-i', sshd.privateKeyFile, '-p', String(sshd.port)]
    const where = [`${sshd.username}@127.0.0.1`, command]
    const { status, stdout, stderr } = spawnSync('ssh', [...options, ...key, ...more, ...where], {
      input,
      encoding: 'utf8',
    })
    return { code: status, stdout, stderr }
  }
  const REFUSED = {
    code: 126,
    stdout: '',
    stderr: `${GATE_NAME} ${GATE_VERSION}: this key is for Panoramica only\n`,
  }

  test('gives the same facts, by as many starts of pvesh', async (t) => {
    const open = await on.read(t)
    const gated = await on.read(t, through(sshd))
    assert.deepEqual(gated.identity, open.identity)
    assert.equal(gated.pveshStarts, open.pveshStarts)
    for (const { name } of COLLECTORS) {
      const [seen, expected] = [gated.outcome(name), open.outcome(name)]
      if (MOVING.includes(name)) assert.equal(seen.status, expected.status, name)
      else assert.deepEqual(seen, expected, name)
      assert.equal(gated.via(name), open.via(name), name)
    }
  })

  test('is noticed at the first exchange and remembered', async (t) => {
    const link = sshLink(through(sshd), { clock: systemClock, random: systemRandom })
    t.after(() => {
      link.close()
    })
    assert.equal(link.gated(), false)
    for (const _ of [1, 2]) {
      assert.equal((await look(overSsh(link), ofNode([]), systemClock)).identity.node, 'pve1')
      assert.equal(link.gated(), true)
    }
  })

  test('runs no command of anybody else', (t) => {
    const canary = join(on.folder, 'canary')
    for (const command of [
      'id',
      `touch ${canary}`,
      'sh',
      `sh -c 'touch ${canary}'`,
      `pvesh create /nodes/pve1/startall`,
    ])
      assert.deepEqual(commanded(command, `touch ${canary}\n`), REFUSED, command)
    assert.ok(!existsSync(canary))
    allow(null)
    t.after(() => allow(gate))
    assert.equal(commanded(`touch ${canary}`).code, 0)
    assert.ok(existsSync(canary))
  })

  test('opens no terminal, no file transfer, no tunnel and no port', async (t) => {
    const attempts: Record<string, (client: Client, done: (error?: Error) => void) => void> = {
      'a file transfer': (client, done) => client.sftp((error) => done(error)),
      'a tunnel': (client, done) => client.forwardOut('127.0.0.1', 1, '127.0.0.1', sshd.port, (error) => done(error)),
      'a port': (client, done) => client.forwardIn('127.0.0.1', 0, (error) => done(error)),
    }
    const outcome = (name: string): Promise<boolean> =>
      signedIn((client) => new Promise((resolve) => attempts[name]?.(client, (error) => resolve(error === undefined))))
    for (const name of Object.keys(attempts)) assert.equal(await outcome(name), false, name)
    assert.match(commanded('tty', '', '-tt').stderr, /^PTY allocation request failed/)
    allow(null)
    t.after(() => allow(gate))
    for (const name of Object.keys(attempts)) assert.equal(await outcome(name), true, name)
    assert.match(commanded('tty', '', '-tt').stdout, /^\/dev\/pts\/\d+/)
  })

  test('of another version says what to do', async (t) => {
    const other = join(on.folder, 'other-gate')
    keepGate(other, on.node.bin, (text) => text.replaceAll(GATE_VERSION, '0123456789abcdef'))
    allow(other)
    t.after(() => allow(gate))
    await assert.rejects(on.read(t, through(sshd)), refusedAs('forbidden', /of another version \(0123456789abcdef, /))
  })

  test('that is taken away leaves a node that is read as any other', async (t) => {
    const link = sshLink(through(sshd), { clock: systemClock, random: systemRandom })
    t.after(() => {
      link.close()
      allow(gate)
    })
    await look(overSsh(link), ofNode([]), systemClock)
    allow(null)
    execFileSync('pkill', ['-P', String(sshd.pid)])
    await assert
      .rejects(look(overSsh(link), ofNode([]), systemClock), refusedAs('unreachable', /closed|broke/))
      .catch(() => undefined)
    assert.equal((await look(overSsh(link), ofNode([]), systemClock)).identity.node, 'pve1')
    assert.equal(link.gated(), false)
  })

  test('may be all that sudo lets a user do', async (t) => {
    const log = join(on.folder, 'sudo.log')
    on.withCommand(t, 'sudo', `printf '%s\\n' "$*" >>'${log}'; [ "$*" = "-n ${gate}" ] || exit 1; exec '${gate}'`)
    allow(`sudo -n ${gate}`)
    t.after(() => allow(gate))
    const seen = await on.read(t, through(sshd))
    assert.deepEqual(seen.failed('forbidden'), [])
    assert.equal(seen.outcome('pci').status, 'ok')
    assert.deepEqual(new Set(readFileSync(log, 'utf8').trim().split('\n')), new Set([`-n ${gate}`]))
  })

  test('that sudo refuses says so', async (t) => {
    on.withCommand(t, 'sudo', 'echo "sudo: a password is required" >&2; exit 1')
    allow(`sudo -n ${gate}`)
    t.after(() => allow(gate))
    const said = /did not run our commands: sudo: a password is required/
    await assert.rejects(on.read(t, through(sshd)), refusedAs('bad-reply', said))
  })

  test('is printed by a command, with the line for authorized_keys', async () => {
    const { code, stdout } = await panoramica(['gate', '--public-key', `${sshd.privateKeyFile}.pub`])
    assert.equal(code, 0)
    const key = readFileSync(`${sshd.privateKeyFile}.pub`, 'utf8').trim()
    assert.ok(stdout.includes(`\n#      restrict,command="/usr/local/sbin/${GATE_NAME}" ${key}\n`))
    const [comment = '', program] = stdout.split('\n\nuse strict;')
    assert.ok(comment.split('\n').every((line) => line.startsWith('#')))
    assert.equal(
      program?.replace(/PATH => '/, `PATH => '${on.node.bin}:`),
      readFileSync(gate, 'utf8').split('\n\nuse strict;')[1],
    )
  })

  test('is not printed for what is no public key', async () => {
    for (const file of [sshd.privateKeyFile, '/nonexistent']) {
      const { code, stdout, stderr } = await panoramica(['gate', '--public-key', file])
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, /^panoramica gate: --public-key: /)
    }
  })
})

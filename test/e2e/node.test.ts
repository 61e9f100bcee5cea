import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { look, ofEverything } from '../../src/polling/look.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { recorded, recordingOf } from '../../src/transport/recorded.ts'
import type { Exchange, Recording } from '../../src/transport/recorded.ts'
import { replay } from '../../src/transport/replay.ts'
import { sshLink } from '../../src/transport/ssh.ts'
import { nodeOverSsh, TEMPERATURES, SENSORS } from '../tools/node-over-ssh.ts'
import type { NodeOverSsh } from '../tools/node-over-ssh.ts'
import { withoutShared } from '../tools/shared.ts'
import { withoutSshd } from '../tools/sshd.ts'

describe('reading a node over a real sshd', { skip: withoutSshd || withoutShared }, () => {
  let on: NodeOverSsh

  before(async () => {
    on = await nodeOverSsh()
  })
  after(() => on.stop())

  test('a whole node is read in three channels and two Perl starts', async (t) => {
    const seen = await on.read(t)
    const { guests, ...identity } = seen.identity
    assert.deepEqual(identity, { node: 'pve1', product: 'pve', reason: null })
    assert.equal(guests?.length, 13)
    assert.equal(seen.channels, 3)
    assert.equal(seen.pveshStarts, 2)
    for (const kind of ['timeout', 'command-failed', 'bad-reply', 'forbidden', 'bug', 'unreachable'] as const)
      assert.deepEqual(seen.failed(kind), [], kind)
    const value = {
      pveVersion: '8.4.21',
      kernelVersion: '6.8.12-9-pve',
      uptimeSeconds: 3771,
      bootMode: 'legacy-bios',
      secureBoot: null,
    }
    assert.deepEqual(seen.outcome('version'), { status: 'ok', value })
    assert.equal(seen.via('version'), 'ssh-batch')
    assert.equal(seen.via('cpu-use'), 'ssh-plain')
  })

  test('a recording of a look replays to the same facts', async () => {
    const exchanges: Exchange[] = []
    const everything = ofEverything(COLLECTORS, GUEST_COLLECTORS)
    const link = sshLink(on.target(), { clock: systemClock, random: systemRandom })
    const listened = recorded(link, (exchange) => exchanges.push(exchange))
    const live = await look(overSsh(listened), everything, systemClock)
    link.close()
    const recording = JSON.parse(JSON.stringify(recordingOf(exchanges))) as Recording
    const again = await look(overSsh(replay(recording)), everything, systemClock)
    const outcomes = ({ observations }: typeof live) =>
      observations.map(({ collector, outcome }) => [collector, outcome])
    assert.deepEqual(again.identity, live.identity)
    assert.deepEqual(outcomes(again), outcomes(live))
  })

  test('the interfaces are those of this machine', async (t) => {
    const links = JSON.parse(execFileSync('ip', ['-j', 'link'], { encoding: 'utf8' })) as { ifname: string }[]
    const own = (await on.read(t)).outcome('interfaces')
    assert.ok(own.status === 'ok')
    const { interfaces, guestPorts } = own.value as Record<'interfaces' | 'guestPorts', { name: string }[]>
    const expected = links.filter(({ ifname }) => ifname !== 'lo').map(({ ifname }) => ifname)
    assert.deepEqual([...interfaces, ...guestPorts].map(({ name }) => name).sort(), expected.sort())
  })

  test('a hanging pvesh costs its deadline once, is ended on the node, and all that needs no PVE is still there', async (t) => {
    on.inMood(t, 'hangs')
    const seen = await on.read(t)
    assert.ok(seen.seconds < 10, `${String(seen.seconds)} s`)
    assert.equal(seen.pveshStarts, 1)
    assert.ok(seen.failed('timeout').includes('subscription'))
    assert.deepEqual(seen.outcome('temperatures'), TEMPERATURES)
    assert.equal(seen.outcome('memory').status, 'ok')
    assert.equal(seen.via('memory'), 'ssh-plain')
    assert.equal(spawnSync('pgrep', ['-f', `fake-pvesh\\.mjs ${on.folder}/`]).status, 1)
  })

  test('garbage from pvesh is a bad reply, and nothing else is lost', async (t) => {
    on.inMood(t, 'garbage')
    const seen = await on.read(t)
    assert.ok(seen.failed('bad-reply').includes('version'))
    assert.deepEqual(seen.outcome('temperatures'), TEMPERATURES)
  })

  test('a reply of 100 MB is cut off, and nothing else is lost', async (t) => {
    on.inMood(t, 'huge')
    const seen = await on.read(t)
    assert.ok(seen.failed('bad-reply').includes('version'))
    assert.deepEqual(seen.outcome('temperatures'), TEMPERATURES)
    assert.ok(seen.seconds < 20, `${String(seen.seconds)} s`)
  })

  test('an endless program is cut off, and what was asked behind it is asked again', async (t) => {
    on.withCommand(t, 'sensors', 'exec yes')
    const seen = await on.read(t)
    assert.notEqual(seen.outcome('temperatures').status, 'ok')
    assert.equal(seen.outcome('version').status, 'ok')
    assert.equal(seen.outcome('interfaces').status, 'ok')
  })

  test('a pvesh without the batch endpoint is asked read by read', async (t) => {
    on.inMood(t, 'refuses-execute')
    const seen = await on.read(t)
    assert.equal(seen.outcome('version').status, 'ok')
    assert.equal(seen.via('version'), 'ssh-pvesh')
  })

  test('a missing pvesh leaves what plain commands and files say', async (t) => {
    on.node.without('pvesh')
    t.after(() => {
      on.node.restorePvesh()
    })
    const seen = await on.read(t)
    assert.equal(seen.identity.product, 'pve')
    assert.equal(seen.outcome('memory').status, 'ok')
    assert.equal(seen.via('memory'), 'ssh-plain')
    const pci = seen.outcome('pci')
    assert.ok(pci.status === 'failed')
    assert.match(pci.failure.message, /no pvesh/)
  })

  test('trap 36: a missing pvesh leaves what the configuration files of guests say', async (t) => {
    on.node.without('pvesh')
    t.after(() => {
      on.node.restorePvesh()
    })
    const seen = await on.read(t)
    const { outcome, via } = seen.ofGuest(100, 'config')
    assert.equal(via, 'ssh-plain')
    assert.ok(outcome.status === 'ok')
    const { raw, pending } = outcome.value as { raw: Record<string, string>; pending: unknown[] }
    assert.deepEqual([raw['cores'], raw['memory'], raw['cipassword']], ['4', '8192', '[hidden]'])
    assert.deepEqual(pending, [
      { key: 'balloon', value: '4096', delete: false },
      { key: 'cores', value: '6', delete: false },
      { key: 'memory', value: '16384', delete: false },
      { key: 'usb0', value: null, delete: true },
    ])
    for (const [vmid, collector] of [
      [104, 'config'],
      [105, 'config'],
      [200, 'snapshots'],
    ] as const)
      assert.equal(seen.ofGuest(vmid, collector).outcome.status, 'ok', `${String(vmid)} ${collector}`)
  })

  test('a user who is not root is told that PVE answers root only', async (t) => {
    on.inMood(t, 'not-root')
    assert.ok((await on.read(t)).failed('forbidden').includes('pci'))
  })

  test('a dead cluster file system is named', async (t) => {
    on.inMood(t, 'pmxcfs-dead')
    const outcome = (await on.read(t)).outcome('pci')
    assert.ok(outcome.status === 'failed')
    assert.match(outcome.failure.message, /cluster file system does not answer/)
  })

  test('trap 12: a time-out, a missing package and a missing privilege are three different reasons', async (t) => {
    on.withCommand(t, 'dmidecode', 'exec sleep 60')
    on.withCommand(t, 'sudo', 'echo "sudo: a password is required" >&2; exit 1')
    const seen = await on.read(t)
    assert.ok(seen.failed('timeout').includes('dmi'))
    const lshw = seen.outcome('lshw')
    assert.ok(lshw.status === 'absent')
    assert.equal(lshw.hint, 'apt install lshw')
    assert.ok((await on.read(t, { sudo: true })).failed('forbidden').includes('pci'))
  })

  test('without root, what needs root goes through sudo -n, with its time limit', async (t) => {
    const log = join(on.folder, 'sudo.log')
    on.withCommand(t, 'sudo', `printf '%s\\n' "$*" >>'${log}'; [ "$1" = -n ] || exit 1; shift; exec "$@"`)
    const seen = await on.read(t, { sudo: true })
    assert.equal(seen.outcome('version').status, 'ok')
    for (const command of readFileSync(log, 'utf8').trim().split('\n'))
      assert.match(command, /^-n timeout -k 2 \d+ \w+/)
  })

  test('trap 11: an Italian or German locale of the node changes nothing', async (t) => {
    on.withCommand(t, 'sensors', `case $LC_ALL in C) ${SENSORS};; *) echo 'Temperatur: +45,5 °C';; esac`)
    assert.deepEqual((await on.read(t)).outcome('temperatures'), TEMPERATURES)
  })

  test('a connection that breaks in the middle is unreachable, at once', async (t) => {
    on.withCommand(
      t,
      'sensors',
      `for pid in $(pgrep -P ${String(on.sshd.pid)}); do kill -9 "$pid"; done; exec sleep 30`,
    )
    const seen = await on.read(t)
    assert.ok(seen.failed('unreachable').includes('version'))
    assert.ok(seen.seconds < 10, `${String(seen.seconds)} s`)
  })
})

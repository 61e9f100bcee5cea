import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryOf } from '../../../test/tools/arbitrary.ts'
import { inShort } from '../../../test/tools/events.ts'
import { absent, failed, read } from '../../../test/tools/kept.ts'
import { node, prod } from '../../../test/tools/sample-cluster.ts'
import { AT, configured } from '../../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../../test/tools/sample-node.ts'
import { subscribed } from '../../../test/tools/sample-subscription.ts'
import { agent } from '../../collectors/guest/agent.ts'
import { config } from '../../collectors/guest/config.ts'
import { snapshots } from '../../collectors/guest/snapshots.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../../collectors/index.ts'
import { storages } from '../../collectors/node/storages.ts'
import { version } from '../../collectors/node/version.ts'
import { zfsPools } from '../../collectors/node/zfs-pools.ts'
import { fakeClock } from '../../lib/clock.ts'
import { EVENT_KINDS } from '../../model/fleet-event.ts'
import type { Observation } from '../../model/observation.ts'
import { openFleet } from '../fleet.ts'

/** Says in short what each of these looks changes, after a first look at all of pve1. */
function changedBy(...looks: (readonly Observation[])[]): string[][] {
  const fleet = openFleet(fakeClock(AT))
  fleet.place(prod(), [node(1), node(2)])
  fleet.apply(1, sampleLooks(AT))
  return looks.map((look) => fleet.apply(1, look).map(inShort))
}

const versionOf = (over: { pveVersion?: string | null; kernelVersion?: string }, at = AT + 1): Observation =>
  read(
    version,
    {
      pveVersion: '8.4.21',
      kernelVersion: '6.8.12-9-pve',
      uptimeSeconds: 9,
      bootMode: null,
      secureBoot: null,
      ...over,
    },
    at,
  )

const storage = (name: string, over: { active?: boolean; enabled?: boolean } = {}) => ({
  name,
  type: 'dir',
  totalBytes: 100,
  usedBytes: 1,
  availableBytes: 99,
  content: ['iso'],
  active: true,
  enabled: true,
  shared: false,
  ...over,
})
const storagesOf = (...all: ReturnType<typeof storage>[]): Observation => read(storages, { storages: all }, AT + 1)

const pool = (name: string, health: string) => ({
  name,
  health,
  sizeBytes: 1,
  allocatedBytes: 1,
  freeBytes: 1,
  fragmentationPercent: 1,
  scrub: null,
  status: null,
  errors: null,
})

describe('a look at a node', () => {
  it('is told of as the first one, and of nothing else it saw', () => {
    const fleet = openFleet(fakeClock(AT))
    fleet.place(prod(), [node(1)])
    assert.deepEqual(fleet.apply(1, [failed(version, 'unreachable', AT)]).map(inShort), [])
    assert.deepEqual(fleet.apply(1, sampleLooks(AT)).map(inShort), ['node-first-seen n1'])
    assert.deepEqual(fleet.apply(1, sampleLooks(AT + 1)).map(inShort), [])
  })

  it('tells a new version, a new kernel and another state of the subscription', () => {
    const lapsed = subscribed(AT + 2, { status: 'expired' })
    assert.deepEqual(changedBy([versionOf({ pveVersion: '9.0.3', kernelVersion: '6.14.8-2-pve' })], [lapsed]), [
      ['node-version n1: 8.4.21 → 9.0.3', 'node-kernel n1: 6.8.12-9-pve → 6.14.8-2-pve'],
      ['node-license n1: active → expired'],
    ])
  })

  it('trap 18: that failed, found nothing or does not know changes nothing, and the next one is compared with the last good one', () => {
    const [lost, gone, unknown, back, same] = changedBy(
      [failed(version, 'timeout', AT + 1)],
      [absent(zfsPools, AT + 1)],
      [versionOf({ pveVersion: null })],
      [versionOf({ pveVersion: '9.0.3' })],
      [failed(version, 'timeout', AT + 3), versionOf({ pveVersion: '9.0.4' }, AT + 4)],
    )
    assert.deepEqual([lost, gone, unknown, back], [[], [], [], []])
    assert.deepEqual(same, ['node-version n1: 9.0.3 → 9.0.4'])
  })

  it('tells storages that came, went, or changed their state, and the health of pools', () => {
    assert.deepEqual(
      changedBy(
        [storagesOf(storage('local'), storage('nas'))],
        [storagesOf(storage('local', { active: false }), storage('nas', { active: false, enabled: false }))],
        [read(zfsPools, { pools: [pool('rpool', 'DEGRADED'), pool('tank', 'ONLINE')] }, AT + 1)],
        [read(zfsPools, { pools: [pool('tank', 'ONLINE')] }, AT + 2)],
      ),
      [
        ['storage-appeared cluster local', 'storage-appeared cluster nas', 'storage-gone cluster local-zfs'],
        ['storage-status n1 local: active → inactive', 'storage-status n1 nas: active → disabled'],
        ['pool-health n1 rpool: ONLINE → DEGRADED', 'pool-health n1 tank: ∅ → ONLINE'],
        ['pool-health n1 rpool: DEGRADED → ∅'],
      ],
    )
  })

  it('tells of a storage of the cluster once, though each node lists it', () => {
    const fleet = openFleet(fakeClock(AT))
    fleet.place(prod(), [node(1), node(2), node(3)])
    for (const id of [1, 2, 3]) fleet.apply(id, [storagesOf(storage('local'))])
    const rounds = [storagesOf(storage('local'), storage('nas')), storagesOf(storage('nas'))]
    const told = rounds.map((look) => [1, 2, 3].flatMap((id) => fleet.apply(id, [look]).map(inShort)))
    assert.deepEqual(told, [['storage-appeared cluster nas'], ['storage-gone cluster local']])
  })

  it('tells when a node is given up for its key or its sign-in, and when it is read again', () => {
    assert.deepEqual(
      changedBy(
        [failed(version, 'untrusted', AT + 1)],
        [failed(version, 'untrusted', AT + 2)],
        [failed(version, 'auth', AT + 3)],
        [versionOf({}, AT + 4)],
        [failed(version, 'unreachable', AT + 5)],
      ),
      [['node-access n1: ∅ → untrusted'], [], ['node-access n1: untrusted → auth'], ['node-access n1: auth → ∅'], []],
    )
  })
})

describe('a look at a guest', () => {
  it('tells which settings changed, from what to what', () => {
    const [first, second, third] = changedBy(
      [configured({ name: 'web', memory: '2048', cores: '2', digest: '1' })],
      [configured({ name: 'web', memory: '4096', onboot: '1', digest: '2', lock: 'backup' })],
      [configured({ name: 'web', memory: '4096', onboot: '1', digest: '2', parent: 'before' })],
    )
    assert.deepEqual([first, third], [[], []])
    assert.deepEqual(second, [
      'guest-config 100 cores: 2 → ∅',
      'guest-config 100 memory: 2048 → 4096',
      'guest-config 100 onboot: ∅ → 1',
    ])
  })

  it('says with each change when it was seen, where, and what the guest was called', () => {
    const fleet = openFleet(fakeClock(AT))
    fleet.place(prod(), [node(1)])
    fleet.apply(1, [configured({ name: 'old', cores: '1' })])
    const [event] = fleet.apply(1, [configured({ name: 'new', cores: '1' }, AT + 5)])
    const values = { kind: 'guest-config', what: 'name', from: 'old', to: 'new' }
    assert.deepEqual(event, { remoteId: 1, nodeId: 1, vmid: 100, name: 'new', at: AT + 5, ...values })
  })

  it('hides what only admins see, says of a description only that it changed, and cuts what is long', () => {
    const [, told] = changedBy(
      [configured({ smbios1: 'uuid=1', description: 'a', tags: 'x' })],
      [configured({ smbios1: 'uuid=2', description: 'b', tags: 'y'.repeat(300), cipassword: '[hidden]' })],
    )
    assert.deepEqual(told, [
      'guest-config 100 cipassword: ∅ → [hidden]',
      'guest-config 100 description',
      'guest-config 100 smbios1: [hidden] → [hidden]',
      `guest-config 100 tags: x → ${'y'.repeat(200)}…`,
    ])
  })

  it('says in one sentence that a configuration has become another one', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`mp${n}`, 'x']))
    assert.deepEqual(changedBy([configured({})], [configured(many)]), [[], ['guest-config 100']])
  })

  it('tells that lines for LXC changed, but not what they say', () => {
    const lines = (value: string): Observation =>
      read(config, { raw: {}, lxc: [['lxc.cap.drop', value]], pending: [], digest: null }, AT + 1)
    assert.deepEqual(changedBy([lines('a')], [lines('b')]), [[], ['guest-config 100 lxc']])
  })

  it('tells snapshots that were taken and removed', () => {
    const of = (...names: string[]): Observation => {
      const rest = { createdAtSeconds: null, description: null, parent: null, withMemory: null }
      return read(snapshots, { snapshots: names.map((name) => ({ name, ...rest })), parentOfCurrent: null }, AT + 1)
    }
    assert.deepEqual(changedBy([of('a', 'b')], [of('b', 'c')]), [[], ['snapshot-made 100 c', 'snapshot-removed 100 a']])
  })

  it('tells when the agent falls silent and when it answers again, but not when nobody asked it', () => {
    const answers = read(agent, { version: '7.2', os: null, kernel: null, hostname: null }, AT + 1)
    const silence = { status: 'absent', reason: 'the guest agent does not answer', hint: null } as const
    const silent = { ...answers, outcome: silence }
    const notRunning = { ...answers, outcome: { ...silence, reason: 'the VM is not running' } }
    assert.deepEqual(changedBy([answers], [silent], [silent], [answers], [notRunning], [answers]), [
      [],
      ['guest-agent 100: answering → silent'],
      [],
      ['guest-agent 100: silent → answering'],
      [],
      [],
    ])
  })
})

describe('whatever is seen', () => {
  const all = [...COLLECTORS, ...GUEST_COLLECTORS]
  const looks = fc.array(
    fc
      .constantFrom(...all)
      .chain((one) => arbitraryOf(one.fact).map((value) => ({ ...read(one, value, AT), via: null }))),
    { maxLength: 6 },
  )

  it('has changes of known kinds, and none when it is seen again', () => {
    const property = fc.property(looks, looks, (first, second) => {
      const fleet = openFleet(fakeClock(AT))
      fleet.place(prod(), [node(1), node(2)])
      fleet.apply(1, first)
      for (const { kind, remoteId } of fleet.apply(1, second)) assert.ok(EVENT_KINDS.includes(kind) && remoteId === 1)
      const last = new Map([...first, ...second].map((look) => [look.collector, look]))
      assert.deepEqual(fleet.apply(1, [...last.values()]), [])
    })
    fc.assert(property, { numRuns: 300 })
  })
})

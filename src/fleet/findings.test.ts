import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { failed, read } from '../../test/tools/kept.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { listed } from '../../test/tools/sample-guest.ts'
import { membersSeen } from '../../test/tools/sample-members.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { subscriptionOf } from '../../test/tools/sample-subscription.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { guests } from '../collectors/node/guests.ts'
import { storages } from '../collectors/node/storages.ts'
import { version } from '../collectors/node/version.ts'
import { fakeClock } from '../lib/clock.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { findingItems, findingItemShape } from './findings.ts'
import type { FindingItem } from './findings.ts'

const AT = fakeClock().now()
const LATER = AT + 300_000

const inCluster = (nodes: Readonly<Record<string, readonly Observation[]>>, at = AT): FindingItem[] =>
  fleetOf([{ cluster: 'prod', nodes }], fakeClock(at))
    .remotes()
    .flatMap(findingItems)

const said = (items: readonly FindingItem[]): string[] =>
  items.map(({ severity, subject, text }) => `${severity} ${subject.kind} ${subject.name ?? ''}: ${text}`)

const storage = (name: string, type: string, usedBytes: number, active = true) => ({
  name,
  type,
  totalBytes: active ? 1000 : null,
  usedBytes: active ? usedBytes : null,
  availableBytes: active ? 1000 - usedBytes : null,
  content: [],
  active,
  enabled: true,
  shared: false,
})

it('a node in good health has none', () => {
  assert.deepEqual(inCluster({ pve1: sampleLooks(AT) }), [])
})

it('a remote that nobody reads is critical, until somebody does', () => {
  const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: sampleLooks(AT) } }], fakeClock(AT))
  const remote = fleet.placed(1)?.remote ?? assert.fail()
  const found = () => said(fleet.remotes().flatMap(findingItems))
  const stranded = new Map([[1, { why: 'stranded' } as const]])
  fleet.leaveUnread(stranded)
  assert.deepEqual(found(), ['critical cluster prod: nobody reads prod: no process that reads is without a site'])
  fleet.place({ ...remote, site: 'milan' }, fleet.placed(1)?.nodes ?? [])
  assert.deepEqual(found(), [
    'critical cluster prod: nobody reads prod: no process reads at its site, milan, and no process that reads is without a site',
  ])
  const before = fleet.remotes()
  fleet.leaveUnread(stranded)
  assert.equal(fleet.remotes(), before)
  fleet.leaveUnread(new Map([[1, { why: 'given-up', times: 11 }]]))
  assert.deepEqual(found(), [
    'critical cluster prod: nobody reads prod: processes that read it ended, 11 one after the other',
  ])
  fleet.leaveUnread(new Map())
  assert.deepEqual(found(), [])
})

it('says of a thing what it is about, where it belongs and what to do', () => {
  const lapsed = subscriptionOf({ status: 'expired', message: 'renew it' }, AT)
  assert.deepEqual(inCluster({ pve1: [lapsed] }), [
    {
      severity: 'warning',
      subject: { kind: 'node', name: 'pve1', cluster: 'prod', remote_id: 1, node: 'pve1', node_id: 1, vmid: null },
      section: 'license',
      text: 'the subscription is expired',
      hint: 'renew it',
      since: null,
    },
  ])
})

describe('of a cluster', () => {
  it('a lost quorum is told once, however many members tell it', () => {
    const word = membersSeen({ pve1: true, pve2: true }, AT, false)
    assert.deepEqual(said(inCluster({ pve1: [word], pve2: [word] })), [
      'critical cluster prod: the cluster has no quorum',
    ])
  })

  it('trap 15: a full shared storage is told once, with the figures of a node that reaches it', () => {
    const nas = (used: number): Observation => read(storages, { storages: [storage('nas', 'nfs', used)] }, AT)
    assert.deepEqual(said(inCluster({ pve1: [nas(901)], pve2: [nas(902)] })), [
      'critical cluster prod: storage nas is 90.1 % full',
    ])
  })

  it('a shared storage that one node does not reach is a finding of that node', () => {
    const nas = (active: boolean): Observation => read(storages, { storages: [storage('nas', 'nfs', 100, active)] }, AT)
    assert.deepEqual(said(inCluster({ pve1: [nas(true)], pve2: [nas(false)] })), [
      'warning node pve2: storage nas is enabled but not active',
    ])
  })

  it('a full storage of a node is a finding of that node', () => {
    const local = read(storages, { storages: [storage('local', 'dir', 860)] }, AT)
    assert.deepEqual(said(inCluster({ pve1: [local] })), ['warning node pve1: storage local is 86 % full'])
  })
})

describe('of the contact with a node', () => {
  const silent = (kind: FailureKind): string[] => said(inCluster({ pve1: [failed(version, kind, AT)] }))

  it('one that is offline is told once, by the node', () => {
    const looks = { pve1: sampleLooks(AT), pve2: [failed(version, 'unreachable', AT)] }
    const word = membersSeen({ pve1: true, pve2: false }, AT)
    assert.deepEqual(said(inCluster({ ...looks, pve1: [...looks.pve1.filter(isNoCluster), word] })), [
      'critical node pve2: node pve2 is offline',
    ])
  })

  it('a key that changed or a sign-in that was refused is critical: nothing more is asked until somebody acts', () => {
    assert.deepEqual(silent('untrusted'), ['critical node pve1: node pve1 cannot be read: version: untrusted'])
    assert.deepEqual(silent('auth'), ['critical node pve1: node pve1 cannot be read: version: auth'])
  })

  it('one that cannot be reached is looked at again by itself', () => {
    assert.deepEqual(silent('unreachable'), ['warning node pve1: node pve1 cannot be read: version: unreachable'])
  })

  it('an answer that failed is no lost contact', () => {
    assert.deepEqual(silent('command-failed'), [])
    const looks = [
      ...sampleLooks(AT).filter(({ collector }) => collector !== 'version'),
      failed(version, 'timeout', AT),
    ]
    assert.deepEqual(said(inCluster({ pve1: looks })), [])
  })

  it('nothing is said of a node that was not looked at yet', () => {
    assert.deepEqual(said(inCluster({ pve1: [] })), [])
  })

  it('one that its cluster no longer has is told so', () => {
    const gone = { since: AT, renamedTo: null }
    const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: [] }, known: { gone } }])
    assert.deepEqual(said(fleet.remotes().flatMap(findingItems)), [
      'warning node pve1: its cluster no longer has node pve1',
    ])
  })
})

const isNoCluster = ({ collector }: Observation): boolean => collector !== 'cluster'

describe('of a guest', () => {
  const guest = (more: Parameters<typeof listed>[0]): string[] =>
    said(inCluster({ pve1: [...sampleLooks(AT), read(guests, { guests: [listed(more)] }, AT)].filter(isLast) }))

  it('one that QEMU gave up on is critical, one that somebody paused is not', () => {
    assert.deepEqual(guest({ status: 'io-error' }), ['critical guest web: VM 100 (web) stands still: io-error'])
    assert.deepEqual(guest({ status: 'paused' }), [])
  })

  it('trap 20: high availability in trouble is told; disabled and ignored are no trouble', () => {
    assert.deepEqual(guest({ haState: 'error', type: 'lxc' }), [
      'critical guest web: high availability has container 100 (web) in state error',
    ])
    assert.deepEqual(guest({ haState: 'recovery', name: null }), [
      'warning guest : high availability has VM 100 in state recovery',
    ])
    for (const haState of ['started', 'stopped', 'disabled', 'ignored', 'toString', null])
      assert.deepEqual(guest({ haState }), [])
  })
})

/** Of the looks of one collector the last. */
const isLast = ({ collector }: Observation, index: number, all: readonly Observation[]): boolean =>
  all.findLastIndex((other) => other.collector === collector) === index

it('shows any findings in the shape promised, whatever was seen', () => {
  const looks = fc.tuple(
    ...COLLECTORS.map((collector) =>
      fc.oneof(
        arbitraryOf(collector.fact).map((fact) => read(collector, fact, AT)),
        fc.constantFrom('untrusted' as const, 'bad-reply' as const).map((kind) => failed(collector, kind, LATER)),
      ),
    ),
  )
  fc.assert(
    fc.property(looks, looks, (pve1, pve2) => {
      for (const item of inCluster({ pve1, pve2 }, LATER)) assert.deepEqual(findingItemShape.parse(item), item)
    }),
    { numRuns: 50 },
  )
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { z } from 'zod'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { failed, read } from '../../test/tools/kept.ts'
import { fleetOf, ofGuest } from '../../test/tools/made-views.ts'
import { trappedFleet } from '../../test/tools/sample-fleet.ts'
import { configured, listed, storagesOf } from '../../test/tools/sample-guest.ts'
import { config } from '../collectors/guest/config.ts'
import { snapshots } from '../collectors/guest/snapshots.ts'
import { guests } from '../collectors/node/guests.ts'
import { storageConfig } from '../collectors/node/storage-config.ts'
import { zfsSnapshots } from '../collectors/node/zfs-snapshots.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import type { Fleet } from './fleet.ts'
import { snapshotListing } from './listings.ts'
import { overviewOf } from './overview.ts'
import { openList } from './query/list.ts'
import { snapshotItems, snapshotItemShape } from './snapshot-list.ts'
import type { SnapshotItem } from './snapshot-list.ts'

const AT = fakeClock().now()
const DAY = 86_400
const MINUTE = 60_000

type Taken = z.infer<typeof snapshots.fact>['snapshots'][number]

const taken = (name: string, createdAtSeconds: number | null, more: Partial<Taken> = {}): Taken => ({
  name,
  createdAtSeconds,
  description: null,
  parent: null,
  withMemory: false,
  ...more,
})

const seen = (found: readonly Taken[], at = AT): Observation =>
  read(snapshots, { snapshots: [...found], parentOfCurrent: null }, at)

const there = (...vmids: number[]): Observation =>
  read(guests, { guests: vmids.map((vmid) => listed({ vmid, name: `g${String(vmid)}` })) }, AT)

const alone = (looks: readonly Observation[], clock = fakeClock()): Fleet =>
  fleetOf([{ cluster: null, nodes: { pve1: looks } }], clock)

const itemsIn = (fleet: Fleet): SnapshotItem[] => fleet.remotes().flatMap(snapshotItems)

it('shows a snapshot as a row of a list, with what ZFS says it takes', () => {
  const dataset = 'rpool/data/vm-100-disk-0'
  const looks = [
    there(100),
    { ...storagesOf({ 'local-zfs': ['zfspool', 'rpool/data'] }), at: AT },
    configured({ scsi0: 'local-zfs:vm-100-disk-0,size=8G' }, AT),
    read(zfsSnapshots, { snapshots: [{ dataset, name: 'before', usedBytes: 4096, createdAtSeconds: null }] }, AT),
    seen([taken('before', AT / 1000 - 40 * DAY, { description: 'clean', parent: 'fresh', withMemory: true })]),
  ]
  assert.deepEqual(itemsIn(fleetOf([{ cluster: 'prod', nodes: { pve1: looks } }])), [
    {
      vmid: 100,
      name: 'g100',
      type: 'qemu',
      node: 'pve1',
      node_id: 1,
      remote_id: 1,
      cluster: 'prod',
      tags: ['web'],
      snapshot: 'before',
      description: 'clean',
      created_at: '2025-11-22T00:00:00.000Z',
      age_seconds: 40 * DAY,
      parent: 'fresh',
      with_memory: true,
      size_bytes: 4096,
      collected_at: '2026-01-01T00:00:00.000Z',
      stale: false,
      problems: [],
    },
  ])
})

describe('the snapshots of a fleet', () => {
  it('are an item each, of every guest that has any', () => {
    const fleet = alone([
      there(100, 101, 102, 103),
      seen([taken('a', 1), taken('b', 2)]),
      ofGuest(seen([]), 101),
      ofGuest(seen([taken('a', 3)]), 102),
    ])
    assert.deepEqual(
      itemsIn(fleet).map(({ vmid, snapshot }) => [vmid, snapshot]),
      [
        [100, 'a'],
        [100, 'b'],
        [102, 'a'],
      ],
    )
  })

  it('are those that the overview counts', () => {
    const views = trappedFleet().remotes()
    const items = views.flatMap(snapshotItems)
    assert.deepEqual(
      items.map(({ vmid, snapshot, cluster }) => [vmid, snapshot, cluster]),
      [
        [100, 'd10', 'prod'],
        [100, 'd40', 'prod'],
        [200, 'd100', 'prod'],
      ],
    )
    assert.equal(items.length, overviewOf(views).snapshots.count)
  })

  it('have no age where PVE does not know when, and none of less than nothing where its clock is ahead', () => {
    const fleet = alone([there(100), seen([taken('ahead', AT / 1000 + 60), taken('lost', null)])])
    assert.deepEqual(
      itemsIn(fleet).map(({ created_at, age_seconds }) => [created_at, age_seconds]),
      [
        ['2026-01-01T00:01:00.000Z', 0],
        [null, null],
      ],
    )
  })

  it('stay as they were last read, say why nothing newer is known, and grow stale', () => {
    const clock = fakeClock(AT)
    const fleet = alone([there(100), seen([taken('a', AT / 1000 - DAY)])], clock)
    const only = (): SnapshotItem => itemsIn(fleet)[0] ?? assert.fail('no snapshot')
    clock.advance(10 * MINUTE)
    fleet.apply(1, [failed(snapshots, 'timeout', clock.now())])
    assert.deepEqual([only().age_seconds, only().collected_at], [DAY, '2026-01-01T00:00:00.000Z'])
    assert.deepEqual(
      only().problems.map(({ section, kind }) => [section, kind]),
      [['snapshots', 'timeout']],
    )
    clock.advance(20 * MINUTE)
    assert.equal(only().stale, false)
    clock.advance(1)
    assert.equal(only().stale, true)
  })

  it('are gone from the list when they are from the guest', () => {
    const fleet = alone([there(100), seen([taken('a', 1), taken('b', 2)])])
    assert.equal(itemsIn(fleet).length, 2)
    fleet.apply(1, [seen([taken('b', 2)], AT + 1)])
    assert.deepEqual(
      itemsIn(fleet).map(({ snapshot }) => snapshot),
      ['b'],
    )
  })
})

it('tells old ones, of more than thirty days, from recent ones', () => {
  const [old, recent] = [AT / 1000 - 30 * DAY - 1, AT / 1000 - 30 * DAY]
  const fleet = alone([there(100), seen([taken('old', old), taken('recent', recent), taken('lost', null)])])
  const list = openList(snapshotListing, snapshotItems)
  const named = (q: string): string[] =>
    list(fleet.remotes(), { q, sort: null, order: 'asc', limit: 100, cursor: null }).items.map((one) => one.snapshot)
  assert.deepEqual([named('status:old'), named('status:recent')], [['old'], ['recent']])
})

it('lists the oldest first, those of unknown age last, and finds them by guest, tag and text', () => {
  const fleet = alone([
    there(100, 101),
    seen([taken('new', 200), taken('lost', null, { description: 'before the Upgrade' })]),
    ofGuest(seen([taken('old', 100)]), 101),
  ])
  const list = openList(snapshotListing, snapshotItems)
  const named = (q: string, sort: string | null = null): string[] =>
    list(fleet.remotes(), { q, sort, order: 'asc', limit: 100, cursor: null }).items.map(({ snapshot }) => snapshot)
  assert.deepEqual(named(''), ['old', 'new', 'lost'])
  assert.deepEqual(named('', '-created_at'), ['new', 'old', 'lost'])
  assert.deepEqual(named('vmid:100'), ['new', 'lost'])
  assert.deepEqual(named('upgrade'), ['lost'])
  assert.deepEqual(named('tag:web node:pve1 type:qemu g101'), ['old'])
  assert.deepEqual(named('cluster:prod'), [])
})

it('shows any snapshots in the shape promised, as many as the overview counts, whatever was said of them', () => {
  const said = [snapshots, config, zfsSnapshots, storageConfig].map((collector) =>
    arbitraryOf(collector.fact).map((fact) => read<unknown>(collector, fact, AT)),
  )
  const node = fc
    .tuple(fc.uniqueArray(fc.integer({ min: 100, max: 105 })), fc.tuple(...said), fc.tuple(...said))
    .map(([vmids, one, other]) => [there(...vmids), ...one, ...other.map((look) => aboutAnother(look))])
  fc.assert(
    fc.property(node, node, (pve1, pve2) => {
      const views = fleetOf([{ cluster: 'prod', nodes: { pve1, pve2 } }]).remotes()
      const items = views.flatMap(snapshotItems)
      for (const item of items) assert.deepEqual(snapshotItemShape.parse(item), item)
      assert.equal(items.length, overviewOf(views).snapshots.count ?? 0)
    }),
  )
})

const aboutAnother = (look: Observation): Observation => (look.subject.scope === 'guest' ? ofGuest(look, 101) : look)

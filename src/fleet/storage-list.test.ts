import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { z } from 'zod'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { failed, read } from '../../test/tools/kept.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { membersSeen } from '../../test/tools/sample-members.ts'
import { storageConfig } from '../collectors/node/storage-config.ts'
import { storageUse } from '../collectors/node/storage-use.ts'
import { storages } from '../collectors/node/storages.ts'
import { version } from '../collectors/node/version.ts'
import { zfsPools } from '../collectors/node/zfs-pools.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import { storageItems, storageItemShape } from './storage-list.ts'
import type { StorageItem } from './storage-list.ts'

const GIB = 2 ** 30
const AT = fakeClock().now()
const MINUTE = 60_000

type Storage = z.infer<typeof storages.fact>['storages'][number]

const storage = (name: string, type: string, more: Partial<Storage> = {}): Storage => ({
  name,
  type,
  totalBytes: 100 * GIB,
  usedBytes: 25 * GIB,
  availableBytes: 75 * GIB,
  content: ['images', 'rootdir'],
  active: true,
  enabled: true,
  shared: false,
  ...more,
})

const UNREACHED = { totalBytes: null, usedBytes: null, availableBytes: null, active: false }

const seen = (found: readonly Storage[], at = AT): Observation => read(storages, { storages: [...found] }, at)

const configured = (name: string, more: Partial<z.infer<typeof storageConfig.fact>['storages'][number]>): Observation =>
  read(
    storageConfig,
    { storages: [{ name, type: 'dir', pool: null, path: null, server: null, nodes: null, ...more }] },
    AT,
  )

/** The storages of a cluster of pve1 and pve2. */
const listed = (pve1: readonly Observation[], pve2: readonly Observation[], clock = fakeClock()): StorageItem[] =>
  fleetOf([{ cluster: 'prod', nodes: { pve1, pve2 } }], clock)
    .remotes()
    .flatMap(storageItems)

it('shows a storage as a row of a list', () => {
  const health = {
    name: 'rpool',
    health: 'ONLINE',
    sizeBytes: null,
    allocatedBytes: null,
    freeBytes: null,
    fragmentationPercent: null,
    scrub: null,
    status: null,
    errors: null,
  }
  const looks = [
    seen([storage('local-zfs', 'zfspool')]),
    configured('local-zfs', { type: 'zfspool', pool: 'rpool/data' }),
    read(zfsPools, { pools: [health] }, AT),
  ]
  const [item] = fleetOf([{ cluster: null, nodes: { pve1: looks } }])
    .remotes()
    .flatMap(storageItems)
  const { problems, ...fields } = item ?? assert.fail('no storage')
  assert.deepEqual(fields, {
    name: 'local-zfs',
    type: 'zfspool',
    cluster: null,
    node: 'pve1',
    node_id: 1,
    remote_id: 1,
    nodes: ['pve1'],
    shared: false,
    total_bytes: 100 * GIB,
    used_bytes: 25 * GIB,
    available_bytes: 75 * GIB,
    total_gb: 100,
    used_gb: 25,
    available_gb: 75,
    used_percent: 25,
    content: 'images,rootdir',
    active: true,
    enabled: true,
    pool: 'rpool/data',
    path: null,
    server: null,
    health: 'ONLINE',
    collected_at: '2026-01-01T00:00:00.000Z',
    stale: false,
  })
  assert.deepEqual(
    problems.map(({ section, status }) => [section, status]),
    [
      ['storage.use', 'never'],
      ['storage.zfs_snapshots', 'never'],
      ['storage.logical_volumes', 'never'],
      ['storage.volume_files', 'never'],
    ],
  )
})

describe('a shared storage', () => {
  it('trap 15: is one item of its cluster, whatever its flag says', () => {
    for (const one of [storage('nas', 'nfs'), storage('san', 'dir', { shared: true })]) {
      const [item, ...others] = listed([seen([one])], [seen([one])])
      assert.deepEqual(others, [])
      assert.deepEqual(
        [item?.cluster, item?.node, item?.node_id, item?.nodes, item?.shared, item?.active],
        ['prod', null, null, ['pve1', 'pve2'], true, true],
      )
    }
  })

  it('trap 15: has the figures of a node that reaches it, the newest first', () => {
    const used = (usedBytes: number): Storage => storage('nas', 'nfs', { usedBytes: usedBytes * GIB })
    const usedOf = ([item]: StorageItem[]): unknown => item?.used_gb
    assert.equal(usedOf(listed([seen([used(10)], AT + 1)], [seen([used(20)])])), 10)
    assert.equal(usedOf(listed([seen([used(10)])], [seen([used(20)], AT + 1)])), 20)
    assert.equal(usedOf(listed([seen([storage('nas', 'nfs', UNREACHED)], AT + 1)], [seen([used(20)])])), 20)
  })

  it('is not counted by a node that is offline', () => {
    const found = storage('nas', 'nfs', { usedBytes: 10 * GIB })
    const later = AT + 5 * MINUTE
    const [item] = listed(
      [seen([found], AT), failed(version, 'unreachable', later)],
      [seen([storage('nas', 'nfs', { usedBytes: 20 * GIB })], AT), membersSeen({ pve1: false, pve2: true }, later)],
      fakeClock(later),
    )
    assert.deepEqual([item?.used_gb, item?.active], [20, true])
  })

  it('is unknown where no node that is to use it is online, and not active where none of those reaches it', () => {
    const later = AT + 5 * MINUTE
    const off = [failed(version, 'unreachable', later)]
    const nas = seen([storage('nas', 'nfs')])
    assert.equal(listed([nas, ...off], [nas, ...off], fakeClock(later))[0]?.active, null)
    const unreached = seen([storage('nas', 'nfs', UNREACHED)])
    assert.equal(listed([unreached], [unreached])[0]?.active, false)
  })

  it('names the nodes that are to use it', () => {
    const disabled = storage('nas', 'nfs', { ...UNREACHED, enabled: false })
    assert.deepEqual(listed([seen([disabled])], [seen([storage('nas', 'nfs')])])[0]?.nodes, ['pve2'])
    const [item] = listed([seen([disabled])], [seen([disabled])])
    assert.deepEqual([item?.nodes, item?.enabled, item?.active], [[], false, null])
  })
})

describe('a storage of a node', () => {
  it('is an item for each node', () => {
    const local = seen([storage('local', 'dir')])
    assert.deepEqual(
      listed([local], [local]).map(({ node, node_id, nodes, shared }) => [node, node_id, nodes, shared]),
      [
        ['pve1', 1, ['pve1'], false],
        ['pve2', 2, ['pve2'], false],
      ],
    )
  })

  it('trap 10: is not there where it is limited to other nodes', () => {
    const off = storage('fast', 'dir', { ...UNREACHED, enabled: false })
    const limited = configured('fast', { nodes: ['pve1'] })
    const items = listed([seen([storage('fast', 'dir')]), limited], [seen([off]), limited])
    assert.deepEqual(
      items.map(({ node }) => node),
      ['pve1'],
    )
  })

  it('has the newest figures, and says when it was measured', () => {
    const live = read(
      storageUse,
      { storages: [{ name: 'local', totalBytes: 100 * GIB, usedBytes: 50 * GIB, countedAtSeconds: null }] },
      AT + MINUTE,
    )
    const clock = fakeClock(AT + MINUTE)
    const [item] = listed([seen([storage('local', 'dir')]), live], [], clock)
    assert.deepEqual([item?.used_percent, item?.collected_at, item?.stale], [50, '2026-01-01T00:01:00.000Z', false])
  })

  it('grows stale', () => {
    const clock = fakeClock(AT)
    const fleet = fleetOf([{ cluster: null, nodes: { pve1: [seen([storage('local', 'dir')])] } }], clock)
    const isStale = (): unknown => fleet.remotes().flatMap(storageItems)[0]?.stale
    clock.advance(30 * MINUTE)
    assert.equal(isStale(), false)
    clock.advance(1)
    assert.equal(isStale(), true)
  })
})

it('a node that never told of its storages has none in the list', () => {
  assert.deepEqual(listed([], [failed(storages, 'timeout', AT)]), [])
})

it('shows any storages in the shape promised, whatever was said of them', () => {
  const looks = fc.tuple(
    ...[storages, storageConfig, storageUse, zfsPools].map((collector) =>
      arbitraryOf(collector.fact).map((fact) => read<unknown>(collector, fact, AT)),
    ),
  )
  fc.assert(
    fc.property(looks, looks, (pve1, pve2) => {
      for (const item of listed(pve1, pve2)) assert.deepEqual(storageItemShape.parse(item), item)
    }),
  )
})

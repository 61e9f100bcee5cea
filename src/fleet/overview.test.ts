import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { read } from '../../test/tools/kept.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { trappedFleet } from '../../test/tools/sample-fleet.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { fakeClock } from '../lib/clock.ts'
import { overviewOf, overviewShape } from './overview.ts'

const GIB = 2 ** 30
const AT = fakeClock().now()

describe('the overview', () => {
  const overview = overviewOf(trappedFleet().remotes())

  it('trap 18: counts as offline only what its cluster says is', () => {
    assert.deepEqual(overview.nodes, { total: 5, online: 3, offline: 1, unknown: 1 })
  })

  it('trap 19: counts templates apart, and guests of a node that is off as unknown', () => {
    assert.deepEqual(overview.guests, {
      total: 8,
      running: 3,
      stopped: 2,
      paused: 1,
      unknown: 2,
      templates: 1,
      qemu: 6,
      lxc: 2,
    })
  })

  it('trap 19: has the CPU use of each node by its number of CPUs, of nodes that are online', () => {
    assert.deepEqual(overview.cpu, { threads: 44, used_percent: 45 })
  })

  it('adds up the memory of nodes that are online', () => {
    assert.deepEqual(overview.memory, {
      total_bytes: 144 * GIB,
      used_bytes: 68 * GIB,
      total_gb: 144,
      used_gb: 68,
      used_percent: 47.22,
    })
  })

  it('trap 15: counts a shared storage once in its cluster, and what two storages share once', () => {
    // pve1: local 100, tank 105 (25 used), pve/data 100; pve2: local 10; prod: nas 1000, ceph 300; alone: nas 10
    assert.deepEqual(
      [overview.storage.total_gb, overview.storage.used_gb],
      [100 + 105 + 100 + 10 + 1000 + 300 + 10, 10 + 25 + 30 + 1 + 400 + 100 + 1],
    )
  })

  it('tells subscriptions, the hottest node, snapshots and findings', () => {
    assert.deepEqual(overview.licenses, { active: 1, none: 1, expired: 2 })
    assert.deepEqual(overview.temperature, { highest_c: 61, node_id: 2 })
    assert.deepEqual(overview.snapshots, { count: 3, oldest_at: '2025-09-23T00:00:00.000Z' })
    assert.deepEqual(overview.findings, { critical: 2, warning: 3 })
  })

  it('tells how much of the fleet it is made of', () => {
    const { remotes, remotes_fresh, oldest_at, problems } = overview.coverage
    assert.deepEqual([remotes, remotes_fresh, oldest_at], [3, 1, '2026-01-01T00:00:00.000Z'])
    assert.deepEqual(
      problems.map(({ remote, node }) => [remote, node]),
      [
        ['prod', 'pve3'],
        ['quiet', 'quiet'],
      ],
    )
  })

  it('of an empty fleet has nothing, and knows it', () => {
    const empty = overviewOf([])
    assert.deepEqual(empty.nodes, { total: 0, online: 0, offline: 0, unknown: 0 })
    assert.equal(empty.guests.total, 0)
    assert.equal(empty.coverage.remotes, 0)
  })

  it('has null for all that nobody knows', () => {
    const { nodes, findings, coverage, ...unknown } = overviewOf(
      fleetOf([{ cluster: null, nodes: { quiet: [] } }]).remotes(),
    )
    assert.deepEqual(nodes, { total: 1, online: 0, offline: 0, unknown: 1 })
    assert.deepEqual(findings, { critical: 0, warning: 0 })
    assert.equal(coverage.problems_total, 1)
    const space = { total_bytes: null, used_bytes: null, total_gb: null, used_gb: null, used_percent: null }
    assert.deepEqual(unknown, {
      guests: {
        total: null,
        running: null,
        stopped: null,
        paused: null,
        unknown: null,
        templates: null,
        qemu: null,
        lxc: null,
      },
      cpu: { threads: null, used_percent: null },
      memory: space,
      storage: space,
      licenses: { active: null, none: null, expired: null },
      temperature: { highest_c: null, node_id: null },
      snapshots: { count: null, oldest_at: null },
    })
  })

  it('has the shape promised, whatever was seen', () => {
    const looks = fc.tuple(
      ...COLLECTORS.map((collector) => arbitraryOf(collector.fact).map((fact) => read(collector, fact, AT))),
    )
    fc.assert(
      fc.property(looks, looks, (pve1, pve2) => {
        const shown = overviewOf(fleetOf([{ cluster: 'prod', nodes: { pve1, pve2 } }]).remotes())
        assert.deepEqual(overviewShape.parse(shown), shown)
      }),
      { numRuns: 50 },
    )
  })
})

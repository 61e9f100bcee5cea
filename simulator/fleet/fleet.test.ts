import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ALL_WELL, viewOf } from '../state/view.ts'
import type { View, World } from '../state/view.ts'
import { guestsOn, nodeOfGuest, runOf, snapshotsOf } from '../state/guest-state.ts'
import { memoryOf } from '../state/node-state.ts'
import { poolsOf, spaceOf } from '../state/storage-state.ts'
import { DEFAULT_FLEET, clusterAt } from './fleet.ts'
import type { Cluster, FleetOptions, Node } from './fleet.ts'

const WORLD: World = {
  addressOf: () => '127.0.0.1',
  hostKeyOf: () => null,
  circumstancesOf: () => ALL_WELL,
  downSince: () => null,
}
const NOON = Date.UTC(2026, 4, 4, 12)
const DAY_MS = 86_400_000

const LARGE: FleetOptions = { ...DEFAULT_FLEET, clusters: 20, nodesPerCluster: 3, guestsPerNode: 20, standalone: 5 }
const clusters: readonly Cluster[] = Array.from({ length: 25 }, (_, index) => clusterAt(LARGE, index))
const guests = clusters.flatMap((cluster) => cluster.guests)
const nodes = clusters.flatMap((cluster) => cluster.nodes)
const at = (node: Node, ms = NOON): View => viewOf(node, WORLD, ms)
const first = ({ nodes: [node] }: Cluster): Node => node ?? assert.fail('a cluster without nodes')

/** Whether a share of a population is about what was asked for. */
function isAbout(part: number, all: number, share: number): void {
  assert.ok(Math.abs(part / all - share) < 0.05, `${part} of ${all} instead of ${share}`)
}

describe('a fleet', () => {
  test('has as many clusters, nodes and guests as asked for', () => {
    assert.equal(nodes.length, 20 * 3 + 5)
    assert.equal(guests.length, nodes.length * 20)
    assert.equal(clusters.filter(({ name }) => name === null).length, 5)
  })

  test('names its clusters and the nodes of a cluster apart', () => {
    const named = clusters.flatMap(({ name }) => name ?? [])
    assert.equal(new Set(named).size, named.length)
    for (const cluster of clusters)
      assert.equal(new Set(cluster.nodes.map(({ name }) => name)).size, cluster.nodes.length)
  })

  test('has guests as the shares say', () => {
    const { shares } = LARGE
    const vms = guests.filter(({ type }) => type === 'qemu')
    isAbout(guests.length - vms.length, guests.length, shares.containers)
    isAbout(guests.filter(({ template }) => template).length, guests.length, shares.templates)
    isAbout(vms.filter(({ agent }) => agent === 'missing').length, vms.length, shares.agentMissing)
    const made = guests.filter(({ template }) => !template)
    isAbout(made.filter(({ running }) => !running).length, made.length, shares.stopped)
    isAbout(made.filter(({ snapshotCount }) => snapshotCount > 0).length, made.length, shares.withSnapshots)
  })

  test('is the same again, and another with another seed', () => {
    const names = (seed: number): string[] =>
      clusterAt({ ...LARGE, seed }, 3).guests.map(({ name, uuid }) => `${name} ${uuid}`)
    assert.deepEqual(names(7), names(7))
    assert.notDeepEqual(names(7), names(8))
  })

  test('meets each kind of machine, storage and release', () => {
    assert.equal(new Set(nodes.map(({ release }) => release.line)).size, 3)
    assert.ok(new Set(nodes.map(({ machine }) => machine.model.product)).size >= 4)
    const types = new Set(clusters.flatMap(({ layout }) => layout.storages.map(({ type }) => type)))
    assert.deepEqual([...types].sort(), ['cephfs', 'dir', 'lvmthin', 'nfs', 'pbs', 'rbd', 'zfspool'])
  })
})

describe('the state of a fleet', () => {
  test('adds up: nothing holds more than there is room for', () => {
    for (const node of nodes) {
      const view = at(node)
      const memory = memoryOf(view)
      assert.ok(memory.usedBytes < memory.totalBytes)
      for (const pool of poolsOf(view)) assert.ok(pool.allocatedBytes < pool.sizeBytes, `${node.label} ${pool.name}`)
      for (const storage of node.cluster.layout.storages) {
        const space = spaceOf(view, storage)
        if (space) assert.ok(space.usedBytes + space.availableBytes <= space.totalBytes, `${node.label} ${storage.id}`)
      }
    }
  })

  test('has every guest on one node, and some on another a day later', () => {
    for (const cluster of clusters) {
      const there = cluster.nodes.flatMap((node) => guestsOn(at(node)).map(({ vmid }) => vmid))
      assert.deepEqual(there.toSorted(), cluster.guests.map(({ vmid }) => vmid).toSorted())
    }
    const moved = clusters.flatMap((cluster) => {
      const [now, later] = [at(first(cluster)), at(first(cluster), NOON + DAY_MS)]
      return cluster.guests.filter((guest) => nodeOfGuest(now, guest) !== nodeOfGuest(later, guest))
    })
    assert.ok(moved.length > 0)
  })

  test('begins counters anew when a guest starts again', () => {
    const restarted = clusters.flatMap((cluster) => {
      const [now, later] = [at(first(cluster)), at(first(cluster), NOON + 10 * DAY_MS)]
      return cluster.guests.filter(
        (guest) => guest.running && runOf(later, guest).uptimeSeconds < runOf(now, guest).uptimeSeconds,
      )
    })
    assert.ok(restarted.length > 0)
    for (const guest of restarted.slice(0, 20)) {
      const cluster = clusters.find((one) => one.guests.includes(guest)) ?? assert.fail()
      const runs = [NOON, NOON + 10 * DAY_MS].map((ms) => runOf(at(first(cluster), ms), guest))
      const [before, after] = runs.map(({ netinBytes, uptimeSeconds }) => netinBytes / uptimeSeconds)
      assert.ok(after! < before! * 2, 'the counter kept what it had')
    }
  })

  test('has another snapshot a week later', () => {
    const cluster = clusters.find((one) => one.guests.some(({ snapshotCount }) => snapshotCount > 0)) ?? assert.fail()
    const guest = cluster.guests.find(({ snapshotCount }) => snapshotCount > 0) ?? assert.fail()
    const taken = (ms: number): number[] => snapshotsOf(at(first(cluster), ms), guest).map(({ takenAt }) => takenAt)
    const [now, later] = [taken(NOON), taken(NOON + 7 * DAY_MS)]
    assert.equal(later.at(-1)! - now.at(-1)!, 7 * 86_400)
    assert.ok(now.every((seconds) => seconds <= NOON / 1000))
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failed, keptFrom, read } from '../../test/tools/kept.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { cluster } from '../collectors/cluster/cluster.ts'
import { version } from '../collectors/node/version.ts'
import { fakeClock } from '../lib/clock.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import { openFleet } from './fleet.ts'
import { knownNode } from '../../test/tools/known-node.ts'

const everything = { hardware: true, storage: true, network: true }

const remote = (id: number, name: string | null): Remote => ({
  id,
  name: name ?? 'alone',
  address: 'h',
  cluster: name,
  ssh: null,
  api: null,
  pins: [],
  site: null,
  fromFile: false,
  addedAt: 0,
})

const node = (id: number, remoteId: number, name: string): KnownNode =>
  knownNode({ id, remoteId, name, address: `${name}.lan` })

function fleetOfTwo() {
  const clock = fakeClock()
  const fleet = openFleet(clock)
  fleet.place(remote(1, 'prod'), [node(11, 1, 'pve1'), node(12, 1, 'pve2')])
  fleet.place(remote(2, null), [node(21, 2, 'pve1')])
  return { clock, fleet }
}

describe('a fleet', () => {
  it('is empty at first', () => {
    const fleet = openFleet(fakeClock())
    assert.deepEqual(
      [fleet.nodes(), fleet.clusters(), fleet.node(1), fleet.hostDetails(1, everything)],
      [[], [], null, null],
    )
    assert.equal(fleet.clusterFact(1), null)
  })

  it('trap 16: keeps nodes of one name in two remotes apart', () => {
    const { clock, fleet } = fleetOfTwo()
    fleet.apply(11, sampleLooks(clock.now()))
    assert.deepEqual(
      fleet.nodes().map(({ node_id, remote_id, name, cluster: of, status }) => [node_id, remote_id, name, of, status]),
      [
        [11, 1, 'pve1', 'prod', 'online'],
        [12, 1, 'pve2', 'prod', 'online'],
        [21, 2, 'pve1', null, 'unknown'],
      ],
    )
    assert.equal(fleet.node(21)?.proxmox_version, null)
    assert.equal(fleet.node(11)?.proxmox_version, '8.4.21')
    assert.equal(fleet.hostDetails(11, everything)?.node_id, 11)
  })

  it('puts each look on top of the last good one', () => {
    const { clock, fleet } = fleetOfTwo()
    fleet.apply(11, sampleLooks(clock.now()))
    clock.advance(60_000)
    fleet.apply(11, [failed(version, 'timeout', clock.now())])
    const details = fleet.hostDetails(11, everything)
    assert.equal(details?.proxmox_version, '8.4.21')
    assert.equal(details.sections['version']?.status, 'failed')
    assert.equal(details.sections['cpu']?.status, 'ok')
  })

  it('shows after a restart what was kept before', () => {
    const { clock, fleet } = fleetOfTwo()
    fleet.apply(11, sampleLooks(clock.now()))
    const restarted = openFleet(clock)
    restarted.place(remote(1, 'prod'), [node(11, 1, 'pve1'), node(12, 1, 'pve2')])
    restarted.place(remote(2, null), [node(21, 2, 'pve1')])
    for (const kept of keptFrom(...sampleLooks(clock.now())).values()) restarted.restore(11, kept)
    assert.deepEqual(restarted.nodes(), fleet.nodes())
  })

  it('forgets the nodes of a remote that was removed', () => {
    const { clock, fleet } = fleetOfTwo()
    fleet.apply(11, sampleLooks(clock.now()))
    fleet.remove(1)
    assert.deepEqual(
      fleet.nodes().map(({ node_id }) => node_id),
      [21],
    )
    assert.deepEqual(
      fleet.clusters().map(({ id }) => id),
      [2],
    )
    fleet.place(remote(1, 'prod'), [node(11, 1, 'pve1')])
    assert.equal(fleet.node(11)?.proxmox_version, null)
  })

  it('lists clusters and standalone nodes with the addresses used from here', () => {
    const { clock, fleet } = fleetOfTwo()
    fleet.apply(11, sampleLooks(clock.now()))
    assert.deepEqual(fleet.clusters(), [
      {
        id: 1,
        name: 'prod',
        quorate: true,
        version: 4,
        expected_votes: 2,
        nodes: [
          { node_id: 11, name: 'pve1', online: true, ip: '10.0.0.1', address_used: 'pve1.lan', level: 'community' },
          { node_id: 12, name: 'pve2', online: true, ip: '10.0.0.2', address_used: 'pve2.lan', level: null },
        ],
      },
      {
        id: 2,
        name: null,
        quorate: null,
        version: null,
        expected_votes: null,
        nodes: [{ node_id: 21, name: 'pve1', online: null, ip: null, address_used: 'pve1.lan', level: null }],
      },
    ])
    assert.equal(fleet.clusterFact(1)?.name, 'prod')
  })

  it('still calls a cluster by its name when corosync is dead on the member that answers', () => {
    const { clock, fleet } = fleetOfTwo()
    const local = { name: 'pve1', nodeId: null, online: true, ip: null, level: null, local: true }
    const alone = { name: null, quorate: null, version: null, expectedVotes: null, members: [local] }
    fleet.apply(11, [read(cluster, alone, clock.now())])
    assert.equal(fleet.clusters()[0]?.name, 'prod')
    assert.equal(fleet.node(11)?.cluster, 'prod')
    assert.equal(fleet.node(12)?.status, 'unknown')
  })
})

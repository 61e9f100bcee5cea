import { cluster } from '../src/collectors/cluster/cluster.ts'
import { addresses } from '../src/collectors/guest/addresses.ts'
import { agent } from '../src/collectors/guest/agent.ts'
import { config } from '../src/collectors/guest/config.ts'
import { snapshots } from '../src/collectors/guest/snapshots.ts'
import { cpuUse } from '../src/collectors/node/cpu-use.ts'
import { guests } from '../src/collectors/node/guests.ts'
import { nodeUse } from '../src/collectors/node/node-use.ts'
import { storageUse } from '../src/collectors/node/storage-use.ts'
import { storages } from '../src/collectors/node/storages.ts'
import { vmStatus } from '../src/collectors/node/vm-status.ts'
import { zfsDatasets } from '../src/collectors/node/zfs-datasets.ts'
import { openFleet } from '../src/fleet/fleet.ts'
import type { Fleet } from '../src/fleet/fleet.ts'
import type { Clock } from '../src/lib/clock.ts'
import type { Observation } from '../src/model/observation.ts'
import type { KnownNode, Remote } from '../src/model/remote.ts'
import { read } from '../test/tools/kept.ts'
import { knownNode } from '../test/tools/known-node.ts'
import { prod } from '../test/tools/sample-cluster.ts'
import { dataset, listed, storagesOf, vm } from '../test/tools/sample-guest.ts'
import { sampleLooks } from '../test/tools/sample-node.ts'

const GIB = 2 ** 30
const DAY_SECONDS = 86_400

export interface Size {
  readonly clusters: number
  readonly nodesEach: number
  readonly guestsEach: number
}

/** A fleet made of observations, as a collecting server makes it, without the nodes. */
export interface MadeFleet {
  readonly fleet: Fleet
  /** What a live round sees of one cluster: new figures of everything in it. */
  live(this: void, clusterId: number, round: number): void
  /** What the inventory of one node sees. */
  inventory(this: void, nodeId: number, round: number): void
}

interface Place {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
}

/** A number from 0 to 1 that is the same each time and looks like none. */
const noise = (...seeds: readonly number[]): number => {
  const mixed = seeds.reduce((before, seed) => Math.imul(before ^ (seed + 0x9e37), 0x85eb_ca6b) ^ (before >>> 13), 7)
  return (Math.imul(mixed ^ (mixed >>> 16), 0xc2b2_ae35) >>> 0) / 2 ** 32
}

const pick = <T>(from: readonly [T, ...T[]], ...seeds: readonly number[]): T =>
  from[Math.floor(noise(...seeds) * from.length)] ?? from[0]

const ROLES = ['web', 'db', 'mail', 'dns', 'build', 'cache', 'proxy', 'git', 'files', 'metrics'] as const
const STATES = ['running', 'running', 'running', 'stopped', 'paused'] as const

const vmidsOn = (node: KnownNode, { nodesEach, guestsEach }: Size): readonly number[] =>
  Array.from({ length: guestsEach }, (_, index) => 100 + ((node.id - 1) % nodesEach) * guestsEach + index)

function liveRow(node: KnownNode, vmid: number, round: number) {
  const role = pick(ROLES, node.id, vmid)
  const status = pick(STATES, node.id, vmid, 1)
  const runs = status !== 'stopped'
  return listed({
    vmid,
    name: `${role}-${String(vmid)}`,
    status,
    cpuRatio: runs ? noise(node.id, vmid, round, 2) : null,
    memoryUsedBytes: runs ? Math.floor(noise(node.id, vmid, round, 3) * 8 * GIB) : null,
    uptimeSeconds: runs ? 1000 + round * 15 : 0,
    netinBytes: runs ? round * 1500 : null,
    tags: [role, pick(['prod', 'test'], node.id, vmid, 4)],
  })
}

function liveLooks(node: KnownNode, size: Size, round: number, at: number): Observation[] {
  const rows = vmidsOn(node, size).map((vmid) => liveRow(node, vmid, round))
  const used = Math.floor((400 + noise(node.id, round) * 200) * GIB)
  return [
    read(guests, { guests: rows }, at),
    read(cpuUse, { usedRatio: noise(node.id, round, 5), iowaitRatio: 0.001 }, at),
    read(
      nodeUse,
      {
        load1: noise(node.id, round, 6) * 8,
        memoryTotalBytes: 128 * GIB,
        memoryUsedBytes: Math.floor(noise(node.id, round, 7) * 128 * GIB),
        arcBytes: null,
        rootTotalBytes: 100 * GIB,
        rootUsedBytes: 4 * GIB,
        uptimeSeconds: 1_000_000 + round * 15,
        countedAtSeconds: null,
      },
      at,
    ),
    read(
      storageUse,
      {
        storages: [
          { name: 'local-zfs', totalBytes: 1000 * GIB, usedBytes: used, countedAtSeconds: null },
          { name: 'nas', totalBytes: 9000 * GIB, usedBytes: 5000 * GIB, countedAtSeconds: null },
        ],
      },
      at,
    ),
  ]
}

const storage = (name: string, type: string, totalBytes: number, shared: boolean) => ({
  name,
  type,
  totalBytes,
  usedBytes: totalBytes / 2,
  availableBytes: totalBytes / 2,
  content: ['images', 'rootdir'],
  active: true,
  enabled: true,
  shared,
})

function inventoryLooks(node: KnownNode, size: Size, at: number): Observation[] {
  const vmids = vmidsOn(node, size)
  const disks = vmids.map((vmid) =>
    dataset(`rpool/data/vm-${String(vmid)}-disk-0`, {
      usedBytes: Math.floor(noise(node.id, vmid, 8) * 100 * GIB),
      volsizeBytes: 100 * GIB,
    }),
  )
  return [
    ...sampleLooks(at).filter(({ collector }) => collector !== cluster.name),
    read(vmStatus, { vms: vmids.map((vmid) => vm({ vmid })) }, at),
    read(zfsDatasets, { datasets: disks }, at),
    read(
      storages,
      { storages: [storage('local-zfs', 'zfspool', 1000 * GIB, false), storage('nas', 'nfs', 9000 * GIB, true)] },
      at,
    ),
    { ...storagesOf({ 'local-zfs': ['zfspool', 'rpool/data'], nas: ['nfs', null] }), at },
    ...vmids.flatMap((vmid) => guestLooks(node, vmid, at)),
  ]
}

const hex = (byte: number): string => (byte & 255).toString(16).padStart(2, '0').toUpperCase()

function guestLooks(node: KnownNode, vmid: number, at: number): Observation[] {
  const mac = ['BC:24:11', hex(node.id >> 8), hex(node.id), hex(vmid)].join(':')
  const address = ['10', node.id >> 8, node.id & 255, vmid & 255].join('.')
  const raw = {
    agent: '1',
    boot: 'order=scsi0',
    cores: '4',
    memory: '8192',
    net0: `virtio=${mac},bridge=vmbr0,firewall=1,tag=${String(10 + (vmid % 40))}`,
    ostype: 'l26',
    scsi0: `local-zfs:vm-${String(vmid)}-disk-0,size=100G,ssd=1`,
    scsihw: 'virtio-scsi-single',
  }
  const createdAtSeconds = at / 1000 - Math.floor(noise(node.id, vmid, 9) * 200) * DAY_SECONDS
  const taken = { name: 'before', createdAtSeconds, description: null, parent: null, withMemory: false }
  const looks = [
    read(config, { raw, lxc: [], pending: [], digest: null }, at),
    read(snapshots, { snapshots: vmid % 5 === 0 ? [taken] : [], parentOfCurrent: null }, at),
    read(addresses, { interfaces: [{ name: 'ens18', mac, addresses: [address] }] }, at),
    read(agent, { version: '7.2.0', os: 'Debian GNU/Linux 12', kernel: '6.1.0-30-amd64', hostname: null }, at),
  ]
  return looks.map((look) => ({ ...look, subject: { scope: 'guest', node: node.name, vmid, type: 'qemu' } }))
}

const placeOf = (id: number, { nodesEach }: Size): Place => ({
  remote: prod({ id, name: `cluster-${String(id)}`, cluster: `cluster-${String(id)}` }),
  nodes: Array.from({ length: nodesEach }, (_, index) =>
    knownNode({
      id: (id - 1) * nodesEach + index + 1,
      remoteId: id,
      name: `pve-${String(id)}-${String(index + 1)}`,
      address: `10.98.${String(id)}.${String(index + 1)}`,
    }),
  ),
})

const clusterLook = ({ remote, nodes }: Place, at: number): Observation =>
  read(
    cluster,
    {
      name: remote.cluster,
      quorate: true,
      version: nodes.length,
      expectedVotes: nodes.length,
      members: nodes.map(({ name, address, id }) => ({
        name,
        nodeId: id,
        online: true,
        ip: address,
        level: null,
        local: false,
      })),
    },
    at,
  )

export function makeFleet(size: Size, clock: Clock): MadeFleet {
  const fleet = openFleet(clock)
  const places = Array.from({ length: size.clusters }, (_, index) => placeOf(index + 1, size))
  const nodes = new Map(places.flatMap((place) => place.nodes.map((node) => [node.id, node] as const)))
  const made: MadeFleet = {
    fleet,
    live(clusterId, round) {
      const place = places[clusterId - 1]
      const at = clock.now()
      for (const [index, node] of (place?.nodes ?? []).entries()) {
        fleet.apply(node.id, liveLooks(node, size, round, at))
        if (place && index === 0) fleet.apply(node.id, [clusterLook(place, at)])
      }
    },
    inventory(nodeId, round) {
      const node = nodes.get(nodeId)
      const at = clock.now()
      if (node) fleet.apply(nodeId, [...inventoryLooks(node, size, at), ...liveLooks(node, size, round, at)])
    },
  }
  for (const { remote, nodes: members } of places) fleet.place(remote, members)
  for (const id of nodes.keys()) made.inventory(id, 0)
  for (const { remote } of places) made.live(remote.id, 0)
  return made
}

import type { Guest } from '../fleet/guest.ts'
import type { Node } from '../fleet/fleet.ts'
import { lanAddress } from '../fleet/network.ts'
import { POOLS } from '../fleet/words.ts'
import { shownCertificate } from '../node/certificates.ts'
import { isOnlineFrom } from '../node/status-files.ts'
import { guestsOf, maxdiskOf, nameOf, nodeOfGuest, rootUsedOf, runOf } from '../state/guest-state.ts'
import { cpusOf, loadOf, memoryOf, uptimeOf } from '../state/node-state.ts'
import { isFor, rootSpaceOf, spaceOf } from '../state/storage-state.ts'
import { levelOf } from '../state/subscription.ts'
import { viewFrom } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { HA_GROUP, lockOf } from './guest.ts'
import { PveError } from './reply.ts'
import type { Json, Path } from './reply.ts'

function clusterStatus(view: View): Json {
  const { name, nodes, site } = view.node.cluster
  if (name === null) return [memberRow(view, view.node, lanAddress(site, 0), 0)]
  const cluster = {
    id: 'cluster',
    name,
    nodes: nodes.length,
    quorate: Number(view.circumstances.quorate),
    type: 'cluster',
    version: nodes.length,
  }
  return [cluster, ...nodes.map((node) => memberRow(view, node, view.world.addressOf(node), node.index + 1))]
}

function memberRow(view: View, node: Node, ip: string, nodeid: number): Json {
  const online = isOnlineFrom(view, node)
  return {
    id: `node/${node.name}`,
    ...(online && { ip }),
    level: online ? levelOf(viewFrom(view, node)) : '',
    local: Number(node === view.node),
    name: node.name,
    nodeid,
    online: Number(online),
    type: 'node',
  }
}

function nodeRow(view: View, node: Node): Record<string, Json> {
  const id = `node/${node.name}`
  if (!isOnlineFrom(view, node)) return { id, node: node.name, status: 'offline', type: 'node' }
  const there = viewFrom(view, node)
  const [root, memory] = [rootSpaceOf(there), memoryOf(there)]
  return {
    cpu: loadOf(there).cpu,
    disk: root.usedBytes,
    id,
    level: levelOf(there),
    maxcpu: cpusOf(node),
    maxdisk: root.totalBytes,
    maxmem: memory.totalBytes,
    mem: memory.usedBytes,
    node: node.name,
    status: 'online',
    type: 'node',
    uptime: uptimeOf(node, view.seconds),
  }
}

const nodeResource = (view: View, node: Node): Json => ({
  ...(isOnlineFrom(view, node) && { 'cgroup-mode': view.node.release.line === '7.4' ? 1 : 2 }),
  ...nodeRow(view, node),
})

/** The fingerprint is of the certificate that a node shows over HTTPS. */
const nodeList = (view: View): Json =>
  view.node.cluster.nodes.map((node) => ({
    ...nodeRow(view, node),
    ssl_fingerprint: isOnlineFrom(view, node) ? shownCertificate(viewFrom(view, node)).fingerprint : null,
  }))

function guestRow(view: View, guest: Guest): Json {
  const node = nodeOfGuest(view, guest)
  const head = { id: `${guest.type}/${guest.vmid}`, node: node.name, type: guest.type, vmid: guest.vmid }
  if (!isOnlineFrom(view, node)) return { ...head, status: 'unknown' }
  const run = runOf(view, guest)
  return {
    ...head,
    cpu: run.cpu,
    disk: rootUsedOf(guest),
    diskread: run.diskreadBytes,
    diskwrite: run.diskwriteBytes,
    ...(guest.ha && { hastate: guest.running ? 'started' : 'stopped' }),
    ...lockOf(view, guest),
    maxcpu: run.cpus,
    maxdisk: maxdiskOf(guest),
    maxmem: guest.memoryBytes,
    mem: run.memBytes,
    ...(view.node.release.line === '9.2' && { memhost: Math.floor(run.memBytes * 1.05) }),
    name: nameOf(view, guest),
    netin: run.netinBytes,
    netout: run.netoutBytes,
    ...(guest.pool !== null && { pool: guest.pool }),
    status: run.qmpstatus,
    ...(guest.tags.length > 0 && { tags: guest.tags.join(';') }),
    template: Number(guest.template),
    uptime: run.uptimeSeconds,
  }
}

const storageRows = (view: View): Json[] =>
  view.node.cluster.nodes.flatMap((node) =>
    view.node.cluster.layout.storages
      .filter((storage) => !storage.disabled && isFor(storage, node))
      .map((storage): Json => {
        const space = isOnlineFrom(view, node) ? spaceOf(viewFrom(view, node), storage) : null
        return {
          content: storage.content.join(','),
          ...(space && { disk: space.usedBytes, maxdisk: space.totalBytes }),
          id: `storage/${node.name}/${storage.id}`,
          node: node.name,
          plugintype: storage.type,
          shared: Number(storage.shared),
          status: space ? 'available' : 'unknown',
          storage: storage.id,
          type: 'storage',
        }
      }),
  )

function networkRows({ node: { cluster, release } }: View): Json[] {
  if (release.line === '7.4') return []
  return cluster.nodes.map(({ name }) =>
    release.line === '9.2'
      ? {
          id: `network/${name}/zone/localnetwork`,
          network: 'localnetwork',
          'network-type': 'zone',
          node: name,
          status: 'ok',
          type: 'network',
        }
      : { id: `sdn/${name}/localnetwork`, node: name, sdn: 'localnetwork', status: 'ok', type: 'sdn' },
  )
}

export const usedPools = (view: View): string[] =>
  POOLS.filter((pool) => guestsOf(view).some((guest) => guest.pool === pool))

function resources(view: View, type: string | undefined): Json {
  const { nodes } = view.node.cluster
  const wants = (kind: string): boolean => type === undefined || type === kind
  return [
    ...(type === undefined ? usedPools(view).map((pool) => ({ id: `/pool/${pool}`, pool, type: 'pool' })) : []),
    ...(wants('vm') ? guestsOf(view).map((guest) => guestRow(view, guest)) : []),
    ...(wants('node') ? nodes.map((node) => nodeResource(view, node)) : []),
    ...(wants('storage') ? storageRows(view) : []),
    ...(wants('sdn') ? networkRows(view) : []),
  ]
}

function haStatus(view: View): Json {
  const { quorate } = view.circumstances
  const { name } = view.node
  const quorum = {
    id: 'quorum',
    node: name,
    quorate: Number(quorate),
    status: quorate ? 'OK' : `No quorum on node '${name}'!`,
    type: 'quorum',
  }
  const services = guestsOf(view)
    .filter(({ ha }) => ha)
    .map((guest): Json => {
      const sid = `${guest.type === 'lxc' ? 'ct' : 'vm'}:${guest.vmid}`
      const [node, state] = [nodeOfGuest(view, guest).name, guest.running ? 'started' : 'stopped']
      const own = view.node.release.line === '9.2' ? { failback: 1 } : { group: HA_GROUP }
      return {
        id: `service:${sid}`,
        max_relocate: 1,
        max_restart: 1,
        node,
        request_state: state,
        sid,
        state,
        status: `${sid} (${node}, ${state})`,
        type: 'service',
        comment: 'kept running',
        ...own,
      }
    })
  const fencing = {
    'armed-state': 'armed',
    id: 'fencing',
    node: name,
    status: 'armed (CRM watchdog active)',
    type: 'fencing',
  }
  return [quorum, ...(view.node.release.line === '9.2' ? [fencing] : []), ...services]
}

export const commentOf = (poolid: string): { comment?: string } =>
  poolid === 'production' ? { comment: 'Do not touch at night ☾' } : {}

function pool(view: View, poolid: string): Json {
  if (!usedPools(view).includes(poolid)) throw new PveError(`pool '${poolid}' does not exist`)
  const members = guestsOf(view)
    .filter((guest) => guest.pool === poolid)
    .map((guest) => guestRow(view, guest))
  return { ...commentOf(poolid), members, ...(view.node.release.line !== '7.4' && { poolid }) }
}

export const CLUSTER_PATHS: readonly Path[] = [
  { template: '/nodes', reply: ({ view }) => nodeList(view) },
  { template: '/cluster/status', reply: ({ view }) => clusterStatus(view) },
  {
    template: '/cluster/resources',
    args: ['type'],
    reply: ({ view, args }) => resources(view, args['type'] === undefined ? undefined : String(args['type'])),
  },
  { template: '/cluster/ha/status/current', reply: ({ view }) => haStatus(view) },
  {
    template: '/pools',
    args: ['poolid'],
    reply: ({ view }) => usedPools(view).map((poolid) => ({ ...commentOf(poolid), poolid })),
  },
  { template: '/pools/{poolid}', args: ['type'], reply: ({ view, params }) => pool(view, params['poolid'] ?? '') },
]

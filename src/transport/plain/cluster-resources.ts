import { membersFile } from '../../pve/members.ts'
import type { Members } from '../../pve/members.ts'
import { poolsOfGuests } from '../../pve/pools.ts'
import { parseRrd } from '../../pve/rrd-rows.ts'
import type { GuestRow, NodeRow, RrdRows } from '../../pve/rrd-rows.ts'
import { vmlistFile } from '../../pve/vmlist.ts'
import type { Vmlist } from '../../pve/vmlist.ts'
import { HA_FILES, haStates } from './ha-states.ts'
import type { PlainRoute } from './route.ts'
import { known, orNull, parseJson } from './sources.ts'
import { storageConfig } from './storage.ts'
import type { StorageConfig } from './storage.ts'

/**
 * The rows of type node, qemu, lxc and storage as PVE makes them (API2/Cluster.pm, API2Tools.pm) from the same files.
 * Other than in PVE's, an unknown number is left out instead of 0, and rows also carry `ctime`, when the numbers were
 * read, and node rows `iowait`, `loadavg` and `arcsize`. Tags and lock, which PVE has from all configurations, are left
 * out.
 */
export const clusterResources: PlainRoute = {
  path: '/cluster/resources',
  programs: ['pools'],
  files: ['/etc/pve/.members', '/etc/pve/.vmlist', '/etc/pve/.rrd', '/etc/pve/storage.cfg', ...HA_FILES],
  preferred: true,
  build(sources) {
    const members = parseJson(sources.file('/etc/pve/.members'), membersFile, '/etc/pve/.members')
    const vmlist = parseJson(sources.file('/etc/pve/.vmlist'), vmlistFile, '/etc/pve/.vmlist')
    const rrd = parseRrd(sources.file('/etc/pve/.rrd'))
    const storages = orNull(() => storageConfig(sources.file('/etc/pve/storage.cfg')))
    const guests = {
      pools: orNull(() => poolsOfGuests(sources.program('pools').stdout)),
      ha: orNull(() => haStates(sources)),
    }
    const nodes = members.nodelist ? Object.keys(members.nodelist) : [members.nodename]
    return [
      ...nodes.map((node) => nodeRow(node, isOffline(members, node), rrd)),
      ...guestRows(vmlist, members, rrd, guests),
      ...(storages ? configuredStorageRows(storages, nodes, members, rrd) : reportedStorageRows(members, rrd)),
    ]
  },
}

/** Only corosync says that a node is offline; its last row stays in .rrd for a while. */
const isOffline = (members: Members, node: string): boolean => members.nodelist?.[node]?.online === false

function nodeRow(node: string, offline: boolean, rrd: RrdRows): unknown {
  const row = rrd.nodes.get(node)
  const status = offline ? 'offline' : row ? 'online' : 'unknown'
  const numbers = row && !offline ? nodeNumbers(row) : {}
  return known({ type: 'node', id: `node/${node}`, node, status, level: row?.sublevel, ctime: row?.ctime, ...numbers })
}

const nodeNumbers = (row: NodeRow): Record<string, unknown> => ({
  uptime: row.uptime,
  maxcpu: row.maxcpu,
  cpu: row.cpu,
  iowait: row.iowait,
  loadavg: row.loadavg1,
  maxmem: row.memtotal,
  mem: row.memused,
  arcsize: row.arcsize,
  maxdisk: row.roottotal,
  disk: row.rootused,
})

/** What is known of guests beside their numbers; null where it cannot be read. */
interface Membership {
  /** By vmid. */
  readonly pools: ReadonlyMap<string, string> | null
  /** By service. */
  readonly ha: ReadonlyMap<string, string> | null
}

const SERVICES = { qemu: 'vm', lxc: 'ct' } as const

function guestRows({ ids }: Vmlist, members: Members, rrd: RrdRows, { pools, ha }: Membership): unknown[] {
  return Object.entries(ids).map(([vmid, { node, type }]) => {
    const row = rrd.guests.get(vmid)
    const numbers = row && !isOffline(members, node) ? guestNumbers(row) : { status: 'unknown' }
    const { name, template, ctime } = row ?? {}
    const [pool, hastate] = [pools?.get(vmid), ha?.get(`${SERVICES[type]}:${vmid}`)]
    const head = { type, id: `${type}/${vmid}`, vmid: Number(vmid), node, name, template, pool, hastate, ctime }
    return known(head, numbers)
  })
}

const guestNumbers = (row: GuestRow): Record<string, unknown> => ({
  status: row.status ?? 'unknown',
  uptime: row.uptime,
  maxcpu: row.maxcpu,
  cpu: row.cpu,
  maxmem: row.maxmem,
  mem: row.mem,
  memhost: row.memhost,
  maxdisk: row.maxdisk,
  disk: row.disk,
  netin: row.netin,
  netout: row.netout,
  diskread: row.diskread,
  diskwrite: row.diskwrite,
})

/** Every storage that is enabled on a node, also one that no node has reported. */
function configuredStorageRows(
  storages: readonly StorageConfig[],
  nodes: readonly string[],
  members: Members,
  rrd: RrdRows,
): unknown[] {
  const enabled = storages.filter(({ disable }) => disable !== 1)
  return nodes.flatMap((node) =>
    enabled
      .filter((storage) => storage.nodes === undefined || storage.nodes.split(',').includes(node))
      .map(({ storage, type, content, shared }) => ({
        ...storageRow(node, storage, members, rrd),
        plugintype: type,
        content,
        shared: shared ?? 0,
      })),
  )
}

function reportedStorageRows(members: Members, rrd: RrdRows): unknown[] {
  return [...rrd.storages.keys()].flatMap((key) => {
    const [node, storage] = key.split('/')
    return node && storage ? [storageRow(node, storage, members, rrd)] : []
  })
}

function storageRow(node: string, storage: string, members: Members, rrd: RrdRows): Record<string, unknown> {
  const row = isOffline(members, node) ? undefined : rrd.storages.get(`${node}/${storage}`)
  return known({
    type: 'storage',
    id: `storage/${node}/${storage}`,
    storage,
    node,
    status: row ? 'available' : 'unknown',
    ctime: row?.ctime,
    maxdisk: row?.total,
    disk: row?.used,
  })
}

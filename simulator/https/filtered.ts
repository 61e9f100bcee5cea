import type { Json } from '../pve/reply.ts'
import type { View } from '../state/view.ts'
import { holds } from './rights.ts'
import type { Right } from './rights.ts'
import type { Token } from './tokens.ts'

type Row = Readonly<Record<string, Json>>

const text = (row: Row, key: string): string => {
  const value = row[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What a token needs to see a row of a list; without it PVE leaves the row out. */
function rightFor(template: string, row: Row): Right | null {
  switch (template) {
    case '/cluster/resources':
      return rightForResource(row)
    case '/pools':
      return [`/pool/${text(row, 'poolid')}`, 'Pool.Audit']
    case '/storage':
    case '/nodes/{node}/storage':
      return [`/storage/${text(row, 'storage')}`, 'Datastore.Audit', 'Datastore.AllocateSpace']
    case '/nodes/{node}/qemu':
    case '/nodes/{node}/lxc':
      return [`/vms/${text(row, 'vmid')}`, 'VM.Audit']
    case '/nodes/{node}/tasks':
      return [`/nodes/${text(row, 'node')}`, 'Sys.Audit']
    case '/nodes/{node}/network':
      return row['type'] === 'bridge' ? [`/sdn/zones/localnetwork/${text(row, 'iface')}`, 'SDN.Audit', 'SDN.Use'] : null
    default:
      return null
  }
}

function rightForResource(row: Row): Right | null {
  switch (row['type']) {
    case 'qemu':
    case 'lxc':
      return [`/vms/${text(row, 'vmid')}`, 'VM.Audit']
    case 'storage':
      return [`/storage/${text(row, 'storage')}`, 'Datastore.Audit']
    case 'pool':
      return [`/pool/${text(row, 'pool')}`, 'Pool.Audit']
    case 'sdn':
    case 'network':
      return ['/sdn/zones/localnetwork', 'SDN.Audit']
    default:
      return null
  }
}

/** What of a node everybody may know (PVE/API2Tools.pm). */
const OF_NODE = ['cgroup-mode', 'id', 'level', 'node', 'ssl_fingerprint', 'status', 'type']
/** What of a subscription everybody may know (PVE/API2/Subscription.pm). */
const OF_SUBSCRIPTION = ['message', 'status', 'url']

/** A reply as the token gets it: without the rows and values that are not for it, and no word of that. */
export function filtered({ node }: View, token: Token, template: string, reply: Json): Json {
  const may = (right: Right | null): boolean => right === null || holds(token, node.release.line, right)
  const trimmed = (row: Row): Row => {
    if (row['type'] === 'node') return may([`/nodes/${text(row, 'node')}`, 'Sys.Audit']) ? row : only(row, OF_NODE)
    const { pool, ...rest } = row
    return typeof pool !== 'string' || may([`/pool/${pool}`, 'Pool.Audit']) ? row : rest
  }
  if (template === '/nodes/{node}/subscription')
    return may([`/nodes/${node.name}`, 'Sys.Audit']) ? reply : only(reply as Row, OF_SUBSCRIPTION)
  if (!Array.isArray(reply)) return reply
  const rows = reply as readonly Row[]
  return rows.filter((row) => may(rightFor(template, row))).map(trimmed)
}

const only = (row: Row, keys: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([key]) => keys.includes(key)))

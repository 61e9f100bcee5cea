import { z } from 'zod'
import { cluster } from '../collectors/cluster/cluster.ts'
import { storages } from '../collectors/node/storages.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Finding } from '../model/finding.ts'
import { number, text } from './fields.ts'
import { stateFindings } from './guest-findings.ts'
import { factOf, lastGood } from './kept.ts'
import { inventoryFindings } from './node-findings.ts'
import { isShared } from './node-storage.ts'
import { oncePer } from './once-per.ts'
import type { NodeView, RemoteView } from './remote-view.ts'
import { findingShape } from './sections.ts'
import { newestCluster, silenceOf } from './status.ts'
import { storageItems } from './storage-list.ts'
import type { StorageItem } from './storage-list.ts'
import { unreadReason } from './unread.ts'

/** One thing that deserves attention. */
export const findingItemShape = z.object({
  severity: findingShape.shape.severity,
  subject: z.object({
    kind: z.enum(['cluster', 'node', 'guest']).describe('what it is about'),
    name: text('name of the cluster, node or guest'),
    cluster: text('name of the cluster; null for a standalone node'),
    remote_id: z.number().describe('number of the remote it was added with'),
    node: text('name of the node; null for a cluster'),
    node_id: number('number of the node; null for a cluster'),
    vmid: number('number of the guest in its cluster; null for what is none'),
  }),
  section: z.string().describe('name of the section it belongs to'),
  text: findingShape.shape.text,
  hint: findingShape.shape.hint,
  since: text('time it was first seen, ISO 8601 in UTC; null for a moment after that'),
})
export type FindingItem = z.infer<typeof findingItemShape>
type Subject = FindingItem['subject']

type Placed = Finding & Pick<FindingItem, 'section'>

const itemsOf = (subject: Subject, found: readonly Placed[]): FindingItem[] =>
  found.map(({ severity, section, text: sentence, hint }) => ({
    severity,
    subject,
    section,
    text: sentence,
    hint,
    since: null,
  }))

/** What is full of all that a cluster shares, told once and not by each node. */
const isToldOnce = (one: Parameters<typeof isShared>[0] & { readonly active: boolean | null }): boolean =>
  isShared(one) && one.active === true

const STOPPED: readonly FailureKind[] = ['untrusted', 'auth']

/** Why nothing new comes from a node. */
function contactFindings({ hostname, status, kept, context }: NodeView): Placed[] {
  const silence = silenceOf(kept)
  const hint = silence?.hint ?? null
  const section = 'status'
  if (context.gone) {
    return [{ section, severity: 'warning', text: `its cluster no longer has node ${hostname}`, hint: null }]
  }
  if (status === 'offline') return [{ section, severity: 'critical', text: `node ${hostname} is offline`, hint }]
  if (!silence) return []
  const severity = STOPPED.includes(silence.kind) ? 'critical' : 'warning'
  return [{ section, severity, text: `node ${hostname} cannot be read: ${silence.message}`, hint }]
}

function storageFindings({ inventory }: NodeView): Placed[] {
  const good = lastGood(inventory, storages)
  const own = factOf(inventory, storages)?.storages.filter((one) => !isToldOnce(one))
  return (
    (good && own && storages.assess?.({ storages: own }, good.at).map((one) => ({ section: 'storage', ...one }))) ?? []
  )
}

const nodeFindings = (node: NodeView): Placed[] => [
  ...contactFindings(node),
  ...storageFindings(node),
  ...inventoryFindings(node.inventory).filter(({ section }) => section !== 'storage'),
]

const measured = ({ name, type, shared, total_bytes, used_bytes, available_bytes }: StorageItem) => ({
  name,
  type,
  shared,
  totalBytes: total_bytes,
  usedBytes: used_bytes,
  availableBytes: available_bytes,
  content: [],
  active: true,
  enabled: true,
})

/** It goes on until somebody acts. */
function unreadFindings(view: RemoteView): Placed[] {
  const found = unreadReason(view)
  if (!found) return []
  const text = `nobody reads ${view.remote.name}: ${found.reason}`
  return [{ section: 'status', severity: 'critical', text, hint: found.hint }]
}

/** A standalone node that joins a cluster becomes that cluster, unless this is another remote already: then it is there twice. */
function joinedFindings({ remote: { name, cluster: known } }: RemoteView, joined: string | null): Placed[] {
  if (known !== null || joined === null) return []
  const text = `${name} was added as a standalone node and is now a member of cluster ${joined}`
  const hint = 'Remove this remote where the cluster is another one: its node is there a second time, and read twice.'
  return [{ section: 'cluster', severity: 'warning', text, hint }]
}

/** Members that are offline are findings of their own. */
function clusterFindings(view: RemoteView): Placed[] {
  const { now, nodes } = view
  const views = nodes.map(({ kept }) => kept.get(cluster.name))
  const word = newestCluster(views, now)
  const members = word?.members.filter(({ online }) => online) ?? []
  const full = { storages: storageItems(view).filter(isToldOnce).map(measured) }
  return [
    ...unreadFindings(view),
    ...joinedFindings(view, word?.name ?? null),
    ...((word && cluster.assess?.({ ...word, members }, now)) ?? []).map((one) => ({ section: 'cluster', ...one })),
    ...(storages.assess?.(full, now) ?? []).map((one) => ({ section: 'storage', ...one })),
  ]
}

/** All that deserves attention in a remote, each thing told once. */
export const findingItems = oncePer((view: RemoteView): readonly FindingItem[] => {
  const { remote, nodes, guests } = view
  const of = nodes[0]?.cluster ?? remote.cluster
  const ofCluster = { cluster: of, remote_id: remote.id, node: null, node_id: null, vmid: null } as const
  return [
    ...itemsOf({ kind: 'cluster', name: of ?? remote.name, ...ofCluster }, clusterFindings(view)),
    ...nodes.flatMap((node) => {
      const { hostname: name, nodeId: node_id } = node
      return itemsOf({ kind: 'node', name, ...ofCluster, node: name, node_id }, nodeFindings(node))
    }),
    ...guests.flatMap((guest) => {
      const { name, node, node_id, vmid } = guest
      return itemsOf({ kind: 'guest', name, ...ofCluster, node, node_id, vmid }, stateFindings(guest))
    }),
  ]
})

import { z } from 'zod'
import { storageUse } from '../collectors/node/storage-use.ts'
import { storages } from '../collectors/node/storages.ts'
import { by } from '../lib/order.ts'
import { flag, isoTime, number, text, texts } from './fields.ts'
import { factOf, lastGood } from './kept.ts'
import { isShared } from './node-storage.ts'
import { storageConfig } from '../collectors/node/storage-config.ts'
import { oncePer } from './once-per.ts'
import { storageOf, storageShape } from './parts/storage.ts'
import type { NodeView, RemoteView } from './remote-view.ts'
import { FRESH_MS, problemShape, problems } from './sections.ts'

/** One storage: a shared one of its cluster, any other of its node. */
export const storageItemShape = storageShape.extend({
  cluster: text('name of the cluster; null for a standalone node'),
  node: text('name of the node it is on; null for a shared one'),
  node_id: number('number of the node it is on; null for a shared one'),
  remote_id: z.number().describe('number of the remote it was added with'),
  nodes: texts('names of the nodes that are to use it'),
  shared: z.boolean().describe('whether all nodes see the same content, by its kind or its configuration'),
  active: flag('whether a node reaches it; null as long as no node that is to use it is online'),
  enabled: z.boolean().describe('whether a node is to use it'),
  collected_at: text('time it was last measured, ISO 8601 in UTC'),
  stale: z.boolean().describe('whether that is longer ago than three intervals'),
  problems: z.array(problemShape).describe('what could not be read, and why'),
})
export type StorageItem = z.infer<typeof storageItemShape>

type Storage = z.infer<typeof storageShape>

/** A storage as one node sees it. */
interface Seen {
  readonly node: NodeView
  readonly storage: Storage
  /** When the node measured it, in milliseconds since the epoch. */
  readonly at: number
}

const measuredAt = ({ kept }: NodeView): number =>
  Math.max(lastGood(kept, storages)?.at ?? 0, lastGood(kept, storageUse)?.at ?? 0)

/** Those that the configuration limits to other nodes are not there. */
function seenBy(node: NodeView): Seen[] {
  const configs = factOf(node.kept, storageConfig)?.storages
  const elsewhere = new Set(
    configs?.filter(({ nodes }) => nodes?.includes(node.hostname) === false).map((config) => config.name),
  )
  const at = measuredAt(node)
  const here = storageOf(node.kept)?.filter((storage) => !elsewhere.has(storage.name))
  return here?.map((storage) => ({ node, storage, at })) ?? []
}

const isOfCluster = ({ storage }: Seen): boolean => isShared(storage)

const isActive = ({ node, storage }: Seen): boolean => node.status === 'online' && storage.active

/** The row that counts: of a node that is online and reaches it, measured last (trap 15). */
const bestFirst = (a: Seen, b: Seen): number => Number(isActive(b)) - Number(isActive(a)) || b.at - a.at

function reached(group: readonly Seen[]): boolean | null {
  if (group.some(isActive)) return true
  return group.some(({ node, storage }) => node.status === 'online' && storage.enabled) ? false : null
}

function itemOf(group: readonly [Seen, ...Seen[]], ofCluster: boolean): StorageItem {
  const [{ node, storage, at }] = group
  const users = group.filter((one) => one.storage.enabled)
  return {
    ...storage,
    cluster: node.cluster,
    node: ofCluster ? null : node.hostname,
    node_id: ofCluster ? null : node.nodeId,
    remote_id: node.context.remoteId,
    nodes: users.map((one) => one.node.hostname).sort(by((one) => one)),
    shared: ofCluster,
    active: reached(group),
    enabled: users.length > 0,
    collected_at: isoTime(at),
    stale: node.context.now - at > FRESH_MS,
    problems: problems(node.kept).filter(({ section }) => section.split('.')[0] === 'storage'),
  }
}

/** The storages of a remote: a shared one once, with all its nodes (trap 15). */
export const storageItems = oncePer(({ nodes }: RemoteView): readonly StorageItem[] => {
  const seen = nodes.flatMap(seenBy)
  const shared = Map.groupBy(seen.filter(isOfCluster), (one) => one.storage.name)
  const items = [...shared.values()].flatMap((group) => {
    const [best, ...others] = group.sort(bestFirst)
    return best ? [itemOf([best, ...others], true)] : []
  })
  return [...items, ...seen.filter((one) => !isOfCluster(one)).map((one) => itemOf([one], false))]
})

import { z } from 'zod'
import { subscription } from '../collectors/node/subscription.ts'
import { isoTime, text } from './fields.ts'
import { lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { oncePer } from './once-per.ts'
import { licenseOf, licenseShape } from './parts/license.ts'
import type { NodeView, RemoteView } from './remote-view.ts'
import { isStale, problems, problemShape } from './sections.ts'

/** The subscription of one node, or that it has none. */
export const licenseItemShape = z.object({
  node: z.string().describe('name of the node'),
  node_id: z.number().describe('number of the node'),
  remote_id: z.number().describe('number of the remote the node was added with'),
  cluster: text('name of the cluster; null for a standalone node'),
  ...licenseShape.shape,
  collected_at: text('time the subscription was last read, ISO 8601 in UTC; null when it never was'),
  stale: z.boolean().describe('whether that is longer ago than three intervals'),
  problems: z.array(problemShape).describe('what could not be read, and why'),
})
export type LicenseItem = z.infer<typeof licenseItemShape>

/** Facts do not change, and live rounds read no subscriptions. */
const licenseIn = oncePer((inventory: KeptByCollector) => ({
  license: licenseOf(inventory),
  at: lastGood(inventory, subscription)?.at ?? null,
  unread: problems(inventory).filter(({ section }) => section === 'license'),
}))

function itemOf({ hostname, cluster, inventory, context: { nodeId, remoteId, now } }: NodeView): LicenseItem {
  const { license, at, unread } = licenseIn(inventory)
  return {
    node: hostname,
    node_id: nodeId,
    remote_id: remoteId,
    cluster,
    ...license,
    collected_at: isoTime(at),
    stale: at !== null && isStale(subscription, at, now),
    problems: unread,
  }
}

/** The subscriptions of all nodes of a remote: an item for each node, whether it could be asked or not. */
export const licenseItems = oncePer(({ nodes }: RemoteView): readonly LicenseItem[] => nodes.map(itemOf))

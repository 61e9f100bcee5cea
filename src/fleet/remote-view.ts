import { COLLECTORS } from '../collectors/index.ts'
import type { Unread } from '../model/read-share.ts'
import type { Remote } from '../model/remote.ts'
import type { GuestItem } from './guest-shapes.ts'
import type { Guests, HostOfGuests, SnapshotsOfGuest } from './guests.ts'
import { identityOf } from './host-details.ts'
import type { Context, Identity } from './host-details.ts'
import type { KeptByCollector } from './kept.ts'
import { oncePer } from './once-per.ts'
import { freshUntil } from './sections.ts'

/** A node that is kept, in its cluster. */
export interface NodeContext extends Context {
  readonly nodeId: number
  readonly remoteId: number
}

/** A node with all that is kept of it. */
export interface NodeView extends HostOfGuests {
  readonly context: NodeContext
  readonly identity: Identity
}

/** One remote with all that is known of it: the same object as long as nothing of it changes. */
export interface RemoteView {
  readonly remote: Remote
  readonly nodes: readonly NodeView[]
  readonly guests: readonly GuestItem[]
  readonly snapshots: readonly SnapshotsOfGuest[]
  /** Why there is no process that reads it; null where there is one, or will be. */
  readonly unread: Unread | null
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Until when it stays like this if nothing new is seen, in milliseconds since the epoch. */
  readonly until: number
}

/** What live rounds bring. */
const LIVE = new Set(COLLECTORS.filter(({ anyMember }) => anyMember).map(({ name }) => name))

const inventoryIn = oncePer((kept: KeptByCollector, before: KeptByCollector | undefined): KeptByCollector => {
  const inventory = [...kept].filter(([name]) => !LIVE.has(name))
  const isSame = before?.size === inventory.length && inventory.every(([name, one]) => before.get(name) === one)
  return isSame ? before : new Map(inventory)
})

/** `before`: the node as it was. */
export function nodeView(kept: KeptByCollector, context: NodeContext, before?: NodeView): NodeView {
  const { nodeId, remoteId, now } = context
  const identity = identityOf(kept, context)
  const { hostname, status, cluster } = identity
  const inventory = inventoryIn(kept, before?.inventory)
  const until = freshUntil(kept.values(), now)
  return { nodeId, remoteId, hostname, status, cluster, kept, inventory, context, identity, until }
}

/** In steps, of which each is short. */
export function* remoteView(
  { remote, guests, unread }: Pick<RemoteView, 'remote' | 'unread'> & { readonly guests: Guests },
  nodes: readonly NodeView[],
  now: number,
): Generator<void, RemoteView> {
  const { items, snapshots, until } = yield* guests.rows(nodes, now)
  const first = Math.min(until, ...nodes.map((node) => node.until))
  return { remote, nodes, guests: items, snapshots, unread, now, until: first }
}

import { cluster } from '../collectors/cluster/cluster.ts'
import type { Kept } from '../model/observation.ts'
import type { Unread } from '../model/read-share.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import type { Guests } from './guests.ts'
import type { KeptByCollector } from './kept.ts'
import { isLittle } from './once-per.ts'
import { nodeView, remoteView } from './remote-view.ts'
import type { NodeContext, NodeView, RemoteView } from './remote-view.ts'

/** A remote in its place, with what was made of it. */
export interface Placed {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
  readonly guests: Guests
  unread: Unread | null
  view: RemoteView | null
  /** How often something has changed, and how often it had when the view was begun. */
  changes: number
  shown: number
}

interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

export interface State {
  readonly clock: Clock
  readonly remotes: Map<number, Placed>
  readonly observed: Map<number, ReadonlyMap<string, Kept>>
}

/** What is kept of a node; nothing where there is no such node. */
export const keptOf = ({ observed }: State, nodeId: number): KeptByCollector =>
  observed.get(nodeId) ?? new Map<string, Kept>()

/** What nodes say of their cluster. */
export const wordsOf = (state: State, nodes: readonly KnownNode[]) =>
  nodes.map(({ id }) => keptOf(state, id).get(cluster.name))

/** A node in its cluster. */
export const contextOf = (state: State, { remote, nodes }: Placed, node: KnownNode): NodeContext => ({
  nodeId: node.id,
  remoteId: remote.id,
  hostname: node.name,
  address: node.address,
  now: state.clock.now(),
  knownCluster: remote.cluster,
  gone: node.gone,
  otherMembers: wordsOf(
    state,
    nodes.filter(({ id }) => id !== node.id),
  ),
})

/** How many nodes are looked at in one step. */
const STEP = 5

const isCurrent = ({ view, changes, shown }: Placed, now: number): boolean =>
  view !== null && shown === changes && now <= view.until

/** In steps, of which each is short. Between them looks may be taken in, which is seen the next time. */
function* viewing(state: State, placed: Placed): Generator<void, RemoteView> {
  const { nodes, view, changes } = placed
  const now = state.clock.now()
  if (view && isCurrent(placed, now)) return view
  const nodeViews: NodeView[] = []
  for (const node of nodes) {
    const before = view?.nodes.find(({ nodeId }) => nodeId === node.id)
    const made = nodeViews.push(nodeView(keptOf(state, node.id), contextOf(state, placed, node), before))
    if (made % STEP === 0) yield
  }
  const fresh = yield* remoteView(placed, nodeViews, now)
  // Unless somebody who did not wait has a newer one.
  if (placed.view === view) {
    placed.view = fresh
    placed.shown = changes
  }
  return fresh
}

/** A remote as it is now, at once. */
export function viewOf(state: State, placed: Placed): RemoteView {
  const steps = viewing(state, placed)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Times that all remotes are gone through: what changes meanwhile is less each time, and in a busy fleet never nothing. */
const ROUNDS = 3

/** Works out the views of all remotes in short steps. */
export function* catchingUp(state: State): Generator<void, void> {
  for (let round = 0; round < ROUNDS; round++) {
    const now = state.clock.now()
    const outdated = [...state.remotes.values()].filter((placed) => !isCurrent(placed, now))
    if (isLittle(outdated.length, state.remotes.size)) {
      for (const placed of outdated) viewOf(state, placed)
      return
    }
    for (const [index, placed] of outdated.entries()) {
      if (round + index > 0) yield
      yield* viewing(state, placed)
    }
  }
}

/** All views, in the same list as before if none of them changed. */
export function viewsOf(state: State): () => readonly RemoteView[] {
  let before: readonly RemoteView[] = []
  return () => {
    const views = [...state.remotes.values()].map((placed) => viewOf(state, placed))
    const isSame = views.length === before.length && views.every((view, index) => view === before[index])
    if (!isSame) before = views
    return before
  }
}

import { cluster } from '../collectors/cluster/cluster.ts'
import type { FleetEvent } from '../model/fleet-event.ts'
import type { Kept, Observation } from '../model/observation.ts'
import type { Unread } from '../model/read-share.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import { nodeEvents } from './changes/node-changes.ts'
import { clusterOf } from './cluster.ts'
import type { DiskList } from './disk-list.ts'
import type { GuestPlace } from './guest-places.ts'
import type { GuestItem, VmFullDetails } from './guest-shapes.ts'
import { openGuests } from './guests.ts'
import { hostDetails } from './host-details.ts'
import type { KeptByCollector } from './kept.ts'
import { nodeItems } from './node-item.ts'
import { keptAfter, packed } from './packed.ts'
import { catchingUp, contextOf, keptOf, viewOf, viewsOf, wordsOf } from './placed.ts'
import type { Placed, State } from './placed.ts'
import type { RemoteView } from './remote-view.ts'
import type { Include } from './sections.ts'
import type { ClusterItem, HostDetails, NodeItem } from './shapes.ts'
import { sharedRun } from './shared-run.ts'
import type { SharedRun } from './shared-run.ts'
import { newestCluster, newestView } from './status.ts'
import type { ClusterFact } from './status.ts'

/** The current state of everything, in memory: rebuilt from the store at start, moved on by each look. */
export interface Fleet {
  /** A remote with its nodes, as they are now; takes the place of what was known under its number. */
  place(remote: Remote, nodes: readonly KnownNode[]): void
  remove(remoteId: number): void
  /** Says which remotes no process reads, until it is said again. */
  leaveUnread(remotes: ReadonlyMap<number, Unread>): void
  /** A remote with its nodes, as they were placed. Null where there is no such remote. */
  placed(remoteId: number): Pick<Placed, 'remote' | 'nodes'> | null
  restore(nodeId: number, kept: Kept): void
  restoreGuest(remoteId: number, kept: Kept): void
  /** Takes in looks at a node that has a place, and at its guests. Says what changed since the looks before. */
  apply(this: void, nodeId: number, observations: readonly Observation[]): readonly FleetEvent[]
  /** Forgets guests of a remote that have been gone for long, and says which, by vmid. */
  forgetGone(remoteId: number): readonly number[]

  /** All remotes, each the same object as long as nothing of it has changed, and so is the list. */
  remotes(): readonly RemoteView[]
  /** Works out in short steps what `remotes` would have to work out at once: once for all who wait for it. */
  readonly catchUp: SharedRun
  remoteIds(): readonly number[]
  /** One remote alone. Null where there is no such remote. */
  remote(remoteId: number): RemoteView | null
  nodes(): readonly NodeItem[]
  /** Null where there is no such node. */
  node(nodeId: number): NodeItem | null
  hostDetails(nodeId: number, include: Include): HostDetails | null
  clusters(): readonly ClusterItem[]
  /** The newest word of the members of a remote on their cluster. */
  clusterFact(remoteId: number): ClusterFact | null

  guests(): readonly GuestItem[]
  /** Those on one node. Null where there is no such node. */
  guestsOn(nodeId: number): readonly GuestItem[] | null
  /** The disks of those on one node. Null where there is no such node. */
  disksOn(nodeId: number): DiskList | null
  /** Where a guest is now, by its vmid and any node of its remote. Null where there is no such guest. */
  guestPlace(nodeId: number, vmid: number): GuestPlace | null
  guestDetails(nodeId: number, vmid: number): VmFullDetails | null
}

function placeOf({ remotes }: State, nodeId: number): Placed | null {
  for (const placed of remotes.values()) if (placed.nodes.some(({ id }) => id === nodeId)) return placed
  return null
}

function touch(placed: Placed | null | undefined): void {
  if (placed) placed.changes++
}

function leaveOne(placed: Placed, unread: Unread | null): void {
  if (placed.unread !== unread) touch(placed)
  placed.unread = unread
}

/** What looks at a node that were just taken in have changed. */
function eventsOf(
  state: State,
  { remote, nodes, guests }: Placed,
  nodeId: number,
  before: KeptByCollector,
  observations: readonly Observation[],
): FleetEvent[] {
  const others = nodes.filter(({ id }) => id !== nodeId).map(({ id }) => keptOf(state, id))
  const ofNode = nodeEvents({ remoteId: remote.id, nodeId }, before, keptOf(state, nodeId), others, observations)
  return [...ofNode, ...guests.apply(observations).map((news) => ({ remoteId: remote.id, nodeId, ...news }))]
}

function forgetGone(state: State, placed: Placed | undefined): readonly number[] {
  const listing = placed?.nodes.map(({ id }) => ({ nodeId: id, kept: keptOf(state, id) })) ?? []
  return placed?.guests.forgetGone(listing, state.clock.now()) ?? []
}

function clusterItem(state: State, { remote, nodes }: Placed): ClusterItem {
  const view = newestView(wordsOf(state, nodes), state.clock.now())
  const item = clusterOf(new Map(view && [[cluster.name, view]]), remote.id, nodes)
  return { ...item, name: item.name ?? remote.cluster }
}

type TakesIn = 'place' | 'remove' | 'leaveUnread' | 'placed' | 'restore' | 'restoreGuest' | 'apply' | 'forgetGone'
type OfGuests = 'guests' | 'guestsOn' | 'disksOn' | 'guestPlace' | 'guestDetails'

export function openFleet(clock: State['clock']): Fleet {
  const state: State = { clock, remotes: new Map(), observed: new Map() }
  const views = viewsOf(state)
  return { ...takingIn(state), ...showing(state, views), ...showingGuests(state, views) }
}

function takingIn(state: State): Pick<Fleet, TakesIn> {
  const { remotes, observed } = state
  return {
    place(remote, nodes) {
      const now = new Set(nodes.map(({ id }) => id))
      const { nodes: before = [], guests = openGuests(), unread = null } = remotes.get(remote.id) ?? {}
      for (const { id } of before) if (!now.has(id)) observed.delete(id)
      remotes.set(remote.id, { remote, nodes, guests, unread, view: null, changes: 0, shown: 0 })
    },
    remove(remoteId) {
      for (const { id } of remotes.get(remoteId)?.nodes ?? []) observed.delete(id)
      remotes.delete(remoteId)
    },
    leaveUnread: (unread) => {
      for (const [id, placed] of remotes) leaveOne(placed, unread.get(id) ?? null)
    },
    placed: (remoteId) => remotes.get(remoteId) ?? null,
    restore(nodeId, kept) {
      observed.set(nodeId, new Map([...keptOf(state, nodeId), [kept.last.collector, packed(kept)]]))
      touch(placeOf(state, nodeId))
    },
    restoreGuest(remoteId, kept) {
      remotes.get(remoteId)?.guests.restore(kept)
      touch(remotes.get(remoteId))
    },
    apply(nodeId, observations) {
      const before = keptOf(state, nodeId)
      const looks = observations
        .filter(({ subject }) => subject.scope !== 'guest')
        .map((look) => [look.collector, keptAfter(before.get(look.collector), look)] as const)
      const after = new Map([...before, ...looks])
      observed.set(nodeId, after)
      const placed = placeOf(state, nodeId)
      touch(placed)
      return placed ? eventsOf(state, placed, nodeId, before, observations) : []
    },
    forgetGone: (remoteId) => forgetGone(state, remotes.get(remoteId)),
  }
}

function showing(state: State, views: Fleet['remotes']): Omit<Fleet, TakesIn | OfGuests> {
  const { clock, remotes } = state
  return {
    remotes: views,
    catchUp: sharedRun(() => catchingUp(state)),
    remoteIds: () => [...remotes.keys()],
    remote(remoteId) {
      const placed = remotes.get(remoteId)
      return placed ? viewOf(state, placed) : null
    },
    nodes: () => views().flatMap(nodeItems),
    node(nodeId) {
      const placed = placeOf(state, nodeId)
      return (placed && nodeItems(viewOf(state, placed)).find(({ node_id }) => node_id === nodeId)) ?? null
    },
    hostDetails(nodeId, include) {
      const placed = placeOf(state, nodeId)
      const node = placed?.nodes.find(({ id }) => id === nodeId)
      return placed && node ? hostDetails(keptOf(state, nodeId), { ...contextOf(state, placed, node), include }) : null
    },
    clusters: () => [...remotes.values()].map((placed) => clusterItem(state, placed)),
    clusterFact: (remoteId) => newestCluster(wordsOf(state, remotes.get(remoteId)?.nodes ?? []), clock.now()),
  }
}

function showingGuests(state: State, views: Fleet['remotes']): Pick<Fleet, OfGuests> {
  return {
    guests: () => views().flatMap(({ guests }) => guests),
    guestsOn(nodeId) {
      const placed = placeOf(state, nodeId)
      return placed && viewOf(state, placed).guests.filter(({ node_id }) => node_id === nodeId)
    },
    disksOn(nodeId) {
      const placed = placeOf(state, nodeId)
      return placed?.guests.disksOn(viewOf(state, placed).nodes, nodeId, state.clock.now()) ?? null
    },
    guestPlace(nodeId, vmid) {
      const placed = placeOf(state, nodeId)
      return placed?.guests.places(viewOf(state, placed).nodes).get(vmid) ?? null
    },
    guestDetails(nodeId, vmid) {
      const placed = placeOf(state, nodeId)
      return placed?.guests.details(viewOf(state, placed).nodes, vmid, state.clock.now()) ?? null
    },
  }
}

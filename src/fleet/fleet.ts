import { cluster } from '../collectors/cluster/cluster.ts'
import { keep } from '../model/observation.ts'
import type { Kept, Observation } from '../model/observation.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import { clusterOf } from './cluster.ts'
import { hostDetails } from './host-details.ts'
import type { KeptByCollector } from './kept.ts'
import { nodeItem } from './node-item.ts'
import type { Include } from './sections.ts'
import type { ClusterItem, HostDetails, NodeItem } from './shapes.ts'
import { newestCluster, newestView } from './status.ts'
import type { ClusterFact } from './status.ts'

/** The current state of everything, in memory: rebuilt from the store at start, moved on by each look. */
export interface Fleet {
  /** A remote with its nodes, as they are now; takes the place of what was known under its number. */
  place(remote: Remote, nodes: readonly KnownNode[]): void
  remove(remoteId: number): void
  restore(nodeId: number, kept: Kept): void
  apply(nodeId: number, observations: readonly Observation[]): void

  nodes(): readonly NodeItem[]
  /** Null where there is no such node. */
  node(nodeId: number): NodeItem | null
  hostDetails(nodeId: number, include: Include): HostDetails | null
  clusters(): readonly ClusterItem[]
  /** The newest word of the members of a remote on their cluster. */
  clusterFact(remoteId: number): ClusterFact | null
}

interface Placed {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
}

interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

interface State {
  readonly clock: Clock
  readonly remotes: Map<number, Placed>
  readonly observed: Map<number, ReadonlyMap<string, Kept>>
}

const keptOf = ({ observed }: State, nodeId: number): KeptByCollector => observed.get(nodeId) ?? new Map<string, Kept>()

const wordsOf = (state: State, nodes: readonly KnownNode[]) =>
  nodes.map(({ id }) => keptOf(state, id).get(cluster.name))

/** A node in its cluster, ready to be shown. */
function seen(state: State, { remote, nodes }: Placed, node: KnownNode) {
  const others = nodes.filter(({ id }) => id !== node.id)
  const context = {
    nodeId: node.id,
    remoteId: remote.id,
    hostname: node.name,
    address: node.address,
    now: state.clock.now(),
    knownCluster: remote.cluster,
    otherMembers: wordsOf(state, others),
  }
  return { kept: keptOf(state, node.id), context }
}

function find(state: State, nodeId: number) {
  for (const placed of state.remotes.values()) {
    const node = placed.nodes.find(({ id }) => id === nodeId)
    if (node) return seen(state, placed, node)
  }
  return null
}

function clusterItem(state: State, { remote, nodes }: Placed): ClusterItem {
  const view = newestView(wordsOf(state, nodes), state.clock.now())
  const item = clusterOf(new Map(view && [[cluster.name, view]]), remote.id, nodes)
  return { ...item, name: item.name ?? remote.cluster }
}

export function openFleet(clock: Clock): Fleet {
  const state: State = { clock, remotes: new Map(), observed: new Map() }
  const { remotes, observed } = state
  return {
    place(remote, nodes) {
      remotes.set(remote.id, { remote, nodes })
    },
    remove(remoteId) {
      for (const { id } of remotes.get(remoteId)?.nodes ?? []) observed.delete(id)
      remotes.delete(remoteId)
    },
    restore(nodeId, kept) {
      observed.set(nodeId, new Map([...keptOf(state, nodeId), [kept.last.collector, kept]]))
    },
    apply(nodeId, observations) {
      const before = keptOf(state, nodeId)
      const looks = observations.map((look) => [look.collector, keep(before.get(look.collector), look)] as const)
      observed.set(nodeId, new Map([...before, ...looks]))
    },

    nodes() {
      const all = [...remotes.values()].flatMap((placed) => placed.nodes.map((node) => seen(state, placed, node)))
      return all.map(({ kept, context }) => nodeItem(kept, context))
    },
    node(nodeId) {
      const node = find(state, nodeId)
      return node && nodeItem(node.kept, node.context)
    },
    hostDetails(nodeId, include) {
      const node = find(state, nodeId)
      return node && hostDetails(node.kept, { ...node.context, include })
    },
    clusters: () => [...remotes.values()].map((placed) => clusterItem(state, placed)),
    clusterFact: (remoteId) => newestCluster(wordsOf(state, remotes.get(remoteId)?.nodes ?? []), clock.now()),
  }
}

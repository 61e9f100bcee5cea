import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { Collector, GuestCollector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import type { Store } from '../store/port.ts'
import type { Transport } from '../transport/transport.ts'
import type { Known } from './members.ts'
import type { Rounds } from './rounds.ts'
import type { Access } from './targets.ts'

/** What the desk tells and asks of the current state. */
interface Places {
  /** A remote and its nodes as they are now. */
  place(remote: Remote, nodes: readonly KnownNode[]): void
  /** Null where there is no such remote. */
  placed(remoteId: number): Known | null
  remove(remoteId: number): void
  /** What is known of the cluster of a remote. */
  clusterFact(remoteId: number): Cluster | null
}

export interface DeskDeps {
  readonly store: Store
  readonly fleet: Places
  readonly rounds: Rounds
  readonly clock: Clock
  readonly collectors: readonly Collector[]
  readonly guestCollectors: readonly GuestCollector[]
  /** `nodeId`: in whose transcripts it is written down what is asked. */
  connect(this: void, access: Access, nodeId?: number): Transport
  /** Keeps what was seen and shows it. */
  record(this: void, nodeId: number, observations: readonly Observation[]): Promise<void>
  /** Told when following a cluster failed. */
  noticed(this: void, nodeId: number, failure: Failure | null): void
}

/** A remote with its nodes, as the store has them. */
export async function storedAs({ store }: Pick<DeskDeps, 'store'>, remoteId: number): Promise<Known | null> {
  const remote = await store.remote(remoteId)
  return remote && { remote, nodes: (await store.nodes()).filter((node) => node.remoteId === remoteId) }
}

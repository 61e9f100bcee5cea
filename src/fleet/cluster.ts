import { cluster } from '../collectors/cluster/cluster.ts'
import { factOf } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import type { ClusterItem } from './shapes.ts'

/** A node with its number and where it is reached from here. */
interface Known {
  readonly id: number | null
  readonly name: string
  readonly address: string
}

/** A cluster as one of its members sees it, or a standalone node. `id` is the number of the remote; null for one that is not kept. */
export function clusterOf(kept: KeptByCollector, id: number | null, known: readonly Known[]): ClusterItem {
  const fact = factOf(kept, cluster)
  const members = fact?.members ?? known.map(({ name }) => ({ name, online: null, ip: null, level: null }))
  return {
    id,
    name: fact?.name ?? null,
    quorate: fact?.quorate ?? null,
    version: fact?.version ?? null,
    expected_votes: fact?.expectedVotes ?? null,
    nodes: members.map(({ name, online, ip, level }) => {
      const node = known.find((one) => one.name === name)
      return { node_id: node?.id ?? null, name, online, ip, address_used: node?.address ?? null, level }
    }),
  }
}

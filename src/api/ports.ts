import type { Include } from '../fleet/sections.ts'
import type { ClusterItem, HostDetails, NodeItem } from '../fleet/shapes.ts'
import type { RemoteDesk } from '../model/desk.ts'
import type { Store } from '../store/port.ts'

/** The current state of everything, from memory. */
export interface Fleet {
  nodes(): readonly NodeItem[]
  /** Null where there is no such node. */
  node(nodeId: number): NodeItem | null
  hostDetails(nodeId: number, include: Include): HostDetails | null
  clusters(): readonly ClusterItem[]
}

export interface ApiPorts {
  readonly store: Pick<Store, 'ping' | 'remotes' | 'remote'>
  readonly fleet: Fleet
  readonly remotes: RemoteDesk
}

import type { RouteLocationRaw } from 'vue-router'
import type { StorageItem } from '../../src/api/contract.ts'
import type { NodeItem } from '../api/shapes.ts'

/** A shared storage is one of its remote, any other one of its node. */
export const storageKey = ({ remote_id, node_id, name }: StorageItem): string => `${remote_id}/${node_id ?? ''}/${name}`

/** The node it is of, or the cluster that shares it; without a cluster there is only one node that could. */
export const storageOwner = ({
  node,
  cluster,
  nodes,
}: Pick<StorageItem, 'node' | 'cluster' | 'nodes'>): string | null => node ?? cluster ?? nodes[0] ?? null

type Nodes = readonly Pick<NodeItem, 'node_id' | 'remote_id' | 'name'>[]

/** Any node that uses it tells the same of a shared storage. */
const someNode = ({ remote_id, nodes: names }: StorageItem, nodes: Nodes): number | null =>
  nodes.find((node) => node.remote_id === remote_id && names.includes(node.name))?.node_id ?? null

/** Where more is told of a storage; of a shared one that no known node uses, at the remote whose nodes share it. */
export function storagePlace(storage: StorageItem, nodes: Nodes): RouteLocationRaw {
  const id = storage.node_id ?? someNode(storage, nodes)
  return id === null
    ? { name: 'remote', params: { id: storage.remote_id } }
    : { name: 'storage-use', params: { id, storage: storage.name } }
}

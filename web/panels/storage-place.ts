import type { RouteLocationRaw } from 'vue-router'
import type { StorageItem } from '../../src/api/contract.ts'

/** A shared storage is one of its remote, any other one of its node. */
export const storageKey = ({ remote_id, node_id, name }: StorageItem): string => `${remote_id}/${node_id ?? ''}/${name}`

/** Where more is told of a storage: on its node, or for a shared one, at the remote whose nodes share it. */
export const storagePlace = ({ node_id, remote_id }: StorageItem): RouteLocationRaw =>
  node_id === null
    ? { name: 'remote', params: { id: remote_id } }
    : { name: 'node', params: { id: node_id }, query: { tab: 'storage' } }

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StorageItem } from '../../src/api/contract.ts'
import { storageOwner, storagePlace } from './storage-place.ts'

const NODES = [
  { node_id: 1, remote_id: 9, name: 'pve1' },
  { node_id: 2, remote_id: 7, name: 'pve1' },
  { node_id: 3, remote_id: 7, name: 'pve2' },
]

const storage = (over: Partial<StorageItem>) =>
  ({ name: 'nas', remote_id: 7, node_id: null, nodes: ['pve2'], ...over }) as StorageItem

test('a storage of a node is on its page', () => {
  assert.deepEqual(storagePlace(storage({ name: 'local', node_id: 2 }), []), {
    name: 'storage-use',
    params: { id: 2, storage: 'local' },
  })
})

test('a shared storage is told of by a node of its remote that uses it, else at the remote', () => {
  assert.deepEqual(storagePlace(storage({}), NODES), { name: 'storage-use', params: { id: 3, storage: 'nas' } })
  assert.deepEqual(storagePlace(storage({ nodes: ['pve9'] }), NODES), { name: 'remote', params: { id: 7 } })
})

test('a storage is of its node, of the cluster that shares it, or of the only node that could', () => {
  assert.equal(storageOwner({ node: 'pve1', cluster: 'prod', nodes: ['pve1'] }), 'pve1')
  assert.equal(storageOwner({ node: null, cluster: 'prod', nodes: ['pve1', 'pve2'] }), 'prod')
  assert.equal(storageOwner({ node: null, cluster: null, nodes: ['alone'] }), 'alone')
  assert.equal(storageOwner({ node: null, cluster: null, nodes: [] }), null)
})

import { storageItems } from '../../fleet/storage-list.ts'
import type { StorageItem } from '../../fleet/storage-list.ts'
import { bit, familiesOf } from './family.ts'
import type { Family } from './family.ts'

/** What was measured too long ago, or of a storage that no node reaches, is left out. */
const measured =
  (value: (storage: StorageItem) => number | null) =>
  (storage: StorageItem): number | null =>
    storage.active === true && !storage.stale ? value(storage) : null

export const STORAGE_FAMILIES: readonly Family[] = familiesOf(
  ['remote_id', 'cluster', 'node', 'storage', 'type'],
  ({ views }) => views.flatMap(storageItems),
  ({ remote_id, cluster, node, name, type }) => ({ remote_id, cluster, node, storage: name, type }),
  [
    [
      'panoramica_storage_active',
      'Whether a node reaches a storage: 1 or 0; a storage that its cluster shares has no node.',
      ({ enabled, active }) => (enabled ? bit(active) : null),
    ],
    ['panoramica_storage_size_bytes', 'Space of a storage.', measured((storage) => storage.total_bytes)],
    ['panoramica_storage_used_bytes', 'Space of a storage in use.', measured((storage) => storage.used_bytes)],
  ],
)

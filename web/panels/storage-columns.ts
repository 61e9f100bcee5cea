import type { StorageItem } from '../../src/api/contract.ts'
import { STORAGE_STATES, storageState } from '../format/storage-state.ts'
import { show } from '../state/formats.ts'
import { say } from '../state/language.ts'
import type { Column } from '../table/column.ts'
import { storageOwner } from './storage-place.ts'

/** The older, the larger. */
const ageOf = ({ collected_at: at }: StorageItem): number | null => (at === null ? null : -Date.parse(at))

export const STORAGE_COLUMNS: readonly Column<StorageItem>[] = [
  {
    id: 'state',
    label: 'storage.state',
    width: 88,
    ageless: true,
    value: (storage) => STORAGE_STATES.indexOf(storageState(storage)),
    fields: { active: ({ active }) => active, enabled: ({ enabled }) => enabled },
  },
  { id: 'name', label: 'storage.name', width: 118, heading: true, ageless: true, value: ({ name }) => name },
  {
    id: 'place',
    label: 'storages.place',
    width: 166,
    ageless: true,
    value: storageOwner,
    fields: { cluster: ({ cluster }) => cluster, node: ({ node }) => node },
  },
  { id: 'type', label: 'storage.type', width: 72, ageless: true, value: ({ type }) => type },
  {
    id: 'shared',
    label: 'storage.shared',
    width: 88,
    ageless: true,
    value: ({ shared, nodes }) => (shared ? nodes.length : 0),
    fields: { shared: ({ shared }) => shared, nodes: ({ nodes }) => nodes.join(', ') },
  },
  {
    id: 'usage',
    label: 'storage.usage',
    width: 104,
    numeric: true,
    value: (storage) => storage.used_percent,
    fields: { used_percent: (storage) => storage.used_percent },
  },
  {
    id: 'used',
    label: 'storage.used',
    width: 76,
    numeric: true,
    value: (storage) => storage.used_bytes,
    text: (storage) => show.bytes(storage.used_bytes),
    fields: { used_bytes: (storage) => storage.used_bytes },
  },
  {
    id: 'size',
    label: 'storage.size',
    width: 76,
    numeric: true,
    value: (storage) => storage.total_bytes,
    text: (storage) => show.bytes(storage.total_bytes),
    fields: { total_bytes: (storage) => storage.total_bytes },
  },
  {
    id: 'content',
    label: 'storage.content',
    width: 140,
    ageless: true,
    value: ({ content }) => content,
    text: ({ content }) => content.replaceAll(',', ', '),
  },
  {
    id: 'pool',
    label: 'storage.source',
    width: 116,
    ageless: true,
    value: ({ pool, server, path }) => pool ?? server ?? path,
    fields: { pool: ({ pool }) => pool, server: ({ server }) => server, path: ({ path }) => path },
  },
  {
    id: 'health',
    label: 'storages.health',
    width: 70,
    value: ({ health, type }) => health ?? (type === 'zfspool' ? null : ''),
    fields: { health: ({ health }) => health },
  },
  {
    id: 'age',
    label: 'storages.age',
    width: 70,
    ageless: true,
    numeric: true,
    value: ageOf,
    fields: { collected_at: (storage) => storage.collected_at },
  },
  {
    id: 'free',
    label: 'storages.free',
    width: 90,
    numeric: true,
    extra: true,
    value: (storage) => storage.available_bytes,
    text: (storage) => show.bytes(storage.available_bytes),
    fields: { available_bytes: (storage) => storage.available_bytes },
  },
  {
    id: 'cluster',
    label: 'nodes.cluster',
    width: 120,
    ageless: true,
    extra: true,
    value: ({ cluster }) => cluster,
    text: ({ cluster }) => cluster ?? say('node.standalone'),
  },
]

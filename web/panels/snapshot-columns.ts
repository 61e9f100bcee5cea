import type { SnapshotItem } from '../../src/api/contract.ts'
import { show } from '../state/formats.ts'
import { say } from '../state/language.ts'
import { guestName, yesNo } from '../state/words.ts'
import type { Column } from '../table/column.ts'

/** The older, the larger. */
const ageOf = (at: string | null): number | null => (at === null ? null : -Date.parse(at))

export const SNAPSHOT_COLUMNS: readonly Column<SnapshotItem>[] = [
  {
    id: 'guest',
    label: 'snapshotList.guest',
    width: 168,
    heading: true,
    ageless: true,
    value: ({ name }) => name,
    text: (snapshot) => guestName(snapshot, say),
    fields: { vmid: ({ vmid }) => vmid, name: ({ name }) => name },
  },
  {
    id: 'taken',
    label: 'snapshotList.age',
    width: 120,
    numeric: true,
    ageless: true,
    value: (one) => ageOf(one.created_at),
    fields: { created_at: (one) => one.created_at, age_seconds: (one) => one.age_seconds },
  },
  { id: 'snapshot', label: 'snapshot.name', width: 168, value: ({ snapshot }) => snapshot },
  {
    id: 'day',
    label: 'snapshot.taken',
    width: 108,
    value: (one) => one.created_at,
    text: (one) => show.day(one.created_at),
    fields: { created_at: (one) => one.created_at },
  },
  {
    id: 'size',
    label: 'snapshot.size',
    width: 100,
    numeric: true,
    value: (one) => one.size_bytes,
    fields: { size_bytes: (one) => one.size_bytes },
  },
  {
    id: 'memory',
    label: 'snapshot.memory',
    width: 110,
    value: (one) => one.with_memory,
    text: (one) => yesNo(one.with_memory, say),
    fields: { with_memory: (one) => one.with_memory },
  },
  {
    id: 'description',
    label: 'snapshot.description',
    width: 190,
    value: ({ description }) => description ?? '',
    fields: { description: ({ description }) => description },
  },
  { id: 'node', label: 'guests.node', width: 116, ageless: true, value: ({ node }) => node },
  {
    id: 'age',
    label: 'snapshotList.read',
    width: 96,
    ageless: true,
    numeric: true,
    value: (one) => ageOf(one.collected_at),
    fields: { collected_at: (one) => one.collected_at },
  },
  { id: 'vmid', label: 'guests.vmid', width: 76, ageless: true, extra: true, value: ({ vmid }) => vmid },
  {
    id: 'cluster',
    label: 'guests.cluster',
    width: 120,
    ageless: true,
    extra: true,
    value: ({ cluster }) => cluster,
    text: ({ cluster }) => cluster ?? say('node.standalone'),
  },
  {
    id: 'type',
    label: 'guests.type',
    width: 84,
    ageless: true,
    extra: true,
    value: ({ type }) => type,
    text: ({ type }) => say(`guests.is.${type}`),
  },
  { id: 'tags', label: 'guests.tags', width: 120, extra: true, value: ({ tags }) => tags?.join(', ') },
  {
    id: 'parent',
    label: 'snapshotList.parent',
    width: 140,
    extra: true,
    value: ({ parent }) => parent ?? '',
    fields: { parent: ({ parent }) => parent },
  },
]

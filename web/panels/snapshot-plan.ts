import type { SnapshotItem } from '../../src/api/contract.ts'
import { snapshotAge } from '../format/snapshot-age.ts'
import type { ListPlan } from '../state/list.ts'
import { EXPORTS } from './exports.ts'
import { SNAPSHOT_COLUMNS } from './snapshot-columns.ts'

/** The list of snapshots. */
export const SNAPSHOT_PLAN: ListPlan<SnapshotItem> = {
  id: 'snapshots',
  file: EXPORTS.snapshots,
  columns: SNAPSHOT_COLUMNS,
  rowKey: ({ remote_id, vmid, snapshot }) => `${remote_id}/${vmid}/${snapshot}`,
  sort: [{ id: 'taken', descending: true }],
  answers: {
    status: (one) => snapshotAge(one.age_seconds),
    type: ({ type }) => type,
    node: ({ node }) => node,
    cluster: ({ cluster }) => cluster,
    tag: ({ tags }) => tags ?? [],
    vmid: ({ vmid }) => vmid,
  },
  words: ({ vmid, name, node, cluster, tags, snapshot, description, parent }) => [
    vmid,
    name,
    node,
    cluster,
    ...(tags ?? []),
    snapshot,
    description,
    parent,
  ],
}

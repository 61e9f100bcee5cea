import { z } from 'zod'
import { snapshots } from '../collectors/guest/snapshots.ts'
import { isoTime, number, text } from './fields.ts'
import { guestItemShape } from './guest-shapes.ts'
import type { SnapshotsOfGuest } from './guests.ts'
import { oncePer } from './once-per.ts'
import { snapshotShape } from './parts/guest-snapshots.ts'
import type { RemoteView } from './remote-view.ts'
import { isStale, problemShape } from './sections.ts'

const { name: snapshotName, created_at, description, parent, with_memory, size_bytes } = snapshotShape.shape

/** One snapshot of one guest. */
export const snapshotItemShape = z.object({
  ...guestItemShape.pick({
    vmid: true,
    name: true,
    type: true,
    node: true,
    node_id: true,
    remote_id: true,
    cluster: true,
    tags: true,
  }).shape,
  snapshot: snapshotName,
  description,
  created_at,
  age_seconds: number('seconds from then to `collected_at`'),
  parent,
  with_memory,
  size_bytes,
  collected_at: text('time the snapshots of the guest were last read, ISO 8601 in UTC'),
  stale: z.boolean().describe('whether that is longer ago than three intervals'),
  problems: z.array(problemShape).describe('what could not be read, and why'),
})
export type SnapshotItem = z.infer<typeof snapshotItemShape>

/** Clocks differ: nothing was taken after it was read. */
function ageAt(at: number, createdAt: string | null): number | null {
  return createdAt === null ? null : Math.max(0, Math.round((at - Date.parse(createdAt)) / 1000))
}

function itemsOf({ guest, list, at }: SnapshotsOfGuest, now: number): SnapshotItem[] {
  const { vmid, name, type, node, node_id, remote_id, cluster, tags } = guest
  const ofGuest = { vmid, name, type, node, node_id, remote_id, cluster, tags }
  const read = {
    collected_at: isoTime(at),
    stale: isStale(snapshots, at, now),
    problems: guest.problems.filter(({ section }) => section.split('.')[0] === 'snapshots'),
  }
  return list.map(({ name: snapshot, ...taken }) => ({
    ...ofGuest,
    snapshot,
    ...taken,
    age_seconds: ageAt(at, taken.created_at),
    ...read,
  }))
}

/** The snapshots of all guests of a remote. */
export const snapshotItems = oncePer(({ snapshots: taken, now }: RemoteView): readonly SnapshotItem[] =>
  taken.flatMap((one) => itemsOf(one, now)),
)

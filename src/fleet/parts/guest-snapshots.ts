import { z } from 'zod'
import { snapshots } from '../../collectors/guest/snapshots.ts'
import { zfsSnapshots } from '../../collectors/node/zfs-snapshots.ts'
import { flag, isoTimeOfSeconds, list, number, text } from '../fields.ts'
import type { GuestView } from '../guest-view.ts'
import { factOf, lastGood } from '../kept.ts'
import { oncePer } from '../once-per.ts'
import { sumOfKnown } from './guest-sums.ts'

export const snapshotShape = z.object({
  name: z.string().describe('name of the snapshot'),
  created_at: text('time it was taken, ISO 8601 in UTC'),
  description: text('what it was described as'),
  parent: text('snapshot before it; null for a first one'),
  with_memory: flag('whether the memory of the VM is in it'),
  size_bytes: number('space that deleting it alone would free, in bytes; told by ZFS only'),
})

export const guestSnapshotsShape = z.object({
  count: number('how many there are'),
  oldest_at: text('time the oldest was taken, ISO 8601 in UTC'),
  list: list(snapshotShape, 'snapshots, oldest first'),
  current_parent: text('snapshot that the current state goes back to'),
})
type GuestSnapshots = z.infer<typeof guestSnapshotsShape>

/** The snapshots of a guest that has any. */
export interface SnapshotsTaken {
  readonly list: readonly z.infer<typeof snapshotShape>[]
  /** When they were read, in milliseconds since the epoch. */
  readonly at: number
}

/** By `dataset@snapshot`, as ZFS names them. */
const sizes = oncePer(
  (fact: z.infer<typeof zfsSnapshots.fact>) =>
    new Map(fact.snapshots.map(({ dataset, name, usedBytes }) => [`${dataset}@${name}`, usedBytes])),
)

/** How many there are and since when. */
export function snapshotCount({ ofGuest }: GuestView): Pick<GuestSnapshots, 'count' | 'oldest_at'> {
  const found = factOf(ofGuest, snapshots)?.snapshots
  const times = found?.flatMap(({ createdAtSeconds }) => createdAtSeconds ?? []) ?? []
  return { count: found?.length ?? null, oldest_at: times.length > 0 ? isoTimeOfSeconds(Math.min(...times)) : null }
}

/** The snapshots PVE lists; those of ZFS have its names (PVE/Storage/ZFSPoolPlugin.pm) and so their sizes. */
export function guestSnapshots(view: GuestView, datasets: readonly string[]): GuestSnapshots {
  const fact = factOf(view.ofGuest, snapshots)
  const zfs = factOf(view.ofNode, zfsSnapshots)
  const sizeOf = (name: string): number | null =>
    zfs && sumOfKnown(datasets.map((dataset) => sizes(zfs).get(`${dataset}@${name}`)))
  const found = fact?.snapshots.map(({ name, createdAtSeconds, description, parent, withMemory }) => ({
    name,
    created_at: isoTimeOfSeconds(createdAtSeconds),
    description,
    parent,
    with_memory: withMemory,
    size_bytes: sizeOf(name),
  }))
  return { ...snapshotCount(view), list: found ?? null, current_parent: fact?.parentOfCurrent ?? null }
}

/** The same where there is any; null where there is none, and where nobody could read them. */
export function snapshotsTaken(view: GuestView, datasets: readonly string[]): SnapshotsTaken | null {
  if (!snapshotCount(view).count) return null
  const at = lastGood(view.ofGuest, snapshots)?.at ?? null
  const { list: found } = guestSnapshots(view, datasets)
  return found && at !== null ? { list: found, at } : null
}

import type { GuestItem } from '../../fleet/guest-shapes.ts'
import { familiesOf, ratio } from './family.ts'
import type { Family, Scene } from './family.ts'

function* guestsIn({ views }: Scene): Generator<GuestItem, void> {
  for (const { guests } of views) yield* guests
}

/** Without the node, so that a guest that moves goes on in the same series; it is in `panoramica_guest_info`. */
const labelsOf = ({ remote_id, vmid, name }: GuestItem) => ({ remote_id, vmid, guest: name })

/** What runs uses something; of what does not, or was not read for too long, nothing is told. */
const running =
  (value: (guest: GuestItem) => number | null) =>
  (guest: GuestItem): number | null =>
    guest.status === 'running' && !guest.stale ? value(guest) : null

const fresh =
  (value: (guest: GuestItem) => number | null) =>
  (guest: GuestItem): number | null =>
    guest.stale ? null : value(guest)

const info = familiesOf(
  ['remote_id', 'vmid', 'guest', 'type', 'node', 'cluster'],
  guestsIn,
  ({ remote_id, vmid, name, type, node, cluster }) => ({ remote_id, vmid, guest: name, type, node, cluster }),
  [['panoramica_guest_info', 'What a guest is and where; always 1.', () => 1]],
)

const values = familiesOf(['remote_id', 'vmid', 'guest'], guestsIn, labelsOf, [
  [
    'panoramica_guest_up',
    'Whether a guest runs: 1 or 0; left out where nobody can tell.',
    ({ status }) => (status === 'unknown' ? null : Number(status === 'running')),
  ],
  ['panoramica_guest_uptime_seconds', 'Seconds since a guest started.', running((guest) => guest.uptime_seconds)],
  ['panoramica_guest_cpus', 'CPUs of a guest.', fresh(({ cpus }) => cpus)],
  [
    'panoramica_guest_cpu_used_ratio',
    'Share of its CPUs in use, 0 to 1.',
    running((guest) => ratio(guest.cpu_percent)),
  ],
  ['panoramica_guest_memory_size_bytes', 'Memory of a guest.', fresh((guest) => guest.mem_total_bytes)],
  ['panoramica_guest_memory_used_bytes', 'Memory in use.', running((guest) => guest.mem_used_bytes)],
  ['panoramica_guest_storage_size_bytes', 'Size of the disks of a guest.', fresh((guest) => guest.storage_size_bytes)],
  ['panoramica_guest_storage_used_bytes', 'Space that they take.', fresh((guest) => guest.storage_used_bytes)],
])

export const GUEST_FAMILIES: readonly Family[] = [...info, ...values]

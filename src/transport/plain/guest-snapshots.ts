import type { GuestType } from '../../model/observation.ts'
import type { GuestConfSection } from '../../pve/guest-conf-file.ts'
import { guestRoutes } from './guest-conf-files.ts'
import { known } from './sources.ts'

/**
 * As PVE/API2/Qemu.pm and PVE/API2/LXC/Snapshot.pm, with the row of what is now at the end. That one says neither whether
 * the guest runs, which is not in the file, nor the digest (see `/config`).
 */
export const guestSnapshots = guestRoutes('snapshot', ({ current, snapshots }, type) => [
  ...[...snapshots].map(([name, section]) => rowOf(name, section, type)),
  known({ name: 'current', description: 'You are here!', parent: current.values.get('parent') }),
])

function rowOf(name: string, { values }: GuestConfSection, type: GuestType): unknown {
  const snaptime = values.get('snaptime') ?? ''
  return known({
    name,
    snaptime: /^\d{1,15}$/.test(snaptime) ? Number(snaptime) : null,
    description: values.get('description') ?? '',
    parent: values.get('parent'),
    snapstate: values.get('snapstate'),
    vmstate: type === 'qemu' ? Number(values.has('vmstate')) : null,
  })
}

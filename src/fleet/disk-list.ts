import { z } from 'zod'
import { GUEST_TYPES } from '../model/observation.ts'
import { text } from './fields.ts'
import { guestIdentity } from './guest-details.ts'
import type { GuestView } from './guest-view.ts'
import { guestDisks, guestDiskShape, isOwn } from './parts/guest-disks.ts'

const diskItemShape = z.object({
  vmid: z.number().describe('number of the guest in its cluster'),
  name: text('name of a VM, hostname of a container'),
  type: z.enum(GUEST_TYPES).describe('qemu for a VM, lxc for a container'),
  storage: z.string().describe('storage it is kept on'),
  ...guestDiskShape.pick({
    disk_name: true,
    kind: true,
    volume: true,
    size_bytes: true,
    used_bytes: true,
    used_source: true,
    reason: true,
  }).shape,
})
type DiskItem = z.infer<typeof diskItemShape>

export const diskListShape = z.object({
  items: z
    .array(diskItemShape)
    .describe('by the space they take, or by their size where that is not known, the largest first'),
  total: z.number(),
  guests_unknown: z
    .number()
    .describe('guests whose disks are not among them, since their configuration was never read'),
})
/** The disks of several guests. */
export type DiskList = z.infer<typeof diskListShape>

const extentOf = ({ used_bytes, size_bytes }: DiskItem): number => used_bytes ?? size_bytes ?? -1

/** The disks of these guests on storages, without what is in CD-ROM drives. */
export function diskList(views: readonly GuestView[]): DiskList {
  const guests = views.map((view) => ({ view, disks: guestDisks(view) }))
  const items = guests.flatMap(({ view, disks }) => {
    const { vmid, name, type } = guestIdentity(view)
    return (disks ?? []).filter(isOwn).map((disk) => ({ vmid, name, type, ...disk }))
  })
  return {
    items: items.sort((one, other) => extentOf(other) - extentOf(one)),
    total: items.length,
    guests_unknown: guests.filter(({ disks }) => disks === null).length,
  }
}

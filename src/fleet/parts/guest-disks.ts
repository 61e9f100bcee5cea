import { z } from 'zod'
import { filesystems } from '../../collectors/guest/filesystems.ts'
import { DISK_KINDS } from '../../pve/guest-disks.ts'
import type { GuestDisk } from '../../pve/guest-disks.ts'
import { gibOf, number, text } from '../fields.ts'
import { configuredDisks } from '../guest-view.ts'
import type { GuestView } from '../guest-view.ts'
import { factOf } from '../kept.ts'
import { rowsOf } from './guest-state.ts'
import { sumOfKnown } from './guest-sums.ts'
import { placeOf, usageAt } from './guest-usage.ts'

export const guestDiskShape = z.object({
  disk_name: z.string().describe('key of the configuration, for example scsi0'),
  kind: z.enum(DISK_KINDS).describe('what it is'),
  storage: text('storage it is kept on; null for what is on none'),
  volume: text('volume on the storage, for example vm-100-disk-0'),
  base: text('volume of the template that a linked clone builds on'),
  dataset: text('ZFS dataset of the volume; null where it is none'),
  path: text('path on the node, of a device or directory handed through'),
  mountpoint: text('where a container mounts it'),
  format: text('format of the volume, for example raw, qcow2 or subvol'),
  size_bytes: number('size the guest sees, in bytes; null for one without a limit'),
  size_gb: number('size the guest sees, in GiB'),
  used_bytes: number('space it takes, in bytes, as `used_source` counts it'),
  used_gb: number('space it takes, in GiB'),
  used_source: z
    .enum(['zfs', 'lvm-thin', 'lvm', 'file', 'container', 'agent'])
    .nullable()
    .describe(
      'who says what it takes. zfs: with snapshots and what is kept free for it, without the origin of a linked clone; ' +
        'lvm-thin: blocks mapped, shared with snapshots or not; lvm: all of its size; file: blocks allocated; ' +
        'container, agent: what file systems inside hold',
    ),
  snapshot_bytes: number('part of it that deleting all snapshots would free, in bytes; told by ZFS only'),
  referenced_bytes: number('what it holds now, shared with others or not, in bytes; told by ZFS only'),
  reserved_bytes: number('part of it that is only kept free, in bytes; told by ZFS only'),
  reason: text('why it is not known what it takes'),
  options: z.record(z.string(), z.string()).describe('further options as PVE has them'),
})
type Disk = z.infer<typeof guestDiskShape>

/** What file systems hold, where the storage cannot say what a volume takes. */
type Inside = Pick<Disk, 'used_bytes' | 'used_source'>

const NOT_TOLD: Inside = { used_bytes: null, used_source: null }

/** What the root file system of a container holds, in bytes, as live rounds bring it; null where nobody says. */
export function rootUsedBytes(view: GuestView): number | null {
  const { listed, container } = rowsOf(view)
  return listed?.rootUsedBytes ?? container?.rootUsedBytes ?? null
}

/** The list of guests has the root file system of a running container; the agent the file systems of a VM, not which disk they are on. */
function insideOf(view: GuestView, disk: GuestDisk): Inside {
  if (disk.kind === 'rootfs') {
    const used = rootUsedBytes(view)
    return used !== null ? { used_bytes: used, used_source: 'container' } : NOT_TOLD
  }
  const isOnly = disk.kind === 'disk' && configuredDisks(view)?.filter(({ kind }) => kind === 'disk').length === 1
  const mounted = isOnly ? factOf(view.ofGuest, filesystems)?.filesystems : null
  const used = mounted ? sumOfKnown(mounted.map(({ usedBytes }) => usedBytes)) : null
  return used === null ? NOT_TOLD : { used_bytes: used, used_source: 'agent' }
}

function diskOf(view: GuestView, disk: GuestDisk): Disk {
  const usage = usageAt(view.ofNode, placeOf(view.ofNode, disk), disk)
  const used: Inside =
    usage.usedBytes === null ? insideOf(view, disk) : { used_bytes: usage.usedBytes, used_source: usage.source }
  const size = disk.sizeBytes ?? usage.sizeBytes
  return {
    disk_name: disk.key,
    kind: disk.kind,
    storage: disk.storage,
    volume: disk.volume,
    base: disk.base,
    dataset: usage.dataset,
    path: disk.path,
    mountpoint: disk.mountpoint,
    format: disk.format,
    size_bytes: size,
    size_gb: gibOf(size),
    ...used,
    used_gb: gibOf(used.used_bytes),
    snapshot_bytes: usage.snapshotBytes,
    referenced_bytes: usage.referencedBytes,
    reserved_bytes: usage.reservedBytes,
    reason: used.used_bytes === null ? usage.reason : null,
    options: { ...disk.options },
  }
}

export const guestDisks = (view: GuestView): Disk[] | null =>
  configuredDisks(view)?.map((disk) => diskOf(view, disk)) ?? null

/** The ZFS datasets that its disks are. */
export const datasetsOf = (disks: readonly Disk[] | null): string[] =>
  disks?.flatMap(({ dataset }) => dataset ?? []) ?? []

/** Volumes of its own on storages: not what is in a drive, nor what of the node it is handed. */
export const isOwn = (disk: Disk): disk is Disk & { storage: string } => disk.kind !== 'cdrom' && disk.storage !== null

/** What is known of its disks together; nothing is known to add up to nothing only where it has none. */
export function storageSums(disks: readonly Disk[] | null) {
  const own = disks?.filter(isOwn)
  const sum = (values: readonly (number | null)[] | undefined): number | null =>
    values?.length === 0 ? 0 : sumOfKnown(values ?? [])
  return {
    storage_used_bytes: sum(own?.map(({ used_bytes }) => used_bytes)),
    storage_size_bytes: sum(own?.map(({ size_bytes }) => size_bytes)),
  }
}

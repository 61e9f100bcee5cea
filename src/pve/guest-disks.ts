import type { GuestType } from '../model/observation.ts'
import { numberedIn, propertiesIn } from './guest-config.ts'
import type { RawConfig } from './guest-config.ts'
import { optionsIn, valueIn } from './property-string.ts'
import { sizeBytes } from './size.ts'

export const DISK_KINDS = [
  'disk',
  'cdrom',
  'cloudinit',
  'efidisk',
  'tpmstate',
  'unused',
  'rootfs',
  'mountpoint',
  'passthrough',
] as const
type DiskKind = (typeof DISK_KINDS)[number]

export interface GuestDisk extends Place {
  /** `scsi0`, `mp1`. */
  readonly key: string
  readonly kind: DiskKind
  /** `raw`, `qcow2`, `vmdk`, `subvol`; null for a medium, and for what is on no storage and does not say. */
  readonly format: string | null
  /** As configured; null where there is no limit, or the configuration does not say. */
  readonly sizeBytes: number | null
  /** What is set beside volume, size and mount point. */
  readonly options: Readonly<Record<string, string>>
  /** Where a container has it. */
  readonly mountpoint: string | null
}

/** Where a disk is: a volume on a storage, or a path on the node; an empty drive is nowhere. */
interface Place {
  readonly storage: string | null
  /** Name on the storage, of a linked clone without its base: `vm-100-disk-0`, `100/vm-100-disk-0.qcow2`. */
  readonly volume: string | null
  /** The volume that a linked clone is a clone of: `base-9000-disk-0`. */
  readonly base: string | null
  /** A device, or the directory that a container has bound into it. */
  readonly path: string | null
}

const NOWHERE: Place = { storage: null, volume: null, base: null, path: null }

const VM_DISKS = ['scsi', 'virtio', 'sata', 'ide', 'efidisk', 'tpmstate', 'unused']
const CONTAINER_DISKS = ['mp', 'unused']

/** Everything that a guest has for a disk, by bus and number; those it no longer uses come last. */
export function disksIn(type: GuestType, raw: RawConfig): GuestDisk[] {
  if (type === 'qemu') return numberedIn(raw, ...VM_DISKS).map(({ key, name }) => diskIn(type, raw, key, name))
  const rootfs = 'rootfs' in raw ? [diskIn(type, raw, 'rootfs', 'rootfs')] : []
  return [...rootfs, ...numberedIn(raw, ...CONTAINER_DISKS).map(({ key, name }) => diskIn(type, raw, key, name))]
}

function diskIn(type: GuestType, raw: RawConfig, key: string, name: string): GuestDisk {
  const properties = propertiesIn(type, raw, key)
  // A VM calls it `file`, a container `volume`; a VM knows the other name too (PVE/QemuServer/Drive.pm).
  const file = valueIn(properties, 'file') ?? valueIn(properties, 'volume') ?? ''
  const kind = kindOf(name, file, valueIn(properties, 'media'))
  const place = placeOf(file)
  return {
    key,
    kind,
    ...place,
    format: kind === 'cdrom' ? null : (valueIn(properties, 'format') ?? formatOf(place)),
    sizeBytes: sizeOf(valueIn(properties, 'size')),
    options: optionsIn(properties, 'file', 'volume', 'size', 'mp'),
    mountpoint: kind === 'rootfs' ? '/' : valueIn(properties, 'mp'),
  }
}

/** A subvolume without a quota has the size 0. */
function sizeOf(text: string | null): number | null {
  const size = sizeBytes(text ?? '')
  return size === 0 ? null : size
}

/** What a setting is, whatever is in it. The others are drives of a VM. */
const KINDS: Readonly<Record<string, DiskKind>> = {
  efidisk: 'efidisk',
  tpmstate: 'tpmstate',
  unused: 'unused',
  rootfs: 'rootfs',
  mp: 'mountpoint',
}

/** How PVE tells the drive of cloud-init from others (PVE/QemuServer/Drive.pm). */
const CLOUD_INIT = /[:/](?:vm-\d{1,9}-)?cloudinit(?:\.[a-z0-9]{1,9})?$/

function kindOf(name: string, file: string, media: string | null): DiskKind {
  const known = KINDS[name]
  if (known !== undefined) return known
  if (CLOUD_INIT.test(file)) return 'cloudinit'
  if (media === 'cdrom') return 'cdrom'
  return file.startsWith('/') ? 'passthrough' : 'disk'
}

/** The base of a linked clone comes first, on storages with directories behind the number of its guest. */
const LINKED_CLONE = /^((?:\d{1,9}\/)?(?:base|basevol)-\d{1,9}-[^/]+)\/(.+)$/s

function placeOf(file: string): Place {
  if (file === 'none' || file === '') return NOWHERE
  // The drive of the node itself (get_iso_path of PVE/QemuServer/Drive.pm).
  if (file === 'cdrom') return { ...NOWHERE, path: '/dev/cdrom' }
  if (file.startsWith('/')) return { ...NOWHERE, path: file }
  const [, storage = null, name = file] = /^([a-z][a-z0-9._-]*):(.+)$/is.exec(file) ?? []
  const [, base = null, volume = name] = LINKED_CLONE.exec(name) ?? []
  return { ...NOWHERE, storage, volume, base }
}

/** Volumes without a suffix are block devices, or datasets of containers (PVE/Storage/Plugin.pm, ZFSPoolPlugin.pm). */
function formatOf({ storage, volume }: Place): string | null {
  if (storage === null || volume === null) return null
  const suffix = /\.(raw|qcow2?|vmdk|qed|cloop|subvol)$/.exec(volume)?.[1]
  return suffix ?? (/^(subvol|basevol)-/.test(volume) ? 'subvol' : 'raw')
}

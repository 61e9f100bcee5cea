import type { Node } from '../fleet/fleet.ts'
import type { Guest } from '../fleet/guest.ts'
import type { GuestDisk } from '../fleet/guest-disk.ts'
import type { Disk } from '../fleet/disk.ts'
import type { Storage } from '../fleet/storage.ts'
import { DAY, wander } from '../rhythm.ts'
import { snapshotsOf } from './guest-state.ts'
import type { Snapshot } from './guest-state.ts'
import { guestsOf } from './guest-state.ts'
import type { View } from './view.ts'

const GIB = 2 ** 30

export interface Volume {
  readonly guest: Guest
  readonly disk: GuestDisk
  readonly usedBytes: number
}

/** A ZFS pool, all of whose disks are mirrored. */
export interface Pool {
  readonly name: string
  readonly disks: readonly Disk[]
  readonly sizeBytes: number
  readonly allocatedBytes: number
  readonly volumes: readonly Volume[]
  /** What is neither a guest's nor free. */
  readonly systemBytes: number
}

export interface Space {
  readonly totalBytes: number
  readonly usedBytes: number
  readonly availableBytes: number
}

/** A disk goes on filling a little. */
const usedOf = ({ seconds }: View, guest: Guest, { sizeBytes, filled, key }: GuestDisk): number =>
  Math.floor(
    Math.min(sizeBytes, sizeBytes * (filled + 0.05 * wander(`${guest.label}/${key}`, seconds, 30 * DAY))) / 4096,
  ) * 4096

/** Volumes of guests on a storage; of a local one, those on this node. */
export function volumesOn(view: View, { id, shared }: Storage): Volume[] {
  return guestsOf(view)
    .filter(({ home }) => shared || home === view.node.index)
    .flatMap((guest) =>
      guest.disks
        .filter(({ storage, kind }) => storage === id && kind !== 'cdrom')
        .map((disk) => ({ guest, disk, usedBytes: usedOf(view, guest, disk) })),
    )
}

/** Snapshots of a guest leave out what it does not use, and the drive that cloud-init is told on. */
export const snapshotsOfVolume = (view: View, { guest, disk }: Volume): Snapshot[] =>
  disk.kind === 'cloudinit' || disk.kind === 'unused' ? [] : snapshotsOf(view, guest)

const disksFor = ({ machine: { disks } }: Node, use: Disk['use']): Disk[] => disks.filter((disk) => disk.use === use)

const POOLS = [
  { name: 'rpool', use: 'boot', storage: 'local-zfs' },
  { name: 'tank', use: 'bulk', storage: 'tank' },
] as const

export function poolsOf(view: View): Pool[] {
  const { layout } = view.node.cluster
  return POOLS.flatMap(({ name, use, storage: id }) => {
    const storage = layout.storages.find((one) => one.id === id)
    if (storage === undefined) return []
    const disks = disksFor(view.node, use)
    const sizeBytes = Math.floor((disks[0]?.sizeBytes ?? 0) / GIB - 2) * GIB
    const systemBytes = name === 'rpool' ? rootUsedBytes(view) : 0
    const volumes = squeezed(volumesOn(view, storage), sizeBytes * 0.9 - systemBytes)
    const allocatedBytes = systemBytes + sumOf(volumes)
    return [{ name, disks, sizeBytes, allocatedBytes, volumes, systemBytes }]
  })
}

const sumOf = (volumes: readonly Volume[]): number => volumes.reduce((sum, { usedBytes }) => sum + usedBytes, 0)

/** More cannot be written than there is room for. */
function squeezed(volumes: readonly Volume[], room: number): Volume[] {
  const share = Math.min(1, room / Math.max(1, sumOf(volumes)))
  return volumes.map((volume) => ({ ...volume, usedBytes: Math.floor((volume.usedBytes * share) / 4096) * 4096 }))
}

export const ROOT_LV_BYTES = 96 * GIB

/** The thin pool `pve/data` of an installation on LVM. */
export function thinPoolOf(view: View): (Space & { volumes: readonly Volume[] }) | null {
  const storage = view.node.cluster.layout.storages.find(({ id }) => id === 'local-lvm')
  if (storage === undefined) return null
  const totalBytes = Math.floor((disksFor(view.node, 'boot')[0]?.sizeBytes ?? 0) / GIB - 130) * GIB
  const volumes = squeezed(volumesOn(view, storage), totalBytes * 0.93)
  const usedBytes = sumOf(volumes)
  return { totalBytes, usedBytes, availableBytes: totalBytes - usedBytes, volumes }
}

const rootUsedBytes = ({ node, seconds }: View): number =>
  Math.floor((9 + 6 * wander(`${node.label}/root`, seconds, 20 * DAY)) * 262_144) * 4096

/** The root file system, which `local` lies on. */
export function rootSpaceOf(view: View): Space {
  const usedBytes = rootUsedBytes(view)
  const pool = poolsOf(view).find(({ name }) => name === 'rpool')
  if (pool) {
    const availableBytes = pool.sizeBytes - pool.allocatedBytes
    return { totalBytes: availableBytes + usedBytes, usedBytes, availableBytes }
  }
  const totalBytes = ROOT_LV_BYTES - 2 * GIB
  return { totalBytes, usedBytes, availableBytes: totalBytes - usedBytes - 5 * GIB }
}

export const isFor = ({ onlyNode }: Storage, node: Node): boolean => onlyNode === null || onlyNode === node.index

/** Null where a storage is not in use on the node, or its server does not answer. */
export function spaceOf(view: View, storage: Storage): Space | null {
  if (storage.disabled || !isFor(storage, view.node)) return null
  switch (storage.type) {
    case 'dir':
      return rootSpaceOf(view)
    case 'zfspool':
      return poolSpace(view, storage)
    case 'lvmthin':
      return thinPoolOf(view)
    case 'nfs':
      return view.circumstances.sharesHang ? null : sharedSpace(view, storage)
    default:
      return sharedSpace(view, storage)
  }
}

function poolSpace(view: View, { id }: Storage): Space | null {
  const pool = poolsOf(view).find(({ name }) => name === (id === 'tank' ? 'tank' : 'rpool'))
  if (!pool) return null
  const usedBytes = sumOf(pool.volumes)
  const availableBytes = pool.sizeBytes - pool.allocatedBytes
  return { totalBytes: usedBytes + availableBytes, usedBytes, availableBytes }
}

function sharedSpace(view: View, storage: Storage): Space {
  const other = 0.2 + 0.3 * wander(`${view.node.cluster.site.label}/${storage.id}`, view.seconds, 60 * DAY)
  const wanted = storage.totalBytes * other + sumOf(volumesOn(view, storage))
  const usedBytes = Math.floor(Math.min(wanted, storage.totalBytes * 0.95) / 4096) * 4096
  return { totalBytes: storage.totalBytes, usedBytes, availableBytes: storage.totalBytes - usedBytes }
}

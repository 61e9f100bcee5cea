import type { z } from 'zod'
import type { Collector } from '../../collectors/collector.ts'
import { logicalVolumes } from '../../collectors/node/logical-volumes.ts'
import { storageConfig } from '../../collectors/node/storage-config.ts'
import { volumeFiles } from '../../collectors/node/volume-files.ts'
import { zfsDatasets } from '../../collectors/node/zfs-datasets.ts'
import type { GuestDisk } from '../../pve/guest-disks.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'
import { oncePer } from '../once-per.ts'
import { reasonOf } from '../sections.ts'
import { finite } from './guest-sums.ts'

/** What a volume takes on its storage, as far as the storage can say. */
interface Usage {
  readonly source: 'zfs' | 'lvm-thin' | 'lvm' | 'file' | null
  readonly usedBytes: number | null
  readonly sizeBytes: number | null
  readonly dataset: string | null
  readonly snapshotBytes: number | null
  readonly referencedBytes: number | null
  readonly reservedBytes: number | null
  /** Why it is not known what it takes. */
  readonly reason: string | null
}

const NOTHING_KNOWN: Usage = {
  source: null,
  usedBytes: null,
  sizeBytes: null,
  dataset: null,
  snapshotBytes: null,
  referencedBytes: null,
  reservedBytes: null,
  reason: null,
}

const unknown = (reason: string, dataset: string | null = null): Usage => ({ ...NOTHING_KNOWN, reason, dataset })

/** Why there is no figure, from the fact that would have it. */
const why = (kept: KeptByCollector, collector: Pick<Collector, 'name' | 'title' | 'fact'>): string =>
  `${collector.title}: ${reasonOf(kept, collector) ?? 'unknown'}`

const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.name, row]))

const storagesByName = oncePer((fact: z.infer<typeof storageConfig.fact>) => byName(fact.storages))
const datasetsByName = oncePer((fact: z.infer<typeof zfsDatasets.fact>) => byName(fact.datasets))
const volumesByName = oncePer((fact: z.infer<typeof logicalVolumes.fact>) => byName(fact.volumes))
const filesByVolume = oncePer(
  (fact: z.infer<typeof volumeFiles.fact>) =>
    new Map(fact.files.map((file) => [`${file.storage}:${file.volume}`, file])),
)

/** Where the figures of a volume are. */
type Place =
  | { readonly kind: 'zfs'; readonly dataset: string }
  | { readonly kind: 'lvm' | 'lvm-thin'; readonly volume: string }
  | { readonly kind: 'file'; readonly storage: string; readonly volume: string }
  | { readonly kind: 'nowhere'; readonly reason: string }

/** Types of storage that keep a volume as a file (PVE/Storage). */
const OF_FILES = new Set(['dir', 'nfs', 'cifs', 'cephfs', 'glusterfs', 'btrfs'])

const nowhere = (reason: string): Place => ({ kind: 'nowhere', reason })

function placeOn(
  { type, pool }: z.infer<typeof storageConfig.fact>['storages'][number],
  storage: string,
  volume: string,
): Place {
  if (OF_FILES.has(type)) return { kind: 'file', storage, volume }
  if (type === 'rbd') return nowhere('Ceph does not tell what an image takes without reading all of it')
  if (pool === null) return nowhere(`storages of type ${type} do not tell what a volume takes`)
  if (type === 'zfspool') return { kind: 'zfs', dataset: `${pool}/${volume}` }
  if (type === 'lvm') return { kind: 'lvm', volume: `${pool}/${volume}` }
  if (type === 'lvmthin') return { kind: 'lvm-thin', volume: `${pool.split('/')[0] ?? ''}/${volume}` }
  return nowhere(`storages of type ${type} do not tell what a volume takes`)
}

/** Why nothing on the node is taken by a disk that is on no storage. */
function withoutStorage({ kind, path }: GuestDisk): Place {
  if (kind === 'cdrom' && path === null) return nowhere('the drive is empty')
  return nowhere('not on a storage: a device or directory of the node')
}

/** Where to look for what a disk takes; by its storage, which the storage configuration describes. */
export function placeOf(ofNode: KeptByCollector, disk: GuestDisk): Place {
  const { storage, volume, kind } = disk
  if (storage === null || volume === null) return withoutStorage(disk)
  if (kind === 'cdrom') return nowhere('an image in a drive does not belong to the guest')
  const fact = factOf(ofNode, storageConfig)
  if (!fact) return nowhere(why(ofNode, storageConfig))
  const found = storagesByName(fact).get(storage)
  return found ? placeOn(found, storage, volume) : nowhere(`there is no storage ${storage}`)
}

/** Trap 33: with a reservation ZFS counts more than the size, of a linked clone it leaves out what the origin holds. */
function zfsUsage(ofNode: KeptByCollector, name: string): Usage {
  const fact = factOf(ofNode, zfsDatasets)
  if (!fact) return unknown(why(ofNode, zfsDatasets), name)
  const dataset = datasetsByName(fact).get(name)
  if (!dataset) return unknown(`zfs lists no dataset ${name}`, name)
  return {
    source: dataset.usedBytes === null ? null : 'zfs',
    usedBytes: dataset.usedBytes,
    sizeBytes: dataset.volsizeBytes,
    dataset: name,
    snapshotBytes: dataset.snapshotBytes,
    referencedBytes: dataset.referencedBytes,
    reservedBytes: dataset.refreservationBytes,
    reason: dataset.usedBytes === null ? `zfs does not tell what ${name} takes` : null,
  }
}

/** A volume of LVM has all of its size; one in a thin pool only what was written. */
function lvmUsage(ofNode: KeptByCollector, name: string, kind: 'lvm' | 'lvm-thin'): Usage {
  const fact = factOf(ofNode, logicalVolumes)
  if (!fact) return unknown(why(ofNode, logicalVolumes))
  const volume = volumesByName(fact).get(name)
  if (!volume) return unknown(`lvs lists no volume ${name}`)
  const { sizeBytes, dataUsedPercent } = volume
  if (kind === 'lvm') return { ...NOTHING_KNOWN, source: 'lvm', sizeBytes, usedBytes: sizeBytes }
  if (dataUsedPercent === null) return { ...unknown(`${name} is not active on this node`), sizeBytes }
  const usedBytes = finite(Math.round(sizeBytes * (dataUsedPercent / 100)))
  return { ...NOTHING_KNOWN, source: 'lvm-thin', sizeBytes, usedBytes }
}

/** The length of a file is the size of the disk in it only where the format adds nothing. */
function fileUsage(ofNode: KeptByCollector, storage: string, volume: string, format: string | null): Usage {
  const fact = factOf(ofNode, volumeFiles)
  if (!fact) return unknown(why(ofNode, volumeFiles))
  const file = filesByVolume(fact).get(`${storage}:${volume}`)
  if (file) {
    const sizeBytes = format === 'raw' ? file.sizeBytes : null
    return { ...NOTHING_KNOWN, source: 'file', sizeBytes, usedBytes: file.usedBytes }
  }
  const unread = fact.unread.find((one) => one.storage === storage)
  if (unread) return unknown(unread.reason)
  return unknown(
    format === 'subvol' ? 'a directory: nobody has counted what is in it' : `there is no file for ${volume}`,
  )
}

/** What a disk takes at its place. */
export function usageAt(ofNode: KeptByCollector, place: Place, { format }: GuestDisk): Usage {
  switch (place.kind) {
    case 'zfs':
      return zfsUsage(ofNode, place.dataset)
    case 'lvm':
    case 'lvm-thin':
      return lvmUsage(ofNode, place.volume, place.kind)
    case 'file':
      return fileUsage(ofNode, place.storage, place.volume, format)
    case 'nowhere':
      return unknown(place.reason)
  }
}

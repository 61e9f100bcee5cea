import type { z } from 'zod'
import { memory } from '../collectors/node/memory.ts'
import { storageConfig } from '../collectors/node/storage-config.ts'
import { storages } from '../collectors/node/storages.ts'
import { zfsDatasets } from '../collectors/node/zfs-datasets.ts'
import { usageOf } from './fields.ts'
import { factOf } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { oncePer } from './once-per.ts'
import type { NodeItem } from './shapes.ts'

type Storage = z.infer<typeof storages.fact>['storages'][number]
type Dataset = z.infer<typeof zfsDatasets.fact>['datasets'][number]

/** PVE takes these types for shared whatever the flag says (each plugin's `shared` in PVE/Storage). */
const ALWAYS_SHARED = new Set(['iscsi', 'iscsidirect', 'nfs', 'cifs', 'rbd', 'cephfs', 'zfs', 'drbd', 'pbs'])

export const isShared = ({ type, shared }: Pick<Storage, 'type' | 'shared'>): boolean =>
  shared || ALWAYS_SHARED.has(type)

/** The same file system measured at two moments. */
const same = (bytes: number | null, other: number | null): boolean =>
  bytes !== null && other !== null && Math.abs(bytes - other) <= other / 100

/** The pool that holds the root file system: PVE's installer makes `POOL/ROOT/…`. */
const rootPool = (datasets: readonly Dataset[]): string | null =>
  datasets.map(({ name }) => /^([^/]+)\/ROOT(?:\/|$)/.exec(name)?.[1]).find((pool) => pool !== undefined) ?? null

/** Names what a storage draws its space from: `local` and `local-zfs` share the free space of one pool. */
function sourceNamer(kept: KeptByCollector, datasets: readonly Dataset[]): (storage: Storage) => string {
  const pools = new Map(factOf(kept, storageConfig)?.storages.map(({ name, pool }) => [name, pool]))
  const rootTotal = factOf(kept, memory)?.rootTotalBytes ?? null
  const rootOn = rootPool(datasets)
  return ({ name, type, totalBytes }) => {
    const pool = pools.get(name)
    if (type === 'zfspool' && pool != null) return `zfs ${pool.split('/')[0] ?? ''}`
    if (pool != null) return `${type} ${pool}`
    if (type !== 'dir' || !same(totalBytes, rootTotal)) return `storage ${name}`
    return rootOn === null ? 'root' : `zfs ${rootOn}`
  }
}

/**
 * What a source has to give. The root dataset of a ZFS pool says it exactly; else what the storages on it use, and their
 * free space once. Two storages on anything else both report all of it.
 */
function spaceOf(source: string, group: readonly Storage[], datasets: readonly Dataset[]) {
  const pool = datasets.find(({ name }) => `zfs ${name}` === source)
  const uses = group.map(({ usedBytes }) => usedBytes ?? 0)
  const sum = source.startsWith('zfs ') ? uses.reduce((before, one) => before + one, 0) : Math.max(...uses)
  const used = pool?.usedBytes ?? sum
  const available = pool?.availableBytes ?? Math.max(...group.map(({ availableBytes }) => availableBytes ?? 0))
  return { used, total: used + available }
}

/** Null for more than a number can hold: a node can say anything. */
function sumOf(bytes: readonly number[]): number | null {
  const sum = bytes.reduce((before, one) => before + one, 0)
  return Number.isFinite(sum) ? sum : null
}

/** The node's own space: no shared storages, and what two storages draw from one pool once (trap 15). */
export const nodeStorage = oncePer((kept: KeptByCollector): NodeItem['storage'] => {
  const own = factOf(kept, storages)?.storages.filter((one) => one.active && one.usedBytes !== null && !isShared(one))
  const datasets = factOf(kept, zfsDatasets)?.datasets ?? []
  const groups = Map.groupBy(own ?? [], sourceNamer(kept, datasets))
  const spaces = [...groups].map(([source, group]) => spaceOf(source, group, datasets))
  const total = own ? sumOf(spaces.map((space) => space.total)) : null
  const used = own ? sumOf(spaces.map((space) => space.used)) : null
  return usageOf(total, used)
})

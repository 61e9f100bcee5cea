import { z } from 'zod'
import { storageConfig } from '../../collectors/node/storage-config.ts'
import { storageUse } from '../../collectors/node/storage-use.ts'
import { storages } from '../../collectors/node/storages.ts'
import { thinPools } from '../../collectors/node/thin-pools.ts'
import { zfsPools } from '../../collectors/node/zfs-pools.ts'
import { gibOf, number, text, usageOf } from '../fields.ts'
import { factOf, liveFact } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const storageShape = z.object({
  name: z.string().describe('name of the storage'),
  type: z.string().describe('kind of storage as PVE names it, for example zfspool'),
  total_bytes: number('size, in bytes; that of a zfspool is used + available and moves'),
  used_bytes: number('space in use, in bytes'),
  available_bytes: number('space left, in bytes'),
  total_gb: number('size, in GiB'),
  used_gb: number('space in use, in GiB'),
  available_gb: number('space left, in GiB'),
  used_percent: number('share of the space in use, 0–100'),
  content: z.string().describe('what may be kept there, separated by commas'),
  active: z.boolean().describe('whether this node could reach it'),
  enabled: z.boolean().describe('whether this node is to use it: not disabled, not limited to other nodes'),
  shared: z.boolean().describe('whether all nodes see the same content'),
  pool: text('what it draws its space from: ZFS dataset, vg/thin pool, volume group, Ceph pool'),
  path: text('directory on the node'),
  server: text('host that serves it'),
  health: text('state of its ZFS pool, for example ONLINE; null for other kinds'),
})

export const zfsPoolShape = z.object({
  name: z.string().describe('name of the pool'),
  health: z.string().describe('state as ZFS names it, for example ONLINE or DEGRADED'),
  size_bytes: number('size with the space parity takes, in bytes'),
  allocated_bytes: number('space in use, parity included, in bytes'),
  free_bytes: number('space left, parity included, in bytes'),
  fragmentation_percent: number('fragmentation of the space left, 0–100'),
  scrub: text('last or running scrub or resilver, in the words of ZFS'),
  status: text('what ZFS remarks on the pool'),
  errors: text('data errors, in the words of ZFS'),
})

export const thinPoolShape = z.object({
  name: z.string().describe('volume group and thin pool, vg/pool'),
  size_bytes: z.number().describe('size, in bytes'),
  data_used_percent: number('share of the data space in use, 0–100'),
  metadata_used_percent: number('share of the metadata space in use, 0–100'),
})

type Space = Pick<z.infer<typeof storages.fact>['storages'][number], 'totalBytes' | 'usedBytes' | 'availableBytes'>
type Use = z.infer<typeof storageUse.fact>['storages'][number]

function usedNow(space: Space, use: Use | undefined): Space {
  const { totalBytes = null, usedBytes = null } = use ?? {}
  if (totalBytes === null || usedBytes === null) return space
  return { totalBytes, usedBytes, availableBytes: Math.max(0, totalBytes - usedBytes) }
}

/** The storages as the node sees them, with the pool from the configuration and the health of the ZFS pool below. */
export function storageOf(kept: KeptByCollector): z.infer<typeof storageShape>[] | null {
  const configs = new Map(factOf(kept, storageConfig)?.storages.map((config) => [config.name, config]))
  const healths = new Map(factOf(kept, zfsPools)?.pools.map(({ name, health }) => [name, health]))
  const live = new Map(liveFact(kept, storageUse, storages)?.storages.map((use) => [use.name, use]))
  const found = factOf(kept, storages)?.storages.map((one) => {
    const { pool = null, path = null, server = null } = configs.get(one.name) ?? {}
    const { totalBytes, usedBytes, availableBytes } = usedNow(one, live.get(one.name))
    return {
      name: one.name,
      type: one.type,
      ...usageOf(totalBytes, usedBytes),
      available_bytes: availableBytes,
      available_gb: gibOf(availableBytes),
      content: one.content.join(','),
      active: one.active,
      enabled: one.enabled,
      shared: one.shared,
      pool,
      path,
      server,
      health: (one.type === 'zfspool' ? healths.get(pool?.split('/')[0] ?? '') : null) ?? null,
    }
  })
  return found ?? null
}

export function zfsPoolsOf(kept: KeptByCollector): z.infer<typeof zfsPoolShape>[] | null {
  const found = factOf(kept, zfsPools)?.pools.map((pool) => ({
    name: pool.name,
    health: pool.health,
    size_bytes: pool.sizeBytes,
    allocated_bytes: pool.allocatedBytes,
    free_bytes: pool.freeBytes,
    fragmentation_percent: pool.fragmentationPercent,
    scrub: pool.scrub,
    status: pool.status,
    errors: pool.errors,
  }))
  return found ?? null
}

export function thinPoolsOf(kept: KeptByCollector): z.infer<typeof thinPoolShape>[] | null {
  const found = factOf(kept, thinPools)?.pools.map((pool) => ({
    name: pool.name,
    size_bytes: pool.sizeBytes,
    data_used_percent: pool.dataUsedPercent,
    metadata_used_percent: pool.metadataUsedPercent,
  }))
  return found ?? null
}

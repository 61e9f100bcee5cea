import { z } from 'zod'
import { memory } from '../../collectors/node/memory.ts'
import { nodeUse } from '../../collectors/node/node-use.ts'
import { zfsArc } from '../../collectors/node/zfs-arc.ts'
import { gibOf, number, usageOf } from '../fields.ts'
import { factOf, liveFact } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const memoryShape = z.object({
  total_bytes: number('main memory, in bytes'),
  used_bytes: number('memory in use, in bytes; the ZFS cache counts as used'),
  available_bytes: number('memory that new work could have without swapping, in bytes'),
  arc_bytes: number('memory the ZFS cache holds, in bytes'),
  swap_total_bytes: number('swap space, in bytes; 0 is a node without swap'),
  swap_used_bytes: number('swap space in use, in bytes'),
  total_gb: number('main memory, in GiB'),
  used_gb: number('memory in use, in GiB; the ZFS cache counts as used'),
  available_gb: number('memory that new work could have without swapping, in GiB'),
  arc_gb: number('memory the ZFS cache holds, in GiB'),
  swap_total_gb: number('swap space, in GiB'),
  swap_used_gb: number('swap space in use, in GiB'),
  used_percent: number('share of the main memory in use, 0–100'),
})

export const rootShape = z.object({
  total_bytes: number('size of the root file system, in bytes'),
  used_bytes: number('used on the root file system, in bytes'),
  total_gb: number('size of the root file system, in GiB'),
  used_gb: number('used on the root file system, in GiB'),
  used_percent: number('share of the root file system in use, 0–100'),
})

export function memoryOf(kept: KeptByCollector): z.infer<typeof memoryShape> {
  const fact = factOf(kept, memory)
  const live = liveFact(kept, nodeUse, memory)
  const arc = live?.arcBytes ?? factOf(kept, zfsArc)?.sizeBytes ?? null
  const { availableBytes = null, swapTotalBytes = null, swapUsedBytes = null } = fact ?? {}
  const total = live?.memoryTotalBytes ?? fact?.totalBytes ?? null
  const used = live?.memoryUsedBytes ?? fact?.usedBytes ?? null
  return {
    ...usageOf(total, used),
    available_bytes: availableBytes,
    arc_bytes: arc,
    swap_total_bytes: swapTotalBytes,
    swap_used_bytes: swapUsedBytes,
    available_gb: gibOf(availableBytes),
    arc_gb: gibOf(arc),
    swap_total_gb: gibOf(swapTotalBytes),
    swap_used_gb: gibOf(swapUsedBytes),
  }
}

export function rootOf(kept: KeptByCollector): z.infer<typeof rootShape> {
  const live = liveFact(kept, nodeUse, memory)
  const fact = factOf(kept, memory)
  return usageOf(
    live?.rootTotalBytes ?? fact?.rootTotalBytes ?? null,
    live?.rootUsedBytes ?? fact?.rootUsedBytes ?? null,
  )
}

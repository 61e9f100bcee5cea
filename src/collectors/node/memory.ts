import { z } from 'zod'
import { amount, positive, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'

const fact = z.object({
  totalBytes: z.number().describe('main memory, in bytes'),
  usedBytes: z.number().describe('memory in use, in bytes; the ZFS cache counts as used'),
  availableBytes: z.number().nullable().describe('memory that new work could have without swapping, in bytes'),
  swapTotalBytes: z.number().nullable().describe('swap space, in bytes; 0 is a node without swap'),
  swapUsedBytes: z.number().nullable().describe('swap space in use, in bytes'),
  rootTotalBytes: z.number().nullable().describe('size of the root file system, in bytes'),
  rootUsedBytes: z.number().nullable().describe('used on the root file system, in bytes'),
})
type Memory = z.infer<typeof fact>

/** `GET /nodes/{node}/status`; `memory.available` exists from PVE 9 on. */
const status = z.object({
  memory: z.object({ total: positive, used: amount, available: unknownOr(amount) }),
  swap: unknownOr(z.object({ total: unknownOr(amount), used: unknownOr(amount) })),
  rootfs: unknownOr(z.object({ total: unknownOr(positive), used: unknownOr(amount) })),
})

/**
 * `used` is the total without MemAvailable, before pve-common of March 2025 without what is free or holds buffers and
 * cached files (ProcFSTools.pm): what is left of the total is what PVE takes for available.
 */
function parseMemory({ memory: { total, used, available }, swap, rootfs }: z.infer<typeof status>): Memory {
  return {
    totalBytes: total,
    usedBytes: used,
    availableBytes: available ?? (used <= total ? total - used : null),
    swapTotalBytes: swap?.total ?? null,
    swapUsedBytes: swap?.used ?? null,
    rootTotalBytes: rootfs?.total ?? null,
    rootUsedBytes: rootfs?.total == null ? null : rootfs.used,
  }
}

export const memory = collector({
  name: 'memory',
  title: 'Memory, swap and root file system',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseMemory(await pve.get(`/nodes/${node}/status`, status))
  },
})

import { z } from 'zod'
import { Absent } from '../../model/failure.ts'
import { looseNumber } from '../../pve/loose.ts'
import { amount, positive, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { resourcesOf } from '../resources.ts'

const fact = z.object({
  load1: z.number().nullable().describe('load average of the last minute, in runnable processes; told over SSH only'),
  memoryTotalBytes: z.number().nullable().describe('main memory, in bytes'),
  memoryUsedBytes: z.number().nullable().describe('memory in use, in bytes; the ZFS cache counts as used'),
  arcBytes: z.number().nullable().describe('memory the ZFS cache holds, in bytes; told since PVE 9'),
  rootTotalBytes: z.number().nullable().describe('size of the root file system, in bytes'),
  rootUsedBytes: z.number().nullable().describe('used on the root file system, in bytes'),
  uptimeSeconds: z.number().nullable().describe('seconds since the node started'),
  countedAtSeconds: z
    .number()
    .nullable()
    .describe('when the node took these figures, by its own clock, in seconds since the epoch'),
})

/** The row of type `node` in `/cluster/resources`. */
const row = z.object({
  loadavg: unknownOr(looseNumber.pipe(z.number().nonnegative())),
  maxmem: unknownOr(positive),
  mem: unknownOr(positive),
  arcsize: unknownOr(amount),
  maxdisk: unknownOr(positive),
  disk: unknownOr(positive),
  uptime: unknownOr(positive),
  ctime: unknownOr(positive),
})

export const nodeUse = collector({
  name: 'node-use',
  title: 'Use of memory and root file system',
  scope: 'node',
  every: 10 * MINUTES,
  anyMember: true,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    const [own] = await resourcesOf(pve, node, ['node'], row)
    if (!own || (own.mem === null && own.uptime === null))
      throw new Absent('pvestatd does not say how the node is used', 'systemctl status pvestatd')
    return {
      load1: own.loadavg,
      memoryTotalBytes: own.maxmem,
      memoryUsedBytes: own.mem,
      arcBytes: own.arcsize,
      rootTotalBytes: own.maxdisk,
      rootUsedBytes: own.disk,
      uptimeSeconds: own.uptime,
      countedAtSeconds: own.ctime,
    }
  },
})

import { z } from 'zod'
import { tagsIn } from '../../pve/guest-config.ts'
import { looseBoolean, looseNumber, looseString } from '../../pve/loose.ts'
import { amount, knownText, positive, text, unknownOr } from '../../pve/reply.ts'

const SINCE_START = 'since it was started, in bytes; null unless it runs'

/** What PVE's lists of guests have in common. */
export const guestFields = {
  vmid: z.number().describe('number of the guest'),
  name: z.string().nullable().describe('name of the guest'),
  lock: z.string().nullable().describe('what holds its configuration, for example backup or migrate'),
  template: z.boolean().describe('whether it is a template'),
  cpus: z.number().nullable().describe('processors it may use, parts of one included'),
  memoryTotalBytes: z.number().nullable().describe('memory it may use, in bytes'),
  uptimeSeconds: z.number().nullable().describe('time since it was started, in seconds; 0 while it is stopped'),
  netinBytes: z.number().nullable().describe(`received by its network cards ${SINCE_START}`),
  netoutBytes: z.number().nullable().describe(`sent by its network cards ${SINCE_START}`),
  diskreadBytes: z.number().nullable().describe(`read from its disks ${SINCE_START}`),
  diskwriteBytes: z.number().nullable().describe(`written to its disks ${SINCE_START}`),
}

/** Of a row in PVE's lists. Where nothing runs or could be read, PVE fills in zeros (`vmstatus` of QemuServer.pm and LXC.pm). */
export const guestRow = {
  vmid: looseNumber.pipe(z.int().min(100).max(999_999_999)),
  name: unknownOr(text),
  status: unknownOr(knownText),
  lock: unknownOr(text),
  template: unknownOr(looseBoolean),
  tags: unknownOr(looseString.pipe(z.string().max(10_000))),
  mem: unknownOr(positive),
  memhost: unknownOr(positive),
  maxmem: unknownOr(positive),
  disk: unknownOr(positive),
  maxdisk: unknownOr(positive),
  uptime: unknownOr(amount),
  netin: unknownOr(amount),
  netout: unknownOr(amount),
  diskread: unknownOr(amount),
  diskwrite: unknownOr(amount),
}
type GuestRow = { readonly [Key in keyof typeof guestRow]: z.infer<(typeof guestRow)[Key]> }

/** Whether there is a process to count of: a paused guest has one too. */
export const isLive = ({ status }: Pick<GuestRow, 'status'>): boolean => status !== null && status !== 'stopped'

/** What the lists have in common, but `cpus`, which they spell in different ways. */
export function guestOf(one: GuestRow) {
  const live = isLive(one)
  return {
    vmid: one.vmid,
    name: one.name,
    status: one.status,
    lock: one.lock,
    template: one.template ?? false,
    memoryUsedBytes: live ? one.mem : null,
    memoryTotalBytes: one.maxmem,
    uptimeSeconds: one.uptime,
    netinBytes: live ? one.netin : null,
    netoutBytes: live ? one.netout : null,
    diskreadBytes: live ? one.diskread : null,
    diskwriteBytes: live ? one.diskwrite : null,
  }
}

/** Tags in a list that always has those of a guest that has any. */
export const tagsOf = ({ tags }: Pick<GuestRow, 'tags'>): string[] => tagsIn(tags ?? '')

export const byVmid = (a: { vmid: number }, b: { vmid: number }): number => a.vmid - b.vmid

import { z } from 'zod'
import { tagsIn } from '../../pve/guest-config.ts'
import { amount, positive, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { resourcesOf } from '../resources.ts'
import { byVmid, guestFields, guestOf, guestRow, isLive } from './guest-row.ts'

const guest = z.object({
  ...guestFields,
  type: z.enum(['qemu', 'lxc']).describe('VM or container'),
  status: z.string().nullable().describe("PVE's word for its state, for example running, stopped, paused or prelaunch"),
  lock: guestFields.lock.describe(
    'what holds its configuration; null when nothing does, or where the list has no locks',
  ),
  cpuRatio: z.number().nullable().describe('share of its own processors in use, 0–1; null unless it runs'),
  memoryUsedBytes: z
    .number()
    .nullable()
    .describe('memory in use, in bytes; may be more than it has; null unless it runs'),
  memoryHostBytes: z.number().nullable().describe('memory of the node that a VM takes, in bytes; told since PVE 9'),
  rootUsedBytes: z.number().nullable().describe('used on the root file system of a running container, in bytes'),
  rootTotalBytes: z
    .number()
    .nullable()
    .describe('size of the root file system of a running container, or of the boot disk of a VM, in bytes'),
  pool: z.string().nullable().describe('resource pool it belongs to'),
  haState: z.string().nullable().describe("state of its HA resource in PVE's words; null where HA does not manage it"),
  tags: z.array(z.string()).nullable().describe('its tags; null where the list has none, for it or for any guest'),
  countedAtSeconds: z
    .number()
    .nullable()
    .describe(
      'when the node took these figures, by its own clock, in seconds since the epoch; null where it is not told',
    ),
})
type Guest = z.infer<typeof guest>

const fact = z.object({ guests: z.array(guest).describe('VMs and containers of the node, by vmid') })

/** Rows of type qemu and lxc in `/cluster/resources`. */
const row = z.object({
  ...guestRow,
  type: z.enum(['qemu', 'lxc']),
  cpu: unknownOr(amount),
  maxcpu: unknownOr(positive),
  pool: unknownOr(text),
  hastate: unknownOr(text),
  ctime: unknownOr(positive),
})
type Row = z.infer<typeof row>

/**
 * What a VM holds is not known here, PVE says 0; and of a container that is stopped it says 4 GiB where its root file
 * system has no size of its own (QemuServer.pm, LXC.pm, `vmstatus`).
 */
function parseGuest(one: Row): Guest {
  const live = isLive(one)
  const container = one.type === 'lxc'
  return {
    ...guestOf(one),
    type: one.type,
    cpuRatio: live ? one.cpu : null,
    cpus: one.maxcpu,
    memoryHostBytes: live && !container ? one.memhost : null,
    rootUsedBytes: live && container ? one.disk : null,
    rootTotalBytes: live || !container ? one.maxdisk : null,
    pool: one.pool,
    haState: one.hastate,
    tags: one.tags === null ? null : tagsIn(one.tags),
    countedAtSeconds: one.ctime,
  }
}

export const guests = collector({
  name: 'guests',
  title: 'Guests',
  scope: 'node',
  every: 10 * MINUTES,
  tellsOfGuests: true,
  anyMember: true,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    const rows = await resourcesOf(pve, node, ['qemu', 'lxc'], row)
    return { guests: rows.map(parseGuest).sort(byVmid) }
  },
})

import { z } from 'zod'
import { GUEST_TYPES } from '../model/observation.ts'
import { list, number, text } from './fields.ts'
import { guestAgentShape } from './parts/guest-agent.ts'
import { guestConfigShape } from './parts/guest-config.ts'
import { guestDiskShape } from './parts/guest-disks.ts'
import { guestAddressesShape, guestNetworkShape } from './parts/guest-networks.ts'
import { guestRuntimeShape } from './parts/guest-runtime.ts'
import { guestSnapshotsShape } from './parts/guest-snapshots.ts'
import { findingShape, problemShape, sectionShape } from './sections.ts'

const identity = {
  vmid: z.number().describe('number of the guest in its cluster'),
  name: text('name of a VM, hostname of a container'),
  type: z.enum(GUEST_TYPES).describe('qemu for a VM, lxc for a container'),
  node: z.string().describe('name of the node it is on'),
  node_id: number('number of the node; null for one that is not kept'),
  cluster: text('name of the cluster; null for a standalone node'),
  remote_id: number('number of the remote the node was added with; null for one that is not kept'),
  status: z
    .enum(['running', 'stopped', 'paused', 'unknown'])
    .describe('paused: a VM that was started and stands still; unknown: nobody can tell now'),
  qmp_status: text('state in the words of QEMU, for example prelaunch; null for a container'),
  lock: text('what PVE is doing with it, for example backup, migrate or snapshot'),
  template: z.boolean().nullable().describe('whether guests are only cloned from it'),
  tags: list(z.string(), 'tags'),
  ha: z
    .object({ state: text('state of the HA service, for example started; null where HA does not manage it') })
    .describe('high availability'),
  pool: text('pool it is in'),
  collected_at: text('time the newest value was read, ISO 8601 in UTC; null when nothing was ever read'),
  stale: z.boolean().describe('whether the newest value is older than three intervals'),
}
export type GuestIdentity = z.infer<z.ZodObject<typeof identity>>

const problems = z.array(problemShape).describe('what could not be read, and why')

const storage = {
  storage_used_bytes: number('space its disks take, in bytes, as far as it is known; null when it is of none'),
  storage_size_bytes: number('size of its disks together, in bytes; without what is in CD-ROM drives'),
}

/** Everything known of one guest. What is unknown is null. */
export const vmFullDetailsShape = z.object({
  ...identity,
  description: text('notes on the guest'),
  config: guestConfigShape.describe('configuration as it is in force'),
  runtime: guestRuntimeShape.describe('what it uses'),
  ...storage,
  disks: list(guestDiskShape, 'disks and drives'),
  networks: list(guestNetworkShape, 'network interfaces'),
  ip_addresses: guestAddressesShape.describe('addresses the guest is reached at'),
  snapshots: guestSnapshotsShape.describe('snapshots'),
  agent: guestAgentShape.describe('what the guest agent tells'),
  findings: z.array(findingShape).describe('what deserves attention in the values shown'),
  problems,
  sections: z.record(z.string(), sectionShape).describe('how each section was read, by its name'),
})
export type VmFullDetails = z.infer<typeof vmFullDetailsShape>

/** One row of the list of guests. */
export const guestItemShape = z.object({
  ...identity,
  cpu_percent: guestRuntimeShape.shape.cpu_percent,
  cpus: guestRuntimeShape.shape.cpus,
  mem_used_bytes: guestRuntimeShape.shape.mem_used_bytes,
  mem_total_bytes: guestRuntimeShape.shape.mem_total_bytes,
  mem_percent: guestRuntimeShape.shape.mem_percent,
  uptime_seconds: guestRuntimeShape.shape.uptime_seconds,
  net_bps: number('received and sent, in bytes a second; null without two looks since it started'),
  ...storage,
  ip_addresses: list(z.string(), 'addresses on configured interfaces; null as long as nobody told'),
  macs: list(z.string(), 'hardware addresses of its interfaces'),
  bridges: list(z.string(), 'bridges and virtual networks it is plugged into'),
  vlans: list(z.number(), 'VLAN tags of its interfaces'),
  snapshots: guestSnapshotsShape.pick({ count: true, oldest_at: true }),
  agent: guestAgentShape.pick({ running: true }),
  problems,
  os: text('operating system as the guest names itself; else the kind it is set up for'),
})
export type GuestItem = z.infer<typeof guestItemShape>

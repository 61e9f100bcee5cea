import { z } from 'zod'
import { SUBSCRIPTION_LEVELS } from '../pve/subscription-level.ts'
import { flag, list, number, text } from './fields.ts'
import { bondShape } from './parts/bonds.ts'
import { cpuShape } from './parts/cpu.ts'
import { biosShape, boardShape, hardwareShape, systemShape } from './parts/hardware.ts'
import { licenseShape } from './parts/license.ts'
import { memoryShape, rootShape } from './parts/memory.ts'
import { guestPortShape, interfaceShape } from './parts/network.ts'
import { storageShape, thinPoolShape, zfsPoolShape } from './parts/storage.ts'
import { temperatureShape } from './parts/temperature.ts'
import { certificateShape, serviceShape, updatesShape } from './parts/upkeep.ts'
import { findingShape, problemShape, sectionShape } from './sections.ts'

const identity = {
  node_id: number('number of the node, the same for ever; null for one that is not kept'),
  hostname: z.string().describe('name of the node as PVE has it'),
  address: z.string().describe('where the node is reached from here'),
  cluster: text('name of the cluster; null for a standalone node'),
  status: z
    .enum(['online', 'offline', 'unknown'])
    .describe('online: the last look reached it; offline: another member says so; unknown: neither'),
  proxmox_version: text('version of pve-manager, for example 8.4.21'),
  kernel_version: text('release of the running kernel'),
  uptime_seconds: number('seconds since the node started'),
  collected_at: text('time the newest value was read, ISO 8601 in UTC; null when nothing was ever read'),
  stale: z.boolean().describe('whether the newest value is older than three intervals'),
}

/** Everything known of one node. What a caller left out is missing, what is unknown is null. */
export const hostDetailsShape = z.object({
  ...identity,
  boot_mode: z.enum(['efi', 'legacy-bios']).nullable().describe('how the firmware started the node'),
  secure_boot: flag('whether secure boot is on; null unless the node started with EFI'),
  timezone: text('time zone of the node, for example Europe/Rome'),
  cpu: cpuShape.describe('processor and load'),
  memory: memoryShape.describe('main memory and swap'),
  root: rootShape.describe('root file system'),
  storage: list(storageShape, 'storages configured for the node, by name').optional(),
  zfs_pools: list(zfsPoolShape, 'imported ZFS pools, by name').optional(),
  thin_pools: list(thinPoolShape, 'LVM thin pools').optional(),
  network: list(interfaceShape, 'interfaces, those the kernel has first').optional(),
  bonds: list(bondShape, 'bonds of the Linux kernel').optional(),
  guest_ports: list(guestPortShape, 'ports of guests on this node').optional(),
  temperature: temperatureShape.describe('temperatures'),
  license: licenseShape.describe('subscription'),
  bios: biosShape.describe('firmware').optional(),
  system: systemShape.describe('the machine').optional(),
  board: boardShape.describe('the main board').optional(),
  hardware: hardwareShape.describe('memory modules, disks, PCI devices').optional(),
  services: list(serviceShape, 'services PVE watches, by name'),
  updates: updatesShape.describe('packages that can be updated'),
  certificates: list(certificateShape, 'certificates of the node, by file'),
  findings: z.array(findingShape).describe('what deserves attention in the values shown'),
  sections: z.record(z.string(), sectionShape).describe('how each section was read, by its name'),
})
export type HostDetails = z.infer<typeof hostDetailsShape>

/** One row of the list of nodes. */
export const nodeItemShape = z.object({
  ...identity,
  node_id: z.number().describe('number of the node, the same for ever'),
  name: z.string().describe('name of the node as PVE has it'),
  remote_id: z.number().describe('number of the remote it was added with'),
  cpu: cpuShape.pick({ model: true, sockets: true, cores: true, threads: true, used_percent: true, load_1m: true }),
  memory: memoryShape.pick({
    total_bytes: true,
    used_bytes: true,
    arc_bytes: true,
    total_gb: true,
    used_gb: true,
    arc_gb: true,
    used_percent: true,
  }),
  storage: z.object({
    total_bytes: number('space of the storages of this node, in bytes; what two share counts once'),
    used_bytes: number('space in use, in bytes'),
    total_gb: number('space of the storages of this node, in GiB'),
    used_gb: number('space in use, in GiB'),
    used_percent: number('share in use, 0–100'),
  }),
  temperature: temperatureShape.pick({ highest_c: true }),
  license: licenseShape.pick({ status: true, level: true, expires: true }),
  guests: z.object({
    total: number('guests on it, templates left out; null as long as nobody listed them'),
    running: number('those that run; null unless the node is online'),
  }),
  findings: z
    .object({ critical: z.number(), warning: z.number() })
    .describe('how many sentences deserve attention, by severity'),
  problems: z.array(problemShape).describe('what could not be read, and why'),
})
export type NodeItem = z.infer<typeof nodeItemShape>

/** One cluster, or a standalone node. */
export const clusterItemShape = z.object({
  id: number('number of the remote; null for one that is not kept'),
  name: text('name of the cluster; null for a standalone node'),
  quorate: flag('whether enough votes are present to make changes; null for a standalone node'),
  version: number('version of the corosync configuration'),
  expected_votes: number('votes of all members'),
  nodes: z.array(
    z.object({
      node_id: number('number of the node; null for a member not seen by its name yet'),
      name: z.string().describe('name of the node'),
      online: flag('whether corosync sees it'),
      ip: text('address the cluster knows it by'),
      address_used: text('where it is reached from here'),
      level: z.enum(SUBSCRIPTION_LEVELS).nullable().describe('level of its subscription'),
    }),
  ),
})
export type ClusterItem = z.infer<typeof clusterItemShape>

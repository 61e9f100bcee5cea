import { cluster } from './cluster/cluster.ts'
import type { Collector, GuestCollector } from './collector.ts'
import { addresses } from './guest/addresses.ts'
import { agent } from './guest/agent.ts'
import { config } from './guest/config.ts'
import { filesystems } from './guest/filesystems.ts'
import { snapshots } from './guest/snapshots.ts'
import { bonds } from './node/bonds.ts'
import { certificates } from './node/certificates.ts'
import { containerStatus } from './node/container-status.ts'
import { cpuUse } from './node/cpu-use.ts'
import { cpu } from './node/cpu.ts'
import { disks } from './node/disks.ts'
import { dmi } from './node/dmi.ts'
import { guests } from './node/guests.ts'
import { interfaces } from './node/interfaces.ts'
import { linkModes } from './node/link-modes.ts'
import { logicalVolumes } from './node/logical-volumes.ts'
import { lshw } from './node/lshw.ts'
import { memory } from './node/memory.ts'
import { networkConfig } from './node/network-config.ts'
import { nodeUse } from './node/node-use.ts'
import { pci } from './node/pci.ts'
import { services } from './node/services.ts'
import { smart } from './node/smart.ts'
import { storageConfig } from './node/storage-config.ts'
import { storageUse } from './node/storage-use.ts'
import { storages } from './node/storages.ts'
import { subscription } from './node/subscription.ts'
import { temperatures } from './node/temperatures.ts'
import { thinPools } from './node/thin-pools.ts'
import { time } from './node/time.ts'
import { updates } from './node/updates.ts'
import { version } from './node/version.ts'
import { vmStatus } from './node/vm-status.ts'
import { volumeFiles } from './node/volume-files.ts'
import { zfsArc } from './node/zfs-arc.ts'
import { zfsDatasets } from './node/zfs-datasets.ts'
import { zfsPools } from './node/zfs-pools.ts'
import { zfsSnapshots } from './node/zfs-snapshots.ts'

/**
 * Everything Panoramica reads, once: a new kind of fact is one line here. Pages, reports and the documentation show the
 * facts in this order; nothing depends on another fact having been read first.
 */
export const COLLECTORS: readonly Collector[] = [
  // The cluster, asked of one member
  cluster,

  // What the node is and how it does
  version,
  time,
  subscription,
  cpu,
  cpuUse,
  nodeUse,
  memory,
  zfsArc,
  temperatures,

  // Its guests, as lists tell of them
  guests,
  vmStatus,
  containerStatus,

  // Where data is kept, from what PVE makes of it down to the disks
  storages,
  storageUse,
  storageConfig,
  zfsPools,
  zfsDatasets,
  zfsSnapshots,
  thinPools,
  logicalVolumes,
  volumeFiles,
  disks,
  smart,

  // The network: as it is, then as it is configured
  interfaces,
  bonds,
  linkModes,
  networkConfig,

  // The machine
  dmi,
  pci,
  lshw,

  // What needs upkeep
  services,
  updates,
  certificates,
]

/** What is read of every guest, in the same way. */
export const GUEST_COLLECTORS: readonly GuestCollector[] = [
  // What PVE knows of it
  config,
  snapshots,

  // What it has to say itself
  addresses,
  agent,
  filesystems,
]

import { cluster } from '../../src/collectors/cluster/cluster.ts'
import { bonds } from '../../src/collectors/node/bonds.ts'
import { certificates } from '../../src/collectors/node/certificates.ts'
import { cpuUse } from '../../src/collectors/node/cpu-use.ts'
import { cpu } from '../../src/collectors/node/cpu.ts'
import { disks } from '../../src/collectors/node/disks.ts'
import { dmi } from '../../src/collectors/node/dmi.ts'
import { interfaces } from '../../src/collectors/node/interfaces.ts'
import { linkModes } from '../../src/collectors/node/link-modes.ts'
import { lshw } from '../../src/collectors/node/lshw.ts'
import { memory } from '../../src/collectors/node/memory.ts'
import { networkConfig } from '../../src/collectors/node/network-config.ts'
import { pci } from '../../src/collectors/node/pci.ts'
import { services } from '../../src/collectors/node/services.ts'
import { smart } from '../../src/collectors/node/smart.ts'
import { storageConfig } from '../../src/collectors/node/storage-config.ts'
import { storages } from '../../src/collectors/node/storages.ts'
import { subscription } from '../../src/collectors/node/subscription.ts'
import { temperatures } from '../../src/collectors/node/temperatures.ts'
import { thinPools } from '../../src/collectors/node/thin-pools.ts'
import { time } from '../../src/collectors/node/time.ts'
import { updates } from '../../src/collectors/node/updates.ts'
import { version } from '../../src/collectors/node/version.ts'
import { zfsArc } from '../../src/collectors/node/zfs-arc.ts'
import { zfsDatasets } from '../../src/collectors/node/zfs-datasets.ts'
import { zfsPools } from '../../src/collectors/node/zfs-pools.ts'
import type { Observation } from '../../src/model/observation.ts'
import { read } from './kept.ts'

const GIB = 2 ** 30

const noAddress = { ipv4: [], ipv6: [], gateway: null }
const noLink = { speedMbps: null, duplex: null }
const noMembers = { master: null, members: null, bondMode: null, vlanId: null, vlanParent: null }

export const nic = { ...noAddress, ...noMembers, name: 'eno1', type: 'physical', state: 'up', mac: '02:00:00:00:00:01', speedMbps: 1000, duplex: 'full', mtu: 1500, master: 'vmbr0' } as const
export const bridge = { ...noLink, ...noMembers, name: 'vmbr0', type: 'bridge', state: 'up', mac: '02:00:00:00:00:01', ipv4: ['192.168.1.10/24'], ipv6: ['fd00::10/64'], mtu: 1500, gateway: '192.168.1.1', members: ['eno1'] } as const

import { cluster } from '../../src/collectors/cluster/cluster.ts'
import { bonds } from '../../src/collectors/node/bonds.ts'
import { certificates } from '../../src/collectors/node/certificates.ts'
import { containerStatus } from '../../src/collectors/node/container-status.ts'
import { guests } from '../../src/collectors/node/guests.ts'
import { interfaces } from '../../src/collectors/node/interfaces.ts'
import { linkModes } from '../../src/collectors/node/link-modes.ts'
import { logicalVolumes } from '../../src/collectors/node/logical-volumes.ts'
import { networkConfig } from '../../src/collectors/node/network-config.ts'
import { services } from '../../src/collectors/node/services.ts'
import { storageConfig } from '../../src/collectors/node/storage-config.ts'
import { storageUse } from '../../src/collectors/node/storage-use.ts'
import { storages } from '../../src/collectors/node/storages.ts'
import { thinPools } from '../../src/collectors/node/thin-pools.ts'
import { updates } from '../../src/collectors/node/updates.ts'
import { vmStatus } from '../../src/collectors/node/vm-status.ts'
import { volumeFiles } from '../../src/collectors/node/volume-files.ts'
import { zfsDatasets } from '../../src/collectors/node/zfs-datasets.ts'
import { zfsPools } from '../../src/collectors/node/zfs-pools.ts'
import { zfsSnapshots } from '../../src/collectors/node/zfs-snapshots.ts'
import type { Observation } from '../../src/model/observation.ts'
import { good } from './kept.ts'
import type { LookAt } from './kept.ts'
import { hardwareLooks, machineLooks } from './sample-hardware.ts'
import { subscribed } from './sample-subscription.ts'

const GIB = 2 ** 30

const storageLooks: readonly LookAt[] = [
  good(storages, {
    storages: [
      {
        name: 'local-zfs',
        type: 'zfspool',
        totalBytes: 2000 * GIB,
        usedBytes: 1000 * GIB,
        availableBytes: 1000 * GIB,
        content: ['images', 'rootdir'],
        active: true,
        enabled: true,
        shared: false,
      },
    ],
  }),
  good(storageUse, {
    storages: [{ name: 'local-zfs', totalBytes: 2000 * GIB, usedBytes: 1000 * GIB, countedAtSeconds: null }],
  }),
  good(storageConfig, {
    storages: [{ name: 'local-zfs', type: 'zfspool', pool: 'rpool/data', path: null, server: null, nodes: null }],
  }),
  good(zfsPools, {
    pools: [
      {
        name: 'rpool',
        health: 'ONLINE',
        sizeBytes: 3000 * GIB,
        allocatedBytes: 1500 * GIB,
        freeBytes: 1500 * GIB,
        fragmentationPercent: 7,
        scrub: 'scrub repaired 0B with 0 errors',
        status: null,
        errors: 'No known data errors',
      },
    ],
  }),
  good(zfsDatasets, { datasets: [] }),
  good(zfsSnapshots, { snapshots: [] }),
  good(logicalVolumes, { volumes: [] }),
  good(volumeFiles, { files: [], unread: [] }),
  good(thinPools, {
    pools: [{ name: 'pve/data', sizeBytes: 500 * GIB, dataUsedPercent: 12.5, metadataUsedPercent: 1.5 }],
  }),
]

const guestLooks: readonly LookAt[] = [
  good(guests, { guests: [] }),
  good(vmStatus, { vms: [] }),
  good(containerStatus, { containers: [] }),
]

const networkLooks: readonly LookAt[] = [
  good(interfaces, {
    interfaces: [
      {
        name: 'eno1',
        type: 'physical',
        state: 'up',
        mac: '02:00:00:00:00:01',
        ipv4: [],
        ipv6: [],
        speedMbps: 1000,
        duplex: 'full',
        mtu: 1500,
        gateway: null,
        master: 'vmbr0',
        members: null,
        bondMode: null,
        vlanId: null,
        vlanParent: null,
      },
    ],
    guestPorts: [{ name: 'tap100i0', vmid: 100, master: 'vmbr0', state: 'up' }],
  }),
  good(networkConfig, { interfaces: [] }),
  good(bonds, { bonds: [] }),
  good(linkModes, { links: [] }),
]

const upkeepLooks: readonly LookAt[] = [
  (at) =>
    subscribed(at, {
      product: 'Proxmox VE Community Subscription 2 CPUs/year',
      checkedAtSeconds: 1_767_225_600,
    }),
  good(services, {
    services: [{ name: 'pveproxy', state: 'running', enabled: true, description: 'PVE API Proxy Server' }],
  }),
  good(updates, {
    pending: 12,
    security: 3,
    packages: [{ name: 'curl', version: '8.1', oldVersion: '8.0', origin: 'Debian' }],
  }),
  good(certificates, {
    certificates: [
      {
        file: 'pve-ssl.pem',
        subject: 'CN=pve1',
        issuer: 'CN=PVE',
        expiresAtSeconds: 1_900_000_000,
        fingerprintSha256: 'AA:BB',
        san: ['pve1'],
      },
    ],
  }),
  good(cluster, {
    name: 'prod',
    quorate: true,
    version: 4,
    expectedVotes: 2,
    members: [
      { name: 'pve1', nodeId: 1, online: true, ip: '10.0.0.1', level: 'community', local: true },
      { name: 'pve2', nodeId: 2, online: true, ip: '10.0.0.2', level: null, local: false },
    ],
  }),
]

/** One look of every collector at pve1, a node in good health. */
export const sampleLooks = (at: number): Observation[] =>
  [machineLooks, hardwareLooks, guestLooks, storageLooks, networkLooks, upkeepLooks].flat().map((look) => look(at))

import type { z } from 'zod'
import { addresses } from '../../src/collectors/guest/addresses.ts'
import { agent } from '../../src/collectors/guest/agent.ts'
import { config } from '../../src/collectors/guest/config.ts'
import { filesystems } from '../../src/collectors/guest/filesystems.ts'
import { snapshots } from '../../src/collectors/guest/snapshots.ts'
import { containerStatus } from '../../src/collectors/node/container-status.ts'
import { guests } from '../../src/collectors/node/guests.ts'
import { logicalVolumes } from '../../src/collectors/node/logical-volumes.ts'
import { storageConfig } from '../../src/collectors/node/storage-config.ts'
import { vmStatus } from '../../src/collectors/node/vm-status.ts'
import { volumeFiles } from '../../src/collectors/node/volume-files.ts'
import { zfsDatasets } from '../../src/collectors/node/zfs-datasets.ts'
import { zfsSnapshots } from '../../src/collectors/node/zfs-snapshots.ts'
import type { Observation } from '../../src/model/observation.ts'
import { good, read } from './kept.ts'
import type { LookAt } from './kept.ts'

const GIB = 2 ** 30

/** Noon of the first day of 2026. */
export const AT = Date.UTC(2026, 0, 1, 12)

type Listed = z.infer<typeof guests.fact>['guests'][number]
type Vm = z.infer<typeof vmStatus.fact>['vms'][number]
type Container = z.infer<typeof containerStatus.fact>['containers'][number]
type Dataset = z.infer<typeof zfsDatasets.fact>['datasets'][number]

/** A row of the list of guests: VM 100, running. */
export const listed = (more: Partial<Listed> = {}): Listed => ({
  vmid: 100,
  type: 'qemu',
  name: 'web',
  status: 'running',
  template: false,
  cpuRatio: 0.255,
  cpus: 4,
  memoryUsedBytes: 4 * GIB,
  memoryTotalBytes: 8 * GIB,
  memoryHostBytes: null,
  rootUsedBytes: null,
  rootTotalBytes: 100 * GIB,
  uptimeSeconds: 86_400,
  netinBytes: 1000,
  netoutBytes: 2000,
  diskreadBytes: 3000,
  diskwriteBytes: 4000,
  pool: 'prod',
  haState: 'started',
  lock: null,
  tags: ['web'],
  countedAtSeconds: null,
  ...more,
})

/** A row of the list of VMs: the same VM. */
export const vm = (more: Partial<Vm> = {}): Vm => ({
  vmid: 100,
  name: 'web',
  status: 'running',
  qmpStatus: 'running',
  lock: null,
  template: false,
  memoryUsedBytes: 4 * GIB,
  memoryTotalBytes: 8 * GIB,
  memoryHostBytes: null,
  balloonReports: true,
  cpus: 4,
  uptimeSeconds: 86_390,
  netinBytes: 900,
  netoutBytes: 1900,
  diskreadBytes: 2900,
  diskwriteBytes: 3900,
  machine: 'pc-q35-9.0+pve0',
  qemuVersion: '9.0.2',
  tags: ['web'],
  ...more,
})

/** A row of the list of containers. */
export const container = (more: Partial<Container> = {}): Container => ({
  vmid: 100,
  name: 'dns',
  status: 'running',
  lock: null,
  template: false,
  memoryUsedBytes: GIB,
  memoryTotalBytes: 2 * GIB,
  swapUsedBytes: 0,
  swapTotalBytes: GIB / 2,
  rootUsedBytes: 3 * GIB,
  rootTotalBytes: 8 * GIB,
  cpus: 2,
  uptimeSeconds: 600,
  netinBytes: 1,
  netoutBytes: 2,
  diskreadBytes: 3,
  diskwriteBytes: 4,
  tags: [],
  ...more,
})

export const dataset = (name: string, more: Partial<Dataset> = {}): Dataset => ({
  name,
  usedBytes: null,
  availableBytes: null,
  snapshotBytes: null,
  datasetBytes: null,
  refreservationBytes: null,
  childrenBytes: null,
  volsizeBytes: null,
  referencedBytes: null,
  origin: null,
  ...more,
})

/** The configuration of a guest, of these settings alone. */
export const configured = (raw: Record<string, string>, at = AT): Observation =>
  read(config, { raw, lxc: [], pending: [], digest: null }, at)

/** Storages of these names, each with its type and what it draws its space from. */
export const storagesOf = (found: Record<string, readonly [type: string, pool: string | null]>): Observation =>
  read(
    storageConfig,
    {
      storages: Object.entries(found).map(([name, [type, pool]]) => ({
        name,
        type,
        pool,
        path: null,
        server: null,
        nodes: null,
      })),
    },
    AT,
  )

const RAW = {
  agent: 'enabled=1,fstrim_cloned_disks=1',
  balloon: '4096',
  bios: 'ovmf',
  boot: 'order=scsi0',
  cores: '2',
  cpu: 'host,flags=+aes',
  cpulimit: '3.5',
  cpuunits: '2048',
  description: 'Line one\nLine two\n',
  hotplug: 'disk,network',
  hookscript: 'local:snippets/hook.pl',
  hostpci0: '0000:01:00,pcie=1',
  ide2: 'none,media=cdrom',
  machine: 'q35',
  memory: '8192',
  name: 'web',
  net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,tag=20',
  numa: '1',
  onboot: '1',
  ostype: 'l26',
  protection: '1',
  scsi0: 'local-zfs:vm-100-disk-0,size=100G,ssd=1',
  scsihw: 'virtio-scsi-single',
  sockets: '2',
  startup: 'order=2,up=30',
  tags: 'web',
  vga: 'virtio',
}

const nodeLooks: readonly LookAt[] = [
  good(guests, { guests: [listed()] }),
  good(vmStatus, { vms: [vm()] }),
  (at) => ({ ...storagesOf({ 'local-zfs': ['zfspool', 'rpool/data'] }), at }),
  good(zfsDatasets, {
    datasets: [
      dataset('rpool/data/vm-100-disk-0', {
        usedBytes: 50 * GIB,
        snapshotBytes: 5 * GIB,
        datasetBytes: 45 * GIB,
        refreservationBytes: 0,
        volsizeBytes: 100 * GIB,
        referencedBytes: 45 * GIB,
      }),
    ],
  }),
  good(zfsSnapshots, {
    snapshots: [
      { dataset: 'rpool/data/vm-100-disk-0', name: 'before', usedBytes: GIB, createdAtSeconds: 1_764_590_400 },
    ],
  }),
  good(logicalVolumes, { volumes: [] }),
  good(volumeFiles, { files: [], unread: [] }),
]

const guestLooks: readonly LookAt[] = [
  good(config, {
    raw: RAW,
    lxc: [],
    pending: [{ key: 'memory', value: '16384', delete: false }],
    digest: '00ff',
  }),
  good(snapshots, {
    snapshots: [
      { name: 'before', createdAtSeconds: 1_764_590_400, description: 'clean', parent: null, withMemory: false },
      { name: 'after', createdAtSeconds: 1_764_676_800, description: null, parent: 'before', withMemory: true },
    ],
    parentOfCurrent: 'after',
  }),
  good(addresses, {
    interfaces: [
      { name: 'lo', mac: null, addresses: ['127.0.0.1', '::1'] },
      { name: 'ens18', mac: 'BC:24:11:00:00:01', addresses: ['192.0.2.100', 'fe80::1'] },
      { name: 'docker0', mac: '02:42:00:00:00:01', addresses: ['172.17.0.1'] },
    ],
  }),
  good(agent, { version: '7.2.0', os: 'Debian GNU/Linux 12', kernel: '6.1.0-30-amd64', hostname: 'web' }),
  good(filesystems, {
    filesystems: [{ mountpoint: '/', type: 'ext4', totalBytes: 90 * GIB, usedBytes: 30 * GIB }],
  }),
]

/** One look of every collector at VM 100 and at its node, all of which had an answer. */
export const sampleGuest = (at = AT): Observation[] => [...nodeLooks, ...guestLooks].map((look) => look(at))

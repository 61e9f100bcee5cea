import { dice } from '../dice.ts'
import type { Site } from './network.ts'

export type StorageType = 'dir' | 'zfspool' | 'lvmthin' | 'nfs' | 'rbd' | 'cephfs' | 'pbs'

/** A section of storage.cfg. */
export interface Storage {
  readonly id: string
  readonly type: StorageType
  readonly content: readonly string[]
  readonly shared: boolean
  readonly disabled: boolean
  /** Index of the one node it is for. */
  readonly onlyNode: number | null
  /** Further lines of its section, in their order. */
  readonly properties: Readonly<Record<string, string>>
  /** For a shared one; a local one is as large as what it lies on. */
  readonly totalBytes: number
}

/** In which share of clusters a kind of storage is there. */
export interface StorageMix {
  /** Installed on ZFS; else on LVM with a thin pool. */
  readonly zfs: number
  readonly nfs: number
  /** RBD and CephFS. */
  readonly ceph: number
  readonly pbs: number
}

export interface Layout {
  readonly root: 'zfs' | 'lvm'
  readonly ceph: boolean
  readonly storages: readonly Storage[]
}

const TIB = 2 ** 40

/** All storages of a cluster or standalone node. */
export function layoutOf(site: Site, place: string, mix: StorageMix, clustered: boolean): Layout {
  const random = dice(site.label, 'storages')
  const root = random.chance(mix.zfs) ? 'zfs' : 'lvm'
  const [nfs, ceph, pbs] = [random.chance(mix.nfs), clustered && random.chance(mix.ceph), random.chance(mix.pbs)]
  const server = `10.${site.octet}.9.`
  const local = root === 'zfs' ? zfspool('local-zfs', 'rpool/data') : thinPool()
  return {
    root,
    ceph,
    storages: [
      storage('local', 'dir', 'iso,vztmpl,backup,snippets', { path: '/var/lib/vz' }),
      local,
      ...(ceph ? cephStorages() : [zfspool('tank', 'tank/vmdata')]),
      ...(nfs ? [nfsShare(`nas-${place}`, `${server}20`)] : []),
      ...(pbs ? [backupServer(`pbs-${place}`, `${server}30`, random.hex(64))] : []),
      ...(random.chance(0.2) ? [disabledShare(`${server}21`)] : []),
      ...(clustered && random.chance(0.3) ? [scratch()] : []),
    ],
  }
}

function storage(
  id: string,
  type: StorageType,
  content: string,
  properties: Storage['properties'],
  over: Partial<Storage> = {},
): Storage {
  const shared = !['dir', 'zfspool', 'lvmthin'].includes(type)
  return {
    id,
    type,
    content: content.split(','),
    shared,
    disabled: false,
    onlyNode: null,
    properties,
    totalBytes: 0,
    ...over,
  }
}

const zfspool = (id: string, pool: string): Storage => storage(id, 'zfspool', 'images,rootdir', { pool, sparse: '1' })

const thinPool = (): Storage => storage('local-lvm', 'lvmthin', 'rootdir,images', { thinpool: 'data', vgname: 'pve' })

const cephStorages = (): Storage[] => [
  storage('ceph-vm', 'rbd', 'images,rootdir', { krbd: '0', pool: 'vm-data' }, { totalBytes: 40 * TIB }),
  storage('cephfs', 'cephfs', 'vztmpl,iso,backup', { path: '/mnt/pve/cephfs' }, { totalBytes: 40 * TIB }),
]

const nfsShare = (id: string, server: string): Storage =>
  storage(
    id,
    'nfs',
    'images,iso,vztmpl,backup',
    { export: '/volume1/proxmox', path: `/mnt/pve/${id}`, server, options: 'vers=4.2', 'prune-backups': 'keep-all=1' },
    { totalBytes: 24 * TIB },
  )

function backupServer(id: string, server: string, digits: string): Storage {
  const fingerprint = digits.match(/../g)?.join(':') ?? ''
  const properties = {
    datastore: 'main',
    server,
    fingerprint,
    'prune-backups': 'keep-all=1',
    username: 'backup@pbs!pve',
  }
  return storage(id, 'pbs', 'backup', properties, { totalBytes: 60 * TIB })
}

const disabledShare = (server: string): Storage =>
  storage('old-nas', 'nfs', 'images', { export: '/export/old', path: '/mnt/pve/old-nas', server }, { disabled: true })

const scratch = (): Storage => storage('scratch', 'dir', 'images', { path: '/srv/scratch' }, { onlyNode: 0 })

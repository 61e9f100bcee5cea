import { createHash } from 'node:crypto'
import { FailureError } from '../../model/failure.ts'
import { parseSectionConfig } from '../../pve/section-config.ts'
import type { Section } from '../../pve/section-config.ts'
import type { PlainRoute } from './route.ts'

/** A storage as `GET /storage` gives it. */
export interface StorageConfig {
  readonly storage: string
  readonly type: string
  readonly content?: string
  readonly nodes?: string
  readonly shared?: number
  readonly disable?: number
  readonly [property: string]: string | number | undefined
}

export const storage: PlainRoute = {
  path: '/storage',
  programs: [],
  files: ['/etc/pve/storage.cfg'],
  preferred: true,
  build: (sources) => {
    const text = sources.file('/etc/pve/storage.cfg')
    const digest = createHash('sha1').update(text).digest('hex')
    return storageConfig(text).map((row) => ({ ...row, digest }))
  },
}

const MOST_STORAGES = 500

/** Shared whatever the flag says (PVE/Storage/Plugin.pm). */
const SHARED_TYPES = new Set(['iscsi', 'nfs', 'cifs', 'rbd', 'cephfs', 'iscsidirect', 'zfs', 'drbd', 'pbs'])

/** What a storage holds when its section does not say (`plugindata` of each plugin of PVE/Storage). */
const DEFAULT_CONTENT = new Map([
  ['dir', 'images,rootdir'],
  ['btrfs', 'images,rootdir'],
  ['lvmthin', 'images,rootdir'],
  ['zfspool', 'images,rootdir'],
  ['nfs', 'images'],
  ['cifs', 'images'],
  ['lvm', 'images'],
  ['rbd', 'images'],
  ['iscsi', 'images'],
  ['iscsidirect', 'images'],
  ['zfs', 'images'],
  ['cephfs', 'backup'],
  ['pbs', 'backup'],
  ['esxi', 'import'],
])

/** PVE's JSON has these as 0 and 1. */
const FLAGS = new Set(['disable', 'shared', 'sparse', 'krbd', 'saferemove', 'tagged_only', 'nowritecache'])

const LOCAL_PATH = '/var/lib/vz'
const DEFAULT_LOCAL: StorageConfig = {
  storage: 'local',
  type: 'dir',
  path: LOCAL_PATH,
  content: 'backup,images,iso,rootdir,snippets,vztmpl',
  'prune-backups': 'keep-all=1',
}

/** storage.cfg with what PVE fills in when it reads it (PVE/Storage/Plugin.pm, `parse_config`). */
export function storageConfig(text: string): StorageConfig[] {
  const rows = parseSectionConfig(text).map(rowOf)
  if (rows.length > MOST_STORAGES)
    throw new FailureError('bad-reply', `storage.cfg has ${String(rows.length)} storages`)
  return [
    localOf(rows.find(({ storage }) => storage === 'local')),
    ...rows.filter(({ storage }) => storage !== 'local'),
  ]
}

/** There is always a `local`, a directory at its fixed path and not limited to nodes. */
function localOf(row: StorageConfig | undefined): StorageConfig {
  if (row?.type !== 'dir' || (row['path'] ?? LOCAL_PATH) !== LOCAL_PATH) return DEFAULT_LOCAL
  const { nodes: _limit, ...rest } = row
  return { ...rest, path: LOCAL_PATH }
}

function rowOf({ type, id, properties }: Section): StorageConfig {
  const content = DEFAULT_CONTENT.get(type)
  return {
    ...(content !== undefined && { content }),
    ...Object.fromEntries([...properties].map(([key, value]) => [key, valueOf(key, value)])),
    ...(SHARED_TYPES.has(type) && { shared: 1 }),
    storage: id,
    type,
  }
}

function valueOf(key: string, value: string | true): string | number {
  if (value === true) return 1
  if (FLAGS.has(key)) return Number(/^(1|on|yes|true)$/i.test(value))
  return key === 'content' || key === 'nodes' ? value.split(/[,;\s]+/).join(',') : value
}

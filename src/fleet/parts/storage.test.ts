import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { z } from 'zod'
import { failed, keptFrom, read } from '../../../test/tools/kept.ts'
import { storageConfig } from '../../collectors/node/storage-config.ts'
import { storages } from '../../collectors/node/storages.ts'
import { zfsPools } from '../../collectors/node/zfs-pools.ts'
import type { Observation } from '../../model/observation.ts'
import { storageOf } from './storage.ts'

type Storage = z.infer<typeof storages.fact>['storages'][number]

const storage = (name: string, type: string, more: Partial<Storage> = {}): Storage => ({
  name,
  type,
  totalBytes: 100,
  usedBytes: 25,
  availableBytes: 75,
  content: ['images'],
  active: true,
  enabled: true,
  shared: false,
  ...more,
})

const config = (name: string, type: string, pool: string | null) => ({
  name,
  type,
  pool,
  path: null,
  server: null,
  nodes: null,
})

const pool = (name: string, health: string) => ({
  name,
  health,
  sizeBytes: null,
  allocatedBytes: null,
  freeBytes: null,
  fragmentationPercent: null,
  scrub: null,
  status: null,
  errors: null,
})

const seen = read(
  storages,
  {
    storages: [
      storage('ceph', 'rbd', { shared: true }),
      storage('local', 'dir', { content: ['backup', 'iso'] }),
      storage('local-zfs', 'zfspool'),
      storage('tank', 'zfspool', { totalBytes: null, usedBytes: null, availableBytes: null, active: false }),
      storage('thin', 'lvmthin'),
    ],
  },
  1,
)

const configured = read(
  storageConfig,
  {
    storages: [
      config('ceph', 'rbd', 'rpool'),
      { ...config('local', 'dir', null), path: '/var/lib/vz' },
      config('local-zfs', 'zfspool', 'rpool/data'),
      config('tank', 'zfspool', 'tank'),
      config('thin', 'lvmthin', 'pve/data'),
    ],
  },
  1,
)

const pools = read(zfsPools, { pools: [pool('rpool', 'DEGRADED'), pool('tank', 'ONLINE')] }, 1)

const shown = (...looks: Observation[]) =>
  storageOf(keptFrom(...looks))?.map(({ name, used_percent, pool, path, health }) => [
    name,
    used_percent,
    pool,
    path,
    health,
  ])

it('joins each storage with its pool, and a ZFS one with the health of that pool', () => {
  assert.deepEqual(shown(seen, configured, pools), [
    ['ceph', 25, 'rpool', null, null],
    ['local', 25, null, '/var/lib/vz', null],
    ['local-zfs', 25, 'rpool/data', null, 'DEGRADED'],
    ['tank', null, 'tank', null, 'ONLINE'],
    ['thin', 25, 'pve/data', null, null],
  ])
})

it('is a list without pools and health where only the storages were read', () => {
  assert.deepEqual(shown(seen, failed(storageConfig, 'forbidden', 1))?.[2], ['local-zfs', 25, null, null, null])
  assert.deepEqual(shown(seen, configured)?.[2], ['local-zfs', 25, 'rpool/data', null, null])
})

it('is unknown, not empty, where the storages were not read', () => {
  assert.equal(storageOf(keptFrom(configured, pools)), null)
})

it('writes the content as PVE does', () => {
  assert.equal(storageOf(keptFrom(seen))?.[1]?.content, 'backup,iso')
})

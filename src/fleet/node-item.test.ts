import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { z } from 'zod'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { absent, keptFrom, read } from '../../test/tools/kept.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { memory } from '../collectors/node/memory.ts'
import { storageConfig } from '../collectors/node/storage-config.ts'
import { storages } from '../collectors/node/storages.ts'
import { zfsArc } from '../collectors/node/zfs-arc.ts'
import { zfsDatasets } from '../collectors/node/zfs-datasets.ts'
import type { Observation } from '../model/observation.ts'
import type { KeptByCollector } from './kept.ts'
import { nodeItem } from './node-item.ts'
import { nodeView } from './remote-view.ts'
import { nodeItemShape } from './shapes.ts'

const GIB = 2 ** 30
const AT = Date.UTC(2026, 0, 1)

const item = (kept: KeptByCollector) =>
  nodeItem(nodeView(kept, { nodeId: 7, remoteId: 3, hostname: 'pve1', address: 'pve1.lan', now: AT }), [])

it('shows a node as a row of a list', () => {
  assert.deepEqual(item(keptFrom(...sampleLooks(AT), absent(zfsArc, AT + 1, 'none'))), {
    node_id: 7,
    remote_id: 3,
    name: 'pve1',
    hostname: 'pve1',
    address: 'pve1.lan',
    cluster: 'prod',
    status: 'online',
    proxmox_version: '8.4.21',
    kernel_version: '6.8.12-9-pve',
    uptime_seconds: 1234567,
    collected_at: '2026-01-01T00:00:00.000Z',
    stale: false,
    cpu: { model: 'Intel Xeon E5-2650', sockets: 2, cores: 16, threads: 32, used_percent: 12.5, load_1m: 0.5 },
    memory: {
      total_bytes: 128 * GIB,
      used_bytes: 64 * GIB,
      arc_bytes: null,
      total_gb: 128,
      used_gb: 64,
      arc_gb: null,
      used_percent: 50,
    },
    storage: { total_bytes: 2000 * GIB, used_bytes: 1000 * GIB, total_gb: 2000, used_gb: 1000, used_percent: 50 },
    temperature: { highest_c: 45.5 },
    license: { status: 'active', level: 'community', expires: '2027-03-01' },
    guests: { total: 0, running: 0 },
    findings: { critical: 0, warning: 0 },
    problems: [{ section: 'memory.arc', status: 'absent', kind: null, reason: 'zfs-arc is not there', hint: 'none' }],
  })
})

type Storage = z.infer<typeof storages.fact>['storages'][number]

const storage = (
  name: string,
  type: string,
  used: number,
  available: number,
  more: Partial<Storage> = {},
): Storage => ({
  name,
  type,
  totalBytes: used + available,
  usedBytes: used,
  availableBytes: available,
  content: [],
  active: true,
  enabled: true,
  shared: false,
  ...more,
})

const seen = (...found: Storage[]) => read(storages, { storages: found }, AT)
const pools = (pairs: Record<string, [type: string, pool: string]>) =>
  read(
    storageConfig,
    {
      storages: Object.entries(pairs).map(([name, [type, pool]]) => ({
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
const dataset = (name: string, usedBytes: number, availableBytes: number) => ({
  name,
  usedBytes,
  availableBytes,
  snapshotBytes: null,
  datasetBytes: null,
  referencedBytes: null,
  refreservationBytes: null,
  childrenBytes: null,
  volsizeBytes: null,
  origin: null,
})
const rootOf = (rootTotalBytes: number) =>
  read(
    memory,
    {
      totalBytes: 1,
      usedBytes: 1,
      availableBytes: null,
      swapTotalBytes: null,
      swapUsedBytes: null,
      rootTotalBytes,
      rootUsedBytes: 0,
    },
    AT,
  )

const space = (...looks: Observation[]) => {
  const { total_bytes, used_bytes } = item(keptFrom(...looks)).storage
  return [total_bytes, used_bytes]
}

describe('the storage of a node', () => {
  it('is unknown when it was never read, and nothing when there is none of its own', () => {
    assert.deepEqual(space(), [null, null])
    assert.deepEqual(space(seen(storage('nas', 'dir', 1, 1, { shared: true }))), [0, 0])
  })

  it('adds up what is apart', () => {
    const apart = seen(storage('a', 'dir', 10, 90), storage('b', 'zfspool', 20, 80), storage('c', 'lvmthin', 5, 5))
    assert.deepEqual(space(apart, pools({ b: ['zfspool', 'tank'], c: ['lvmthin', 'pve/data'] })), [210, 35])
  })

  it('trap 15: types PVE takes for shared do not count, whatever their flag', () => {
    const shared = ['iscsi', 'nfs', 'cifs', 'rbd', 'cephfs', 'iscsidirect', 'zfs', 'drbd', 'pbs']
    assert.deepEqual(
      space(seen(storage('local', 'dir', 1, 2), ...shared.map((type) => storage(type, type, 50, 50)))),
      [3, 1],
    )
  })

  it('trap 15: two storages on one pool share its free space', () => {
    const two = seen(storage('vms', 'zfspool', 30, 60), storage('ct', 'zfspool', 10, 60))
    assert.deepEqual(space(two, pools({ vms: ['zfspool', 'rpool/data'], ct: ['zfspool', 'rpool/ct'] })), [100, 40])
    assert.deepEqual(space(two, pools({ vms: ['zfspool', 'rpool'], ct: ['zfspool', 'tank'] })), [160, 40])
  })

  it('trap 15: two storages on one thin pool both show all of it', () => {
    const two = seen(storage('vms', 'lvmthin', 30, 70), storage('ct', 'lvmthin', 30, 70))
    assert.deepEqual(space(two, pools({ vms: ['lvmthin', 'pve/data'], ct: ['lvmthin', 'pve/data'] })), [100, 30])
  })

  it('trap 15: local and local-zfs of an installation on ZFS are one pool', () => {
    const looks = [
      seen(storage('local', 'dir', 3, 97), storage('local-zfs', 'zfspool', 53, 97)),
      pools({ 'local-zfs': ['zfspool', 'rpool/data'] }),
      rootOf(100),
    ]
    const datasets = [dataset('rpool/ROOT', 3, 97), dataset('rpool/data', 53, 97)]
    assert.deepEqual(space(...looks, read(zfsDatasets, { datasets }, AT)), [153, 56])
    const withPool = [dataset('rpool', 60, 97), ...datasets]
    assert.deepEqual(space(...looks, read(zfsDatasets, { datasets: withPool }, AT)), [157, 60])
    assert.deepEqual(space(...looks), [250, 56])
  })

  it('trap 10: a storage that is not active adds nothing', () => {
    const unreached = { totalBytes: null, usedBytes: null, availableBytes: null, active: false }
    assert.deepEqual(space(seen(storage('a', 'dir', 1, 9), storage('usb', 'dir', 0, 0, unreached))), [10, 1])
  })
})

it('shows any node in the shape promised, whatever its facts say', () => {
  const facts = fc.tuple(
    ...COLLECTORS.map((collector) => arbitraryOf(collector.fact).map((fact) => read(collector, fact, AT))),
  )
  fc.assert(
    fc.property(facts, (looks) => {
      const shown = item(keptFrom(...looks))
      assert.deepEqual(nodeItemShape.parse(shown), shown)
    }),
  )
})

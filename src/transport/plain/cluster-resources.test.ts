import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import { clusterResources } from './cluster-resources.ts'

const node = (name: string, ctime: number): string =>
  `pve2-node/${name}:60:c:${String(ctime)}:0.25:8:0.5:0.125:400:300:200:100:2000:1500:7:9`
const guest = (vmid: number, name: string): string =>
  `pve2.3-vm/${String(vmid)}:50:${name}:running:0:1000:2:0.25:64:32:128:16:1:2:3:4`

const FILES = {
  '/etc/pve/.members': JSON.stringify({
    nodename: 'a',
    nodelist: { a: { id: 1, online: 1 }, b: { id: 2, online: 0 }, c: { id: 3, online: 1 } },
  }),
  '/etc/pve/.vmlist': JSON.stringify({
    ids: {
      100: { node: 'a', type: 'qemu' },
      101: { node: 'b', type: 'lxc' },
      102: { node: 'a', type: 'qemu' },
    },
  }),
  '/etc/pve/.rrd': [
    node('a', 1000),
    node('b', 900),
    guest(100, 'web'),
    guest(101, 'dns'),
    guest(102, 'a:b'),
    'pve2-storage/a/local:1000:50:20',
    'pve2-storage/b/local:900:50:20',
  ].join('\n'),
  '/etc/pve/storage.cfg':
    'dir: local\n\tpath /var/lib/vz\n\tcontent iso\n\nnfs: nas\n\tnodes c\n\tcontent iso\n\nnfs: off\n\tdisable\n',
}
const PROGRAMS = { pools: 'pool:web:a%3Ab:100,102:local:\n' }

function row(id: string, files: object = {}, programs: object = PROGRAMS): Record<string, unknown> | undefined {
  const rows = built(clusterResources, { programs, files: { ...FILES, ...files } }) as { id: string }[]
  return rows.find((one) => one.id === id)
}

describe('/cluster/resources from files', () => {
  it('gives the numbers of a node, and when they were read', () => {
    assert.deepEqual(row('node/a'), {
      type: 'node',
      id: 'node/a',
      node: 'a',
      status: 'online',
      level: 'c',
      ctime: 1000,
      uptime: 60,
      maxcpu: 8,
      cpu: 0.5,
      iowait: 0.125,
      loadavg: 0.25,
      maxmem: 400,
      mem: 300,
      maxdisk: 2000,
      disk: 1500,
    })
  })

  it('gives an offline node no numbers, though its last row is still there', () => {
    assert.deepEqual(row('node/b'), {
      type: 'node',
      id: 'node/b',
      node: 'b',
      status: 'offline',
      level: 'c',
      ctime: 900,
    })
  })

  it('trap 18: without a row a node is unknown; offline is only what corosync says', () => {
    assert.deepEqual(row('node/c'), { type: 'node', id: 'node/c', node: 'c', status: 'unknown' })
  })

  it('gives the numbers of a guest', () => {
    assert.deepEqual(row('qemu/100'), {
      type: 'qemu',
      id: 'qemu/100',
      vmid: 100,
      node: 'a',
      name: 'web',
      template: 0,
      pool: 'web',
      ctime: 1000,
      status: 'running',
      uptime: 50,
      maxcpu: 2,
      cpu: 0.25,
      maxmem: 64,
      mem: 32,
      maxdisk: 128,
      disk: 16,
      netin: 1,
      netout: 2,
      diskread: 3,
      diskwrite: 4,
    })
  })

  it('trap 19: guests of a dead node are unknown, under their last known name', () => {
    assert.deepEqual(row('lxc/101'), {
      type: 'lxc',
      id: 'lxc/101',
      vmid: 101,
      node: 'b',
      name: 'dns',
      template: 0,
      ctime: 1000,
      status: 'unknown',
    })
  })

  it('makes a guest unknown whose row has a column too many', () => {
    const head = { type: 'qemu', id: 'qemu/102', vmid: 102, node: 'a' }
    assert.deepEqual(row('qemu/102'), { ...head, pool: 'web', status: 'unknown' })
  })

  const HA = {
    '/etc/pve/ha/resources.cfg':
      'vm: 100\n\tcomment web\n\tstate started\n\nct: 101\n\tstate stopped\n\nvm: 102\n\tgroup first\n',
    '/etc/pve/ha/manager_status': JSON.stringify({
      master_node: 'a',
      node_status: { a: 'online' },
      service_status: { 'vm:100': { node: 'a', state: 'error', uid: 'x' }, 'vm:101': { state: 'started' } },
    }),
  }
  const haStates = (files: object): unknown[] =>
    ['qemu/100', 'lxc/101', 'qemu/102'].map((id) => row(id, files)?.['hastate'])

  it('trap 20: the state of a guest in HA is what the manager made of it, or else what is wanted', () => {
    assert.deepEqual(haStates(HA), ['error', 'stopped', undefined])
  })

  it('has no HA states where HA is not used, and what is wanted before its first manager', () => {
    assert.deepEqual(haStates({}), [undefined, undefined, undefined])
    assert.deepEqual(haStates({ ...HA, '/etc/pve/ha/manager_status': '' }), ['started', 'stopped', undefined])
  })

  it('does not take what is wanted for the state where the manager cannot be heard', () => {
    for (const status of [new FailureError('timeout', 'too late'), '{', '{"service_status":[1]}'])
      assert.deepEqual(haStates({ ...HA, '/etc/pve/ha/manager_status': status }), [undefined, undefined, undefined])
  })

  it('does without pools where they cannot be read', () => {
    for (const pools of [new FailureError('forbidden', 'no'), { exit: 2 }, 'pool::'])
      assert.equal(row('qemu/100', {}, { pools })?.['pool'], undefined)
  })

  it('gives each node the storages that are enabled there', () => {
    const storages = pick(
      built(clusterResources, { files: FILES }),
      ['id', 'status', 'disk', 'shared', 'plugintype'],
      'id',
    )
    assert.deepEqual(
      storages.filter(({ id }) => String(id).startsWith('storage/')),
      [
        { id: 'storage/a/local', status: 'available', disk: 20, shared: 0, plugintype: 'dir' },
        { id: 'storage/b/local', status: 'unknown', shared: 0, plugintype: 'dir' },
        { id: 'storage/c/local', status: 'unknown', shared: 0, plugintype: 'dir' },
        { id: 'storage/c/nas', status: 'unknown', shared: 1, plugintype: 'nfs' },
      ],
    )
  })

  it('gives the storages that were reported where storage.cfg cannot be read', () => {
    const files = { '/etc/pve/storage.cfg': new Absent('gone') }
    assert.deepEqual(row('storage/a/local', files), {
      type: 'storage',
      id: 'storage/a/local',
      storage: 'local',
      node: 'a',
      status: 'available',
      ctime: 1000,
      maxdisk: 50,
      disk: 20,
    })
    assert.equal(row('storage/c/local', files), undefined)
  })

  it('fails when one of its three files cannot be read', () => {
    for (const name of ['/etc/pve/.members', '/etc/pve/.vmlist', '/etc/pve/.rrd'] as const)
      assert.throws(() => row('node/a', { [name]: new Absent('gone') }), Absent)
  })

  // Identity, state and sizes; use was recorded at another moment than the files. Pools and HA were recorded as replies
  // only.
  const STEADY = [
    'id',
    'type',
    'node',
    'status',
    'level',
    'vmid',
    'name',
    'template',
    'storage',
    'plugintype',
    'shared',
    'pool',
    'hastate',
  ]
  const SIZES = ['maxcpu', 'maxmem', 'maxdisk']
  const recordings = [
    ['8.4', '8.4/cluster_resources'],
    ['8.4-cluster', '8.4-cluster/cluster_resources'],
    ['8.4-noquorum', '8.4-cluster/noquorum_resources'],
  ] as const
  for (const [folder, reply] of recordings)
    it(`equals what PVE replied: ${reply}`, { skip: withoutShared }, () => {
      const files = {
        '/etc/pve/.members': sharedText(`pve/${folder}/etc-pve/members`),
        '/etc/pve/.vmlist': sharedText(`pve/${folder}/etc-pve/vmlist`),
        '/etc/pve/.rrd': sharedText(`pve/${folder}/etc-pve/rrd`),
        '/etc/pve/storage.cfg': sharedText('pve/8.4/etc-pve/storage.cfg'),
        '/etc/pve/ha/resources.cfg': 'vm: 100\n\tstate started\n\nct: 200\n\tstate stopped\n',
        '/etc/pve/ha/manager_status': '{"node_status":{}}',
      }
      const programs = { pools: 'pool:prod::100,101:local:\n' }
      const recorded = (recordedReply(reply) as { type: string }[]).filter(({ type }) =>
        ['node', 'qemu', 'lxc', 'storage'].includes(type),
      )
      const keys = [...STEADY, ...SIZES]
      assert.deepEqual(pick(built(clusterResources, { programs, files }), keys, 'id'), pick(recorded, keys, 'id'))
    })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, survivesAnyReply, survivesRepliesLike } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import type { PveApi } from '../../transport/ports.ts'
import { vmStatus } from './vm-status.ts'

const LIST = '/nodes/pve1/qemu'

const vmsOf = async (reply: unknown) => (await factOf(vmStatus, LIST, reply)).vms

/** A VM as the list has it once its QEMU has answered. */
const running = {
  vmid: 100,
  name: 'web',
  status: 'running',
  qmpstatus: 'running',
  'running-machine': 'pc-q35-9.0+pve1',
  'running-qemu': '9.0.2',
  cpu: 0,
  cpus: 4,
  mem: 5000,
  maxmem: 4000,
  memhost: 5000,
  uptime: 60,
  netin: 7,
  netout: 8,
  diskread: 0,
  diskwrite: 10,
  tags: 'b;a',
  pid: 4711,
}

const stopped = {
  vmid: 101,
  name: 'db',
  status: 'stopped',
  qmpstatus: 'stopped',
  cpu: 0,
  cpus: 2,
  disk: 0,
  maxdisk: 32_000,
  mem: 0,
  maxmem: 4000,
  memhost: 0,
  uptime: 0,
  netin: 0,
  netout: 0,
}

const balloon = { actual: 4000, max_mem: 4000, last_update: 1_767_225_600 }

test('every field of a running and of a stopped VM is read', async () => {
  assert.deepEqual(await vmsOf([stopped, running]), [
    {
      vmid: 100,
      name: 'web',
      status: 'running',
      qmpStatus: 'running',
      lock: null,
      memoryUsedBytes: 5000,
      memoryTotalBytes: 4000,
      memoryHostBytes: 5000,
      balloonReports: false,
      cpus: 4,
      uptimeSeconds: 60,
      netinBytes: 7,
      netoutBytes: 8,
      diskreadBytes: 0,
      diskwriteBytes: 10,
      machine: 'pc-q35-9.0+pve1',
      qemuVersion: '9.0.2',
      tags: ['b', 'a'],
      template: false,
    },
    {
      vmid: 101,
      name: 'db',
      status: 'stopped',
      qmpStatus: 'stopped',
      lock: null,
      memoryUsedBytes: null,
      memoryTotalBytes: 4000,
      memoryHostBytes: null,
      balloonReports: false,
      cpus: 2,
      uptimeSeconds: 0,
      netinBytes: null,
      netoutBytes: null,
      diskreadBytes: null,
      diskwriteBytes: null,
      machine: null,
      qemuVersion: null,
      tags: [],
      template: false,
    },
  ])
})

test('trap 24: memory is kept as it is, and is the word of the guest only where its balloon driver told QEMU', async () => {
  const told = { ...running, mem: 1500, freemem: 2500, ballooninfo: { ...balloon, total_mem: 4000, free_mem: 2500 } }
  const silent = { ...running, vmid: 102, balloon: 4000, ballooninfo: balloon }
  const seen = (await vmsOf([told, silent])).map((one) => [
    one.memoryUsedBytes,
    one.memoryHostBytes,
    one.balloonReports,
  ])
  assert.deepEqual(seen, [
    [1500, 5000, true],
    [5000, 5000, false],
  ])
})

test('memory that the node could not read is unknown', async () => {
  const [vm] = await vmsOf([{ ...running, mem: 0, memhost: 0 }])
  assert.deepEqual([vm?.memoryUsedBytes, vm?.memoryHostBytes], [null, null])
})

test('trap 25: status says whether there is a process; QEMU and the lock say the rest', async () => {
  const paused = { ...running, qmpstatus: 'paused', lock: 'backup' }
  const [vm] = await vmsOf([paused])
  assert.deepEqual([vm?.status, vm?.qmpStatus, vm?.lock, vm?.memoryUsedBytes], ['running', 'paused', 'backup', 5000])
})

test('trap 31: counters of a VM that does not run are unknown, whatever PVE fills in', async () => {
  const [vm] = await vmsOf([{ ...stopped, diskread: 0, diskwrite: 0 }])
  assert.deepEqual([vm?.netinBytes, vm?.netoutBytes, vm?.diskreadBytes, vm?.diskwriteBytes], [null, null, null, null])
})

test('of a VM whose QEMU does not answer, the state and the counters of disks are unknown', async () => {
  const { 'running-qemu': _version, 'running-machine': _machine, ...hung } = running
  const [vm] = await vmsOf([{ ...hung, diskread: 0, diskwrite: 0 }])
  assert.deepEqual([vm?.status, vm?.qmpStatus, vm?.qemuVersion], ['running', null, null])
  assert.deepEqual([vm?.netinBytes, vm?.diskreadBytes, vm?.diskwriteBytes], [7, null, null])
})

test('a node without VMs has none', async () => {
  assert.deepEqual(await vmsOf([]), [])
})

test('all VMs are asked for at once, and QEMU with them', async () => {
  const asked: unknown[] = []
  const pve: PveApi = {
    get: (path, schema, args) => {
      asked.push([path, args])
      return Promise.resolve(schema.parse([]))
    },
  }
  await vmStatus.collect({ pve }, { scope: 'node', node: 'pve1' })
  assert.deepEqual(asked, [[LIST, { full: 1 }]])
})

test('any reply gives valid VMs or a failure that says so', async () => {
  await survivesAnyReply(vmStatus, LIST, 'vmid status qmpstatus mem tags')
  await survivesRepliesLike(vmStatus, LIST, [{ ...running, freemem: 1, ballooninfo: balloon }, stopped])
})

for (const version of ['7.4', '8.4'] as const) {
  test(`${version}: the VMs recorded are read`, { skip: withoutShared }, async () => {
    const seen = await vmsOf(recordedReply(`${version}/node_qemu_full`))
    const states = seen.map(({ vmid, status, qmpStatus }) => `${vmid} ${status} ${qmpStatus ?? '?'}`)
    assert.deepEqual(states, [
      '100 stopped stopped',
      '101 stopped stopped',
      '102 running running',
      '103 stopped stopped',
      '104 stopped stopped',
      '105 stopped stopped',
      '106 running running',
      '107 running paused',
      '9000 stopped stopped',
    ])
    const at = (vmid: number) => seen.find((one) => one.vmid === vmid)
    assert.deepEqual([at(102)?.machine, at(102)?.qemuVersion], ['pc-i440fx-7.2', '7.2.22'])
    assert.deepEqual([at(101)?.lock, at(101)?.tags, at(100)?.tags], ['snapshot', [], ['prod', 'web']])
    assert.deepEqual([at(107)?.diskreadBytes, at(100)?.diskreadBytes, at(9000)?.template], [0, null, true])
  })
}

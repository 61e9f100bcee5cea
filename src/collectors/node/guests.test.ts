import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portsOf } from '../../../test/tools/ports.ts'
import { factOf, survivesAnyReply, survivesRepliesLike } from '../../../test/tools/pve-reply.ts'
import { recordedReply, sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { FailureError } from '../../model/failure.ts'
import { clusterResources } from '../../transport/plain/cluster-resources.ts'
import { containerStatus } from './container-status.ts'
import { guests } from './guests.ts'

const RESOURCES = '/cluster/resources'

const guestsOf = async (reply: unknown) => (await factOf(guests, RESOURCES, reply)).guests

const running = {
  type: 'qemu',
  vmid: 100,
  node: 'pve1',
  name: 'web',
  status: 'running',
  template: 0,
  cpu: 0.25,
  maxcpu: 4,
  mem: 3000,
  maxmem: 4000,
  memhost: 3100,
  disk: 0,
  maxdisk: 32_000,
  uptime: 60,
  netin: 7,
  netout: 0,
  diskread: 9,
  diskwrite: 10,
  pool: 'prod',
  hastate: 'started',
  lock: 'backup',
  tags: 'b;a',
}

const STOPPED = { cpu: 0, mem: 0, memhost: 0, disk: 0, uptime: 0, netin: 0, netout: 0, diskread: 0, diskwrite: 0 }

test('every field of a running VM is read', async () => {
  assert.deepEqual(await guestsOf([{ ...running, ctime: 1_767_225_600 }]), [
    {
      vmid: 100,
      type: 'qemu',
      name: 'web',
      status: 'running',
      template: false,
      cpuRatio: 0.25,
      cpus: 4,
      memoryUsedBytes: 3000,
      memoryTotalBytes: 4000,
      memoryHostBytes: 3100,
      rootUsedBytes: null,
      rootTotalBytes: 32_000,
      uptimeSeconds: 60,
      netinBytes: 7,
      netoutBytes: 0,
      diskreadBytes: 9,
      diskwriteBytes: 10,
      pool: 'prod',
      haState: 'started',
      lock: 'backup',
      tags: ['b', 'a'],
      countedAtSeconds: 1_767_225_600,
    },
  ])
})

test('trap 23: what a VM holds on its disks is not 0 but not known here; of a container it is that of the root file system', async () => {
  const container = { ...running, type: 'lxc', vmid: 200, disk: 900, maxdisk: 8000 }
  const seen = (await guestsOf([running, container])).map((one) => [one.type, one.rootUsedBytes, one.rootTotalBytes])
  assert.deepEqual(seen, [
    ['qemu', null, 32_000],
    ['lxc', 900, 8000],
  ])
})

test('trap 31: counters of a guest that does not run are unknown, and 0 of one that does is 0', async () => {
  const [stopped, fresh] = await guestsOf([
    { ...running, ...STOPPED, status: 'stopped' },
    { ...running, ...STOPPED, vmid: 101, uptime: 1 },
  ])
  assert.ok(stopped && fresh)
  const counters = (one: typeof stopped) => [one.netinBytes, one.netoutBytes, one.diskreadBytes, one.diskwriteBytes]
  assert.deepEqual(counters(stopped), [null, null, null, null])
  assert.deepEqual(counters(fresh), [0, 0, 0, 0])
  assert.deepEqual([stopped.cpuRatio, stopped.memoryUsedBytes, stopped.uptimeSeconds], [null, null, 0])
  assert.deepEqual([fresh.cpuRatio, fresh.memoryUsedBytes, fresh.uptimeSeconds], [0, null, 1])
})

test('a paused guest has a process, and so figures', async () => {
  const [paused] = await guestsOf([{ ...running, status: 'paused' }])
  assert.deepEqual([paused?.status, paused?.memoryUsedBytes, paused?.netinBytes], ['paused', 3000, 7])
})

test('trap 33: the 4 GiB PVE takes for the root file system of a stopped container are not shown', async () => {
  const [stopped] = await guestsOf([{ ...running, ...STOPPED, type: 'lxc', status: 'stopped', maxdisk: 4 * 2 ** 30 }])
  assert.equal(stopped?.rootTotalBytes, null)
})

test('trap 16: a guest is on the node that its row names, whatever its name and vmid', async () => {
  const elsewhere = { ...running, node: 'pve10' }
  const seen = await guestsOf([elsewhere, { ...running, vmid: 101 }, { type: 'node', node: 'pve1' }, { type: 'pool' }])
  assert.deepEqual(
    seen.map(({ vmid }) => vmid),
    [101],
  )
})

test('trap 18: a guest without figures is there, with nothing known of it', async () => {
  const [unknown] = await guestsOf([{ id: 'qemu/300', node: 'pve1', status: 'unknown', type: 'qemu', vmid: 300 }])
  assert.deepEqual(unknown, {
    vmid: 300,
    type: 'qemu',
    name: null,
    status: null,
    template: false,
    cpuRatio: null,
    cpus: null,
    memoryUsedBytes: null,
    memoryTotalBytes: null,
    memoryHostBytes: null,
    rootUsedBytes: null,
    rootTotalBytes: null,
    uptimeSeconds: null,
    netinBytes: null,
    netoutBytes: null,
    diskreadBytes: null,
    diskwriteBytes: null,
    pool: null,
    haState: null,
    lock: null,
    tags: null,
    countedAtSeconds: null,
  })
})

test('tags that are blank are none, tags that are not told are unknown', async () => {
  const { tags: _tags, ...untagged } = running
  const seen = await guestsOf([
    { ...running, tags: ' ' },
    { ...untagged, vmid: 101 },
  ])
  assert.deepEqual(
    seen.map(({ tags }) => tags),
    [[], null],
  )
})

test('guests are sorted by vmid, and numbers may be strings', async () => {
  const seen = await guestsOf([
    { ...running, vmid: '1000' },
    { ...running, vmid: 999, cpu: '0.5', template: '1' },
  ])
  assert.deepEqual(
    seen.map(({ vmid, cpuRatio, template }) => [vmid, cpuRatio, template]),
    [
      [999, 0.5, true],
      [1000, 0.25, false],
    ],
  )
})

test('lists 7.x: one malformed CT fails the whole list of containers, and nothing else', async () => {
  const malformed = new FailureError('command-failed', "vm 200 - unable to parse value of 'rootfs' - format error")
  const container = { ...running, type: 'lxc', vmid: 200 }
  const ports = portsOf({ pve: { [RESOURCES]: [container], '/nodes/pve1/lxc': malformed } })
  const subject = { scope: 'node', node: 'pve1' } as const
  await assert.rejects(containerStatus.collect(ports, subject), malformed)
  assert.equal((await guests.collect(ports, subject)).guests[0]?.name, 'web')
})

test('any reply gives valid guests or a failure that says so', async () => {
  await survivesAnyReply(guests, RESOURCES, 'type vmid node name status cpu')
  await survivesRepliesLike(guests, RESOURCES, [running, { ...running, ...STOPPED, type: 'lxc', vmid: 200, ctime: 1 }])
})

for (const version of ['7.4', '8.4'] as const) {
  test(`${version}: the guests recorded are read`, { skip: withoutShared }, async () => {
    const seen = await guestsOf(recordedReply(`${version}/cluster_resources`))
    const vmids = [100, 101, 102, 103, 104, 105, 106, 107, 200, 201, 202, 203, 9000]
    assert.deepEqual(
      seen.map(({ vmid }) => vmid),
      vmids,
    )
    const at = (vmid: number) => seen.find((one) => one.vmid === vmid)
    assert.deepEqual([at(107)?.status, at(101)?.lock, at(101)?.tags], ['paused', 'snapshot', []])
    assert.deepEqual([at(203)?.memoryUsedBytes, at(203)?.netinBytes, at(203)?.tags], [307_200, 1356, null])
    assert.deepEqual([at(104)?.rootTotalBytes, at(9000)?.template, at(100)?.pool], [null, true, 'prod'])
  })
}

test("9.2: the files of the cluster say what PVE's list says, and when", { skip: withoutShared }, async () => {
  const file = (name: string) => sharedText(`pve/9.2/etc-pve/${name}`)
  const files = {
    '/etc/pve/.members': file('members'),
    '/etc/pve/.vmlist': file('vmlist'),
    '/etc/pve/.rrd': file('rrd'),
  }
  const seen = await guestsOf(built(clusterResources, { files }))
  const at = (vmid: number) => seen.find((one) => one.vmid === vmid)
  const figures = [at(102)?.status, at(102)?.uptimeSeconds, at(102)?.netinBytes, at(102)?.countedAtSeconds]
  assert.deepEqual(figures, ['running', 1023, 90, 1_795_376_302])
  assert.deepEqual([at(102)?.memoryUsedBytes, at(102)?.diskwriteBytes, at(102)?.diskreadBytes], [null, 0, 512])
  assert.deepEqual([at(101)?.status, at(101)?.netinBytes, at(101)?.memoryTotalBytes], ['stopped', null, 4_294_967_296])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, survivesAnyReply, survivesRepliesLike } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { containerStatus } from './container-status.ts'

const LIST = '/nodes/pve1/lxc'

const containersOf = async (reply: unknown) => (await factOf(containerStatus, LIST, reply)).containers

const running = {
  vmid: 200,
  type: 'lxc',
  name: 'dns',
  status: 'running',
  lock: 'snapshot',
  cpu: 0,
  cpus: 1.5,
  mem: 300,
  maxmem: 512,
  swap: 0,
  maxswap: 0,
  disk: 900,
  maxdisk: 8000,
  uptime: 60,
  netin: 7,
  netout: 8,
  diskread: 0,
  diskwrite: 10,
  tags: 'infra;dns',
  pid: 4711,
}

const stopped = {
  ...running,
  vmid: 201,
  status: 'stopped',
  mem: 0,
  swap: 0,
  disk: 0,
  maxdisk: 4 * 2 ** 30,
  maxswap: 128,
  uptime: 0,
  netin: 0,
  netout: 0,
  diskread: 0,
  diskwrite: 0,
}

test('every field of a running container is read', async () => {
  assert.deepEqual(await containersOf([running]), [
    {
      vmid: 200,
      name: 'dns',
      status: 'running',
      lock: 'snapshot',
      memoryUsedBytes: 300,
      memoryTotalBytes: 512,
      swapUsedBytes: 0,
      swapTotalBytes: 0,
      rootUsedBytes: 900,
      rootTotalBytes: 8000,
      cpus: 1.5,
      uptimeSeconds: 60,
      netinBytes: 7,
      netoutBytes: 8,
      diskreadBytes: 0,
      diskwriteBytes: 10,
      tags: ['infra', 'dns'],
      template: false,
    },
  ])
})

test('trap 31, trap 33: of a stopped container there are no counters, and no root file system to ask for its size', async () => {
  const [seen] = await containersOf([stopped])
  assert.ok(seen)
  assert.deepEqual([seen.netinBytes, seen.netoutBytes, seen.diskreadBytes, seen.diskwriteBytes], Array(4).fill(null))
  assert.deepEqual(
    [seen.memoryUsedBytes, seen.swapUsedBytes, seen.rootUsedBytes, seen.rootTotalBytes],
    Array(4).fill(null),
  )
  assert.deepEqual(
    [seen.memoryTotalBytes, seen.swapTotalBytes, seen.uptimeSeconds, seen.status],
    [512, 128, 0, 'stopped'],
  )
})

test('6.x and 7.x: vmid and numbers are strings', async () => {
  const [seen] = await containersOf([{ ...running, vmid: '200', disk: '900', template: '' }])
  assert.deepEqual([seen?.vmid, seen?.rootUsedBytes, seen?.template], [200, 900, false])
})

test('any reply gives valid containers or a failure that says so', async () => {
  await survivesAnyReply(containerStatus, LIST, 'vmid status mem swap tags')
  await survivesRepliesLike(containerStatus, LIST, [running, stopped])
})

for (const version of ['7.4', '8.4'] as const) {
  test(`${version}: the containers recorded are read`, { skip: withoutShared }, async () => {
    const seen = await containersOf(recordedReply(`${version}/node_lxc`))
    assert.deepEqual(
      seen.map((one) => [one.vmid, one.status, one.memoryUsedBytes, one.netinBytes === null, one.template]),
      [
        [200, 'stopped', null, true, false],
        [201, 'stopped', null, true, false],
        [202, 'stopped', null, true, true],
        [203, 'running', 307_200, false, false],
      ],
    )
    assert.deepEqual([seen[0]?.tags, seen[3]?.rootTotalBytes], [['dns', 'infra'], 270_553_174_016])
  })
}

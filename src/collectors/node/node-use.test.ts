import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { Absent } from '../../model/failure.ts'
import { nodeUse } from './node-use.ts'

const PATH = '/cluster/resources'
const row = (numbers: object, node = 'pve1') => ({ type: 'node', node, status: 'online', ...numbers })

test('tells of its own node only, and of nothing it was not told', async () => {
  const own = row({
    loadavg: '0.42',
    maxmem: 8_000,
    mem: 3_000,
    maxdisk: 100,
    disk: 40,
    uptime: 77,
    ctime: 1_795_376_226,
  })
  assert.deepEqual(await factOf(nodeUse, PATH, [row({ mem: 1 }, 'pve2'), own]), {
    load1: 0.42,
    memoryTotalBytes: 8_000,
    memoryUsedBytes: 3_000,
    arcBytes: null,
    rootTotalBytes: 100,
    rootUsedBytes: 40,
    uptimeSeconds: 77,
    countedAtSeconds: 1_795_376_226,
  })
  assert.equal((await factOf(nodeUse, PATH, [row({ mem: 5, arcsize: 0 })])).arcBytes, 0)
})

test('trap 18: a node without figures is not a node that uses nothing', async () => {
  await assert.rejects(factOf(nodeUse, PATH, [row({ status: 'unknown' })]), Absent)
  await assert.rejects(factOf(nodeUse, PATH, []), Absent)
})

test('whatever PVE replies gives a fact, an absence or a failure', async () => {
  await survivesAnyReply(nodeUse, PATH, 'type node loadavg maxmem mem arcsize maxdisk disk uptime ctime')
})

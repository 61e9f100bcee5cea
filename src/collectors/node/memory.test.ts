import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { memory } from './memory.ts'

const PATH = '/nodes/pve1/status'

test('trap 3: memused = total − MemAvailable, so that what is not used is available', async () => {
  const reply = {
    memory: { total: 1000, used: '600', free: 50 },
    swap: { total: 0, used: 0, free: 0 },
    rootfs: { total: 500, used: 20, avail: 450, free: 480 },
  }
  assert.deepEqual(await factOf(memory, PATH, reply), {
    totalBytes: 1000,
    usedBytes: 600,
    availableBytes: 400,
    swapTotalBytes: 0,
    swapUsedBytes: 0,
    rootTotalBytes: 500,
    rootUsedBytes: 20,
  })
})

test('PVE 9 says itself what is available', async () => {
  const { availableBytes } = await factOf(memory, PATH, { memory: { total: 1000, used: 600, available: 390 } })
  assert.equal(availableBytes, 390)
})

test('swap and root file system that are not told are unknown, not zero', async () => {
  const reply = { memory: { total: 1000, used: 1200 }, rootfs: { total: 0, used: 0 } }
  assert.deepEqual(await factOf(memory, PATH, reply), {
    totalBytes: 1000,
    usedBytes: 1200,
    availableBytes: null,
    swapTotalBytes: null,
    swapUsedBytes: null,
    rootTotalBytes: null,
    rootUsedBytes: null,
  })
})

test('a node without memory is a failure', async () => {
  await assert.rejects(factOf(memory, PATH, { memory: { total: 0, used: 0 } }), failure('bad-reply', /^$/))
})

test('recorded replies of 8.4 and 9.2', { skip: withoutShared }, async () => {
  assert.deepEqual(await factOf(memory, PATH, recordedReply('8.4/node_status')), {
    totalBytes: 25276502016,
    usedBytes: 830480384,
    availableBytes: 24446021632,
    swapTotalBytes: 0,
    swapUsedBytes: 0,
    rootTotalBytes: 270553174016,
    rootUsedBytes: 30169378816,
  })
  const { availableBytes } = await factOf(memory, PATH, recordedReply('9.2/node_status'))
  assert.equal(availableBytes, 24228859904)
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(memory, PATH, 'memory swap rootfs total used available'))

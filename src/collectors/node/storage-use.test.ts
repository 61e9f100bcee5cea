import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { storageUse } from './storage-use.ts'

const PATH = '/cluster/resources'

test('trap 15: a shared storage has a row for each node; each tells what that node sees', async () => {
  const reply = [
    { type: 'storage', storage: 'nas', node: 'pve2', maxdisk: 1000, disk: 1, ctime: 9 },
    { type: 'storage', storage: 'nas', node: 'pve1', maxdisk: '1000', disk: 600, ctime: 8 },
    { type: 'storage', storage: 'local', node: 'pve1', maxdisk: 100, disk: 0 },
    { type: 'qemu', id: 'qemu/100', node: 'pve1', vmid: 100 },
  ]
  assert.deepEqual(await factOf(storageUse, PATH, reply), {
    storages: [
      { name: 'local', totalBytes: 100, usedBytes: 0, countedAtSeconds: null },
      { name: 'nas', totalBytes: 1000, usedBytes: 600, countedAtSeconds: 8 },
    ],
  })
})

test('of a storage that was not reached, nothing is known: not that it is empty', async () => {
  const reply = [{ type: 'storage', storage: 'nas', node: 'pve1', status: 'unknown', maxdisk: 0, disk: 0 }]
  assert.deepEqual(await factOf(storageUse, PATH, reply), {
    storages: [{ name: 'nas', totalBytes: null, usedBytes: null, countedAtSeconds: null }],
  })
})

test('whatever PVE replies gives a fact or a failure', async () => {
  await survivesAnyReply(storageUse, PATH, 'type node storage maxdisk disk ctime')
})

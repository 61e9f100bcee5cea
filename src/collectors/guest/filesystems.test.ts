import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing, missing } from '../../../test/tools/printed.ts'
import { guestFactOf, survivesAnyGuestReply } from '../../../test/tools/pve-reply.ts'
import { FailureError } from '../../model/failure.ts'
import { filesystems } from './filesystems.ts'

const row = (mountpoint: string, sizes: Record<string, unknown> = {}) => ({
  name: 'sda1',
  mountpoint,
  type: 'ext4',
  disk: [{ 'bus-type': 'scsi', dev: '/dev/sda1' }],
  ...sizes,
})

const factOf = (result: unknown) => guestFactOf(filesystems, 'qemu', { 'agent/get-fsinfo': { result } })

test('file systems have the size and use that the agent tells, as it lists them', async () => {
  const windows = { ...row('C:\\', { 'total-bytes': 64_000, 'used-bytes': 0 }), type: 'NTFS' }
  assert.deepEqual(await factOf([row('/', { 'total-bytes': '9000', 'used-bytes': 4500 }), windows]), {
    filesystems: [
      { mountpoint: '/', type: 'ext4', totalBytes: 9000, usedBytes: 4500 },
      { mountpoint: 'C:\\', type: 'NTFS', totalBytes: 64_000, usedBytes: 0 },
    ],
  })
})

test('agents before 3.0 tell no sizes: they are unknown', async () => {
  const found = await factOf([row('/boot')])
  assert.deepEqual(found, { filesystems: [{ mountpoint: '/boot', type: 'ext4', totalBytes: null, usedBytes: null }] })
})

test('a VM without file systems has none; an agent that cannot list them has no such fact', async () => {
  assert.deepEqual(await factOf([]), { filesystems: [] })
  const lacking = factOf({ error: { class: 'CommandNotFound', desc: 'The command has not been found' } })
  await assert.rejects(lacking, missing('the guest agent does not offer get-fsinfo'))
})

test('an agent that hangs on a dead mount does not answer', async () => {
  const hung = new FailureError('command-failed', "VM 100 qga command 'guest-get-fsinfo' failed - got timeout")
  const asked = guestFactOf(filesystems, 'qemu', { 'agent/get-fsinfo': hung })
  await assert.rejects(asked, missing('the guest agent does not answer'))
})

test('a list that is none, and one longer than any guest could mean, are refused', async () => {
  for (const result of [null, {}, 'ext4', [null], Array(10_001).fill(row('/'))])
    await assert.rejects(factOf(result), failing('bad-reply', /get-fsinfo/))
})

test('any reply gives valid file systems, or an absence or failure that says so', async () => {
  await survivesAnyGuestReply(filesystems, 'qemu', {
    'agent/get-fsinfo': { result: [row('/', { 'total-bytes': 1, 'used-bytes': 1 })] },
  })
})

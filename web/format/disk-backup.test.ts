import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inBackup } from './disk-backup.ts'

const disk = (kind: string, backup?: string, storage: string | null = 'local') => ({
  kind,
  storage,
  options: backup === undefined ? {} : { backup },
})

test('a disk of a VM is in backups unless it says no, in any of the ways to say it', () => {
  assert.deepEqual(
    [undefined, '1', '0', 'no', 'off', 'false'].map((backup) => inBackup(disk('disk', backup))),
    [true, true, false, false, false, false],
  )
  assert.deepEqual(
    ['efidisk', 'tpmstate'].map((kind) => inBackup(disk(kind))),
    [true, true],
  )
})

test('of a container the root always is, another volume only if it says yes, and a directory of the node never', () => {
  assert.equal(inBackup(disk('rootfs', '0')), true)
  assert.deepEqual(
    [undefined, '0', '1', 'yes'].map((backup) => inBackup(disk('mountpoint', backup))),
    [false, false, true, true],
  )
  assert.equal(inBackup(disk('mountpoint', '1', null)), null)
})

test('drives, unused volumes and devices of the node are no disks to back up', () => {
  assert.deepEqual(
    ['cdrom', 'cloudinit', 'unused', 'passthrough'].map((kind) => inBackup(disk(kind))),
    [null, null, null, null],
  )
})

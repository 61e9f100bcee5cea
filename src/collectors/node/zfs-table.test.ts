import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing, missing } from '../../../test/tools/printed.ts'
import { zfsNumber, zfsPrinted, zfsRows } from './zfs-table.ts'

test('rows become objects by column; names may hold blanks', () => {
  assert.deepEqual(zfsRows('zfs list', 'my pool\t1\nrpool\t-\n', ['name', 'used']), [
    { name: 'my pool', used: '1' },
    { name: 'rpool', used: '-' },
  ])
  assert.deepEqual(zfsRows('zfs list', '', ['name', 'used']), [])
})

test('a row with other columns, without a name or one row too many is a bad reply', () => {
  for (const text of ['rpool', 'rpool\t1\t2', '\t1', `${'x'.repeat(256)}\t1`]) {
    assert.throws(() => zfsRows('zfs list', text, ['name', 'used']), failing('bad-reply', /does not have 2 columns$/))
  }
  assert.throws(
    () => zfsRows('zfs list', 'r\t1\n'.repeat(50_001), ['name', 'used']),
    failing('bad-reply', /50000 rows$/),
  )
})

test('numbers are whole; a dash is unknown, a percent sign does not matter', () => {
  const numbers = ['0', '1992864825344', '33%', '-', '', '1.5', '1G'].map(zfsNumber)
  assert.deepEqual(numbers, [0, 1_992_864_825_344, 33, null, null, null, null])
})

test('a node where ZFS is not loaded has no ZFS, whichever version says so', () => {
  for (const complaint of [
    'The ZFS modules are not loaded.\nTry running',
    'The ZFS modules cannot be auto-loaded.\nTry',
  ]) {
    const output = { exit: 1, stdout: '', stderr: complaint }
    assert.throws(() => zfsPrinted('zpool list', output), missing('ZFS is not loaded on this node'))
  }
})

test('missing rights and other failures are told apart', () => {
  const denied = 'Permission denied the ZFS utilities must be run as root.'
  const failed = (stderr: string) => () => zfsPrinted('zpool list', { exit: 1, stdout: '', stderr })
  assert.throws(failed(denied), failing('forbidden', /^this user may not run zpool list$/))
  assert.throws(failed('internal error: out of memory\n'), failing('command-failed', /ended with 1: internal error/))
  assert.equal(zfsPrinted('zpool list', { exit: 0, stdout: 'rpool\n', stderr: '' }), 'rpool\n')
})

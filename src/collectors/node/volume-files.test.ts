import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { volumeFiles } from './volume-files.ts'

const listed = (printed: string) => factOf(volumeFiles, { 'volume-files': printed })
const reasonsOf = async (printed: string) => (await listed(printed)).unread.map(({ reason }) => reason)

const real =
  '== storage local\n100/vm-100-disk-0.qcow2\t196928\t392\n101/vm-101-disk-0.raw\t1073741824\t8\n== exit 0\n' +
  '== storage nas-1\n== unread is not mounted\n'

test('files are read with their length and what is allocated to them', async () => {
  assert.deepEqual(await listed(real), {
    files: [
      { storage: 'local', volume: '100/vm-100-disk-0.qcow2', sizeBytes: 196_928, usedBytes: 200_704 },
      { storage: 'local', volume: '101/vm-101-disk-0.raw', sizeBytes: 1_073_741_824, usedBytes: 4096 },
    ],
    unread: [{ storage: 'nas-1', reason: 'storage nas-1 is not mounted' }],
  })
})

test('a raw image on Btrfs has the name PVE gives it', async () => {
  const { files } = await listed('== storage bt\n100/vm-100-disk-0/disk.raw\t4096\t8\n== exit 0\n')
  assert.equal(files[0]?.volume, '100/vm-100-disk-0.raw')
})

test('a storage that hangs, fails or is cut off says why, and takes nothing from the others', async () => {
  const gone = "find: '/srv/gone/images': No such file or directory"
  assert.deepEqual(
    await reasonsOf(
      `== storage dead\n== exit 124\n== storage killed\n== exit 137\n== storage gone\n${gone}\n== exit 1\n` +
        '== storage odd\n== exit 2\n== storage well\n1/a.raw\t1\t8\n== exit 0\n== storage cut\n1/a.raw\t1',
    ),
    [
      'storage dead did not answer in time',
      'storage killed did not answer in time',
      `storage gone could not be listed: ${gone}`,
      'storage odd could not be listed: code 2',
      'storage cut was not listed to the end',
    ],
  )
})

test('what could be listed of a storage that failed in part is kept', async () => {
  const denied = "find: '/srv/nas/images/101': Permission denied"
  assert.deepEqual(await listed(`== storage nas\n100/a.raw\t1\t8\n${denied}\n== exit 1\n`), {
    files: [{ storage: 'nas', volume: '100/a.raw', sizeBytes: 1, usedBytes: 4096 }],
    unread: [{ storage: 'nas', reason: `storage nas could not be listed: ${denied}` }],
  })
})

test('a node without such storages has no files', async () => {
  assert.deepEqual(await listed(''), { files: [], unread: [] })
})

test('a reason is one short line without control characters', async () => {
  const [reason = ''] = await reasonsOf(`== storage nas\nfind: \u001b[2J${'x'.repeat(500)}\n== exit 1\n`)
  assert.ok(reason.startsWith('storage nas could not be listed: find:  [2Jxxx'))
  assert.equal(reason.length, 200)
})

test('an output that is none, and too many files, are failures', async () => {
  await assert.rejects(listed('hello\n'), failing('bad-reply', /begins with no storage$/))
  await assert.rejects(listed('== storage ../x\n== exit 0\n'), failing('bad-reply', /names no storage$/))
  const many = `== storage nas\n${'1/a.raw\t1\t8\n'.repeat(50_001)}== exit 0\n`
  await assert.rejects(listed(many), failing('bad-reply', /more than 50000 image files$/))
  const refused = { exit: 1, stderr: 'cat: /etc/pve/storage.cfg: No such file or directory\n' }
  await assert.rejects(
    factOf(volumeFiles, { 'volume-files': refused }),
    failing('command-failed', /ended with 1: cat: \/etc/),
  )
})

test('any output gives valid files or a failure that says so', async () => {
  await survivesAnyOutput(volumeFiles, { 'volume-files': textLike(real) })
})

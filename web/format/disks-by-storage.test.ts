import assert from 'node:assert/strict'
import { test } from 'node:test'
import { disksByStorage, disksOnStorage } from './disks-by-storage.ts'

const disk = (storage: string, used_bytes: number | null, size_bytes: number | null) => ({
  storage,
  used_bytes,
  size_bytes,
})

test('disks are put together by storage, the one first whose disks take most', () => {
  const [big, small] = [disk('tank', 30, 100), disk('local', 20, 20)]
  const [more] = [disk('tank', 5, 50)]
  assert.deepEqual(disksByStorage([small, big, more]), [
    { storage: 'tank', disks: [big, more], usedBytes: 35, sizeBytes: 150, unknown: 0 },
    { storage: 'local', disks: [small], usedBytes: 20, sizeBytes: 20, unknown: 0 },
  ])
})

test('what is not known is counted and not taken for nothing; storages of one extent stand by name', () => {
  const found = disksByStorage([disk('b', null, 10), disk('a', null, 10), disk('c', null, null), disk('b', null, null)])
  assert.deepEqual(
    found.map(({ storage, usedBytes, sizeBytes, unknown }) => [storage, usedBytes, sizeBytes, unknown]),
    [
      ['a', null, 10, 1],
      ['b', null, 10, 2],
      ['c', null, null, 1],
    ],
  )
  assert.deepEqual(disksByStorage([]), [])
})

test('the disks of one storage are the largest first, whichever node told of them', () => {
  const [small, big, unknown] = [disk('nas', 1, 500), disk('nas', 30, 40), disk('nas', null, 20)]
  assert.deepEqual(disksOnStorage('nas', [small, disk('tank', 99, 99), unknown, big]), {
    storage: 'nas',
    disks: [big, unknown, small],
    usedBytes: 31,
    sizeBytes: 560,
    unknown: 1,
  })
  assert.deepEqual(disksOnStorage('none', [small]).disks, [])
})

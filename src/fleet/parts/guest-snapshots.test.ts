import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { absent, read } from '../../../test/tools/kept.ts'
import { AT } from '../../../test/tools/sample-guest.ts'
import { snapshots } from '../../collectors/guest/snapshots.ts'
import { zfsSnapshots } from '../../collectors/node/zfs-snapshots.ts'
import { guestSnapshots } from './guest-snapshots.ts'

const DATASETS = ['rpool/data/vm-100-disk-0', 'rpool/data/vm-100-disk-1']

const taken = (...found: [name: string, createdAtSeconds: number | null][]) =>
  read(
    snapshots,
    {
      snapshots: found.map(([name, createdAtSeconds]) => ({
        name,
        createdAtSeconds,
        description: null,
        parent: null,
        withMemory: null,
      })),
      parentOfCurrent: null,
    },
    AT,
  )

const zfs = (...found: [dataset: string, name: string, usedBytes: number | null][]) =>
  read(
    zfsSnapshots,
    { snapshots: found.map(([dataset, name, usedBytes]) => ({ dataset, name, usedBytes, createdAtSeconds: null })) },
    AT,
  )

const sizes = (looks: Parameters<typeof guestView>[0], datasets = DATASETS) =>
  guestSnapshots(guestView(looks), datasets).list?.map(({ name, size_bytes }) => [name, size_bytes])

describe('the snapshots of a guest', () => {
  it('take what those of its datasets take together', () => {
    const looks = [
      taken(['one', 1], ['two', 2]),
      zfs(
        ['rpool/data/vm-100-disk-0', 'one', 5],
        ['rpool/data/vm-100-disk-1', 'one', 7],
        ['rpool/data/vm-101-disk-0', 'one', 100],
      ),
    ]
    assert.deepEqual(sizes(looks), [
      ['one', 12],
      ['two', null],
    ])
  })

  it('take nothing only where ZFS says so', () => {
    const one = taken(['one', 1])
    assert.deepEqual(sizes([one, zfs(['rpool/data/vm-100-disk-0', 'one', 0])]), [['one', 0]])
    assert.deepEqual(sizes([one, zfs(['rpool/data/vm-100-disk-0', 'one', null])]), [['one', null]])
    assert.deepEqual(sizes([one, absent(zfsSnapshots, AT)]), [['one', null]])
    assert.deepEqual(sizes([one, zfs(['rpool/data/vm-100-disk-0', 'one', 5])], []), [['one', null]])
  })

  it('are counted, and the oldest is the one taken first, as far as PVE knows when', () => {
    const { count, oldest_at } = guestSnapshots(guestView([taken(['a', null], ['b', 86_400], ['c', 60])]), [])
    assert.deepEqual([count, oldest_at], [3, '1970-01-01T00:01:00.000Z'])
  })

  it('are none where PVE lists none, and unknown where it was not asked', () => {
    assert.deepEqual(guestSnapshots(guestView([taken()]), []), {
      count: 0,
      oldest_at: null,
      list: [],
      current_parent: null,
    })
    assert.deepEqual(guestSnapshots(guestView([]), []), {
      count: null,
      oldest_at: null,
      list: null,
      current_parent: null,
    })
  })
})

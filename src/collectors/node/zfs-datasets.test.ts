import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, missing, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { zfsDatasets } from './zfs-datasets.ts'

const real =
  'rpool\t900\t100\t0\t96\t0\t4\t-\t96\t-\nrpool/data/vm-100-disk-0\t900\t4\t1\t2\t1\t-\t3\t2\t-\n' +
  'rpool/data/vm-101-disk-0\t900\t30\t0\t30\t0\t0\t3000\t2030\trpool/data/base-9000-disk-0@__base__\n'

test('each dataset is read with the parts of what it uses', async () => {
  const { datasets } = await factOf(zfsDatasets, { 'zfs-list': real })
  assert.deepEqual(datasets.slice(0, 2), [
    {
      name: 'rpool',
      usedBytes: 100,
      availableBytes: 900,
      snapshotBytes: 0,
      datasetBytes: 96,
      referencedBytes: 96,
      refreservationBytes: 0,
      childrenBytes: 4,
      volsizeBytes: null,
      origin: null,
    },
    {
      name: 'rpool/data/vm-100-disk-0',
      usedBytes: 4,
      availableBytes: 900,
      snapshotBytes: 1,
      datasetBytes: 2,
      referencedBytes: 2,
      refreservationBytes: 1,
      childrenBytes: null,
      volsizeBytes: 3,
      origin: null,
    },
  ])
})

test('trap 33: a linked clone says what it holds with its origin, and which that is', async () => {
  const clone = (await factOf(zfsDatasets, { 'zfs-list': real })).datasets[2]
  assert.deepEqual(
    [clone?.usedBytes, clone?.referencedBytes, clone?.volsizeBytes, clone?.origin],
    [30, 2030, 3000, 'rpool/data/base-9000-disk-0@__base__'],
  )
})

test('trap 33: a volume with all of its size reserved uses more than its size', async () => {
  const thick = 'rpool/data/vm-102-disk-0\t900\t3300\t0\t100\t3200\t0\t3000\t100\t-\n'
  const [dataset] = (await factOf(zfsDatasets, { 'zfs-list': thick })).datasets
  assert.deepEqual([dataset?.usedBytes, dataset?.refreservationBytes, dataset?.volsizeBytes], [3300, 3200, 3000])
})

test('a node with no pools has no datasets, one without ZFS has no such fact', async () => {
  assert.deepEqual(await factOf(zfsDatasets, { 'zfs-list': '' }), { datasets: [] })
  const notLoaded = { exit: 1, stderr: 'The ZFS modules are not loaded.\n' }
  await assert.rejects(factOf(zfsDatasets, { 'zfs-list': notLoaded }), missing('ZFS is not loaded on this node'))
})

test('any output gives valid datasets or a failure that says so', async () => {
  await survivesAnyOutput(zfsDatasets, { 'zfs-list': textLike(real) })
})

test('proxmox-Hp-name-space.txt: eleven datasets', { skip: withoutShared }, async () => {
  const text = sharedText('samples/zfs_list/proxmox-Hp-name-space.txt')
  await assert.rejects(factOf(zfsDatasets, { 'zfs-list': text }), failing('bad-reply', /does not have 10 columns/))
  const asAskedFor = text.replace(/^[^\t\n]+\t/gm, '').replace(/(?<=.)$/gm, '\t-\t-\t-')
  const { datasets } = await factOf(zfsDatasets, { 'zfs-list': asAskedFor })
  assert.equal(datasets.length, 11)
  assert.deepEqual(
    datasets.find(({ name }) => name === 'rpool'),
    {
      name: 'rpool',
      usedBytes: 35_194_695_680,
      availableBytes: 930_367_639_552,
      snapshotBytes: 0,
      datasetBytes: 98_304,
      referencedBytes: null,
      refreservationBytes: 0,
      childrenBytes: 35_194_597_376,
      volsizeBytes: null,
      origin: null,
    },
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, missing, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { zfsDatasets } from './zfs-datasets.ts'

const real = 'rpool\t900\t100\t0\t96\t0\t4\nrpool/data/vm-100-disk-0\t900\t4\t1\t2\t1\t-\n'

test('each dataset is read with the parts of what it uses', async () => {
  assert.deepEqual(await factOf(zfsDatasets, { 'zfs-list': real }), {
    datasets: [
      {
        name: 'rpool',
        usedBytes: 100,
        availableBytes: 900,
        snapshotBytes: 0,
        datasetBytes: 96,
        refreservationBytes: 0,
        childrenBytes: 4,
      },
      {
        name: 'rpool/data/vm-100-disk-0',
        usedBytes: 4,
        availableBytes: 900,
        snapshotBytes: 1,
        datasetBytes: 2,
        refreservationBytes: 1,
        childrenBytes: null,
      },
    ],
  })
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
  await assert.rejects(factOf(zfsDatasets, { 'zfs-list': text }), failing('bad-reply', /does not have 7 columns/))
  const withoutSecondName = text.replace(/^[^\t\n]+\t/gm, '')
  const { datasets } = await factOf(zfsDatasets, { 'zfs-list': withoutSecondName })
  assert.equal(datasets.length, 11)
  assert.deepEqual(
    datasets.find(({ name }) => name === 'rpool'),
    {
      name: 'rpool',
      usedBytes: 35_194_695_680,
      availableBytes: 930_367_639_552,
      snapshotBytes: 0,
      datasetBytes: 98_304,
      refreservationBytes: 0,
      childrenBytes: 35_194_597_376,
    },
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, missing, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { zfsSnapshots } from './zfs-snapshots.ts'

const real =
  'rpool/ROOT/pve-1@before-upgrade\t1536000\t1767225600\n' +
  'rpool/data/vm-100-disk-0@monday\t4096\t1767225601\n' +
  'rpool/data/vm-100-disk-0@tuesday\t-\t-\n'

test('snapshots of volumes of guests are read, those of other datasets are left out', async () => {
  assert.deepEqual(await factOf(zfsSnapshots, { 'zfs-snapshots': real }), {
    snapshots: [
      { dataset: 'rpool/data/vm-100-disk-0', name: 'monday', usedBytes: 4096, createdAtSeconds: 1_767_225_601 },
      { dataset: 'rpool/data/vm-100-disk-0', name: 'tuesday', usedBytes: null, createdAtSeconds: null },
    ],
  })
})

test('every name PVE gives to a volume of a guest is one', async () => {
  const ofGuests = ['vm-100-disk-0', 'subvol-101-disk-1', 'base-9000-disk-0', 'basevol-9001-disk-0', 'vm-100-state-x']
  const others = ['vm-disk-0', 'vm-100', 'myvm-100-disk-0', 'vm-100-disk-0/below', 'backup']
  const printed = [...ofGuests, ...others].map((name) => `tank/vmdata/${name}@s\t0\t1\n`).join('')
  const { snapshots } = await factOf(zfsSnapshots, { 'zfs-snapshots': printed })
  assert.deepEqual(
    snapshots.map(({ dataset }) => dataset),
    ofGuests.map((name) => `tank/vmdata/${name}`),
  )
})

test('no snapshots is an empty list; no ZFS and a broken row are not', async () => {
  assert.deepEqual(await factOf(zfsSnapshots, { 'zfs-snapshots': '' }), { snapshots: [] })
  const notLoaded = { exit: 1, stderr: 'The ZFS modules are not loaded.\n' }
  await assert.rejects(factOf(zfsSnapshots, { 'zfs-snapshots': notLoaded }), missing('ZFS is not loaded on this node'))
  const cut = real.slice(0, -4)
  await assert.rejects(factOf(zfsSnapshots, { 'zfs-snapshots': cut }), failing('bad-reply', /does not have 3 columns/))
})

test('any output gives valid snapshots or a failure that says so', async () => {
  await survivesAnyOutput(zfsSnapshots, { 'zfs-snapshots': textLike(real) })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { storageConfig } from './storage-config.ts'

const PATH = '/storage'

const poolOf = async (row: object) => (await factOf(storageConfig, PATH, [{ storage: 's', ...row }])).storages[0]!.pool

test('a storage draws from a ZFS dataset, a thin pool, a volume group or a Ceph pool', async () => {
  assert.equal(await poolOf({ type: 'zfspool', pool: 'rpool/data' }), 'rpool/data')
  assert.equal(await poolOf({ type: 'lvmthin', vgname: 'pve', thinpool: 'data' }), 'pve/data')
  assert.equal(await poolOf({ type: 'lvm', vgname: 'san' }), 'san')
  assert.equal(await poolOf({ type: 'rbd', pool: 'vms' }), 'vms')
  assert.equal(await poolOf({ type: 'rbd' }), 'rbd')
  assert.equal(await poolOf({ type: 'lvmthin', vgname: 'pve' }), null)
  assert.equal(await poolOf({ type: 'dir', path: '/srv' }), null)
  assert.equal(await poolOf({ type: 'zfs', pool: 'tank/on-another-host' }), null)
})

test('the nodes a storage is limited to are listed; without a limit they are null', async () => {
  const rows = [
    { storage: 'b', type: 'dir', path: '/srv', nodes: 'pve2,pve1' },
    { storage: 'a', type: 'nfs', path: '/mnt/pve/a', server: '192.0.2.250' },
  ]
  assert.deepEqual(await factOf(storageConfig, PATH, rows), {
    storages: [
      { name: 'a', type: 'nfs', pool: null, path: '/mnt/pve/a', server: '192.0.2.250', nodes: null },
      { name: 'b', type: 'dir', pool: null, path: '/srv', server: null, nodes: ['pve1', 'pve2'] },
    ],
  })
})

test('trap 21: an empty list is a failure with a word about permissions', async () => {
  await assert.rejects(factOf(storageConfig, PATH, []), failure('bad-reply', /Datastore\.Audit on \/storage/))
})

test('recorded replies of 7.4, 8.4 and 9.2 say the same', { skip: withoutShared }, async () => {
  const rows = { pool: null, path: null, server: null, nodes: null }
  const expected = [
    { ...rows, name: 'backup-usb', type: 'dir', path: '/mnt/usb-backup', nodes: ['pve1'] },
    { ...rows, name: 'bt', type: 'btrfs', path: '/mnt/bt' },
    { ...rows, name: 'local', type: 'dir', path: '/var/lib/vz' },
    { ...rows, name: 'local-lvm', type: 'lvmthin', pool: 'pve/data', nodes: ['pve1'] },
    { ...rows, name: 'nas-nfs', type: 'nfs', path: '/mnt/pve/nas-nfs', server: '192.0.2.250' },
    { ...rows, name: 'nas-smb', type: 'cifs', path: '/mnt/pve/nas-smb', server: '192.0.2.250' },
    { ...rows, name: 'other-node-only', type: 'dir', path: '/srv/other', nodes: ['pve9'] },
    { ...rows, name: 'pbs-main', type: 'pbs', server: 'pbs.example.lan' },
    { ...rows, name: 'rpool-missing', type: 'zfspool', pool: 'rpool/data' },
    { ...rows, name: 'tank-vm', type: 'zfspool', pool: 'tank/vmdata' },
  ]
  for (const release of ['7.4', '8.4', '9.2']) {
    assert.deepEqual((await factOf(storageConfig, PATH, recordedReply(`${release}/storage`))).storages, expected)
  }
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(storageConfig, PATH, 'storage type pool vgname thinpool path server nodes'))

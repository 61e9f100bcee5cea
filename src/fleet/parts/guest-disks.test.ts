import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { absent, failed, read } from '../../../test/tools/kept.ts'
import { AT, configured, container, dataset, storagesOf } from '../../../test/tools/sample-guest.ts'
import { filesystems } from '../../collectors/guest/filesystems.ts'
import { containerStatus } from '../../collectors/node/container-status.ts'
import { logicalVolumes } from '../../collectors/node/logical-volumes.ts'
import { storageConfig } from '../../collectors/node/storage-config.ts'
import { volumeFiles } from '../../collectors/node/volume-files.ts'
import { zfsDatasets } from '../../collectors/node/zfs-datasets.ts'
import type { Observation } from '../../model/observation.ts'
import { guestDisks, storageSums } from './guest-disks.ts'

const GIB = 2 ** 30

const STORAGES = storagesOf({
  'local-zfs': ['zfspool', 'rpool/data'],
  'local-lvm': ['lvmthin', 'pve/data'],
  san: ['lvm', 'vg0'],
  nas: ['nfs', null],
  ceph: ['rbd', 'rbd'],
  target: ['iscsidirect', null],
})

const datasets = (...found: ReturnType<typeof dataset>[]) => read(zfsDatasets, { datasets: found }, AT)

const volumes = (...found: [name: string, sizeBytes: number, percent: number | null][]) =>
  read(
    logicalVolumes,
    {
      volumes: found.map(([name, sizeBytes, dataUsedPercent]) => ({
        name,
        sizeBytes,
        pool: null,
        origin: null,
        dataUsedPercent,
      })),
    },
    AT,
  )

const view = (raw: Record<string, string>, looks: readonly Observation[], type: 'qemu' | 'lxc' = 'qemu') =>
  guestView([configured(raw), STORAGES, ...looks], { type })

/** The first disk of a guest with this one setting. */
function disk(setting: string, ...looks: Observation[]) {
  const key = setting.includes('subvol') ? 'rootfs' : 'scsi0'
  const [found] = guestDisks(view({ [key]: setting }, looks, key === 'rootfs' ? 'lxc' : 'qemu')) ?? []
  assert.ok(found)
  return found
}

const used = (...of: Parameters<typeof disk>) => {
  const { used_bytes, used_source, reason } = disk(...of)
  return [used_bytes, used_source, reason]
}

describe('trap 23: what a disk takes is what its storage says', () => {
  it('on ZFS: used, with its parts apart', () => {
    const parts = {
      usedBytes: 12 * GIB,
      snapshotBytes: 2 * GIB,
      datasetBytes: 10 * GIB,
      refreservationBytes: 0,
      referencedBytes: 10 * GIB,
    }
    const found = disk('local-zfs:vm-100-disk-0,size=32G', datasets(dataset('rpool/data/vm-100-disk-0', parts)))
    const { dataset: name, used_bytes, used_gb, used_source, snapshot_bytes, referenced_bytes, reserved_bytes } = found
    assert.deepEqual([name, used_bytes, used_gb, used_source], ['rpool/data/vm-100-disk-0', 12 * GIB, 12, 'zfs'])
    assert.deepEqual([snapshot_bytes, referenced_bytes, reserved_bytes], [2 * GIB, 10 * GIB, 0])
  })

  it('in a thin pool: the share that is mapped', () => {
    const look = volumes(['pve/vm-100-disk-0', 32 * GIB, 12.5])
    assert.deepEqual(used('local-lvm:vm-100-disk-0,size=32G', look), [4 * GIB, 'lvm-thin', null])
    const inactive = volumes(['pve/vm-100-disk-0', 32 * GIB, null])
    const reason = 'pve/vm-100-disk-0 is not active on this node'
    assert.deepEqual(used('local-lvm:vm-100-disk-0', inactive), [null, null, reason])
  })

  it('on LVM: all of it', () => {
    assert.deepEqual(used('san:vm-100-disk-0,size=32G', volumes(['vg0/vm-100-disk-0', 32 * GIB, null])), [
      32 * GIB,
      'lvm',
      null,
    ])
  })

  it('in a file: the blocks it has', () => {
    const file = { storage: 'nas', volume: '100/vm-100-disk-0.qcow2', sizeBytes: 33 * GIB, usedBytes: 7 * GIB }
    const look = read(volumeFiles, { files: [file], unread: [] }, AT)
    assert.deepEqual(used('nas:100/vm-100-disk-0.qcow2,size=32G', look), [7 * GIB, 'file', null])
  })

  it('in a running container nobody else can measure: what its root file system holds', () => {
    const raw = { rootfs: 'ceph:vm-100-disk-0,size=8G', mp0: 'ceph:vm-100-disk-1,mp=/srv,size=8G' }
    const rows = (more: Parameters<typeof container>[0]) => read(containerStatus, { containers: [container(more)] }, AT)
    const running = guestDisks(view(raw, [rows({})], 'lxc'))
    assert.deepEqual(
      running?.map(({ used_bytes, used_source }) => [used_bytes, used_source]),
      [
        [3 * GIB, 'container'],
        [null, null],
      ],
    )
    const stopped = guestDisks(view(raw, [rows({ rootUsedBytes: null })], 'lxc'))
    assert.equal(stopped?.[0]?.used_bytes, null)
  })

  it('in a VM with one disk nobody else can measure: what the agent finds in its file systems', () => {
    const mounted = read(
      filesystems,
      {
        filesystems: [
          { mountpoint: '/', type: 'ext4', totalBytes: 30 * GIB, usedBytes: 5 * GIB },
          { mountpoint: '/boot', type: 'ext4', totalBytes: GIB, usedBytes: GIB / 2 },
          { mountpoint: '/old', type: null, totalBytes: null, usedBytes: null },
        ],
      },
      AT,
    )
    assert.deepEqual(used('ceph:vm-100-disk-0,size=32G', mounted), [5.5 * GIB, 'agent', null])
    const two = view({ scsi0: 'ceph:vm-100-disk-0', scsi1: 'ceph:vm-100-disk-1' }, [mounted])
    assert.deepEqual(
      guestDisks(two)?.map(({ used_source }) => used_source),
      [null, null],
    )
  })
})

describe('trap 33: ZFS counts in its own way', () => {
  it("a linked clone's own blocks, without those of its origin", () => {
    const own = dataset('rpool/data/vm-100-disk-0', {
      usedBytes: GIB,
      referencedBytes: 4 * GIB,
      origin: 'rpool/data/base-9000-disk-0@__base__',
    })
    const found = disk('local-zfs:base-9000-disk-0/vm-100-disk-0,size=32G', datasets(own))
    assert.deepEqual(
      [found.volume, found.base, found.dataset],
      ['vm-100-disk-0', 'base-9000-disk-0', 'rpool/data/vm-100-disk-0'],
    )
    assert.deepEqual([found.used_bytes, found.referenced_bytes], [GIB, 4 * GIB])
  })

  it('a reservation beyond the size', () => {
    const own = dataset('rpool/data/vm-100-disk-0', { usedBytes: 33 * GIB, refreservationBytes: 30 * GIB })
    const { size_bytes, used_bytes, reserved_bytes } = disk('local-zfs:vm-100-disk-0,size=32G', datasets(own))
    assert.deepEqual([size_bytes, used_bytes, reserved_bytes], [32 * GIB, 33 * GIB, 30 * GIB])
  })

  it('a subvolume without a limit has no size', () => {
    const own = dataset('rpool/data/subvol-100-disk-0', { usedBytes: GIB })
    const { size_bytes, size_gb, used_bytes } = disk('local-zfs:subvol-100-disk-0,size=0T', datasets(own))
    assert.deepEqual([size_bytes, size_gb, used_bytes], [null, null, GIB])
  })
})

describe('the size of a disk', () => {
  it('is the one configured, else that of the volume', () => {
    const zvol = datasets(dataset('rpool/data/vm-100-disk-0', { usedBytes: 0, volsizeBytes: 64 * GIB }))
    assert.equal(disk('local-zfs:vm-100-disk-0,size=32G', zvol).size_bytes, 32 * GIB)
    assert.equal(disk('local-zfs:vm-100-disk-0', zvol).size_bytes, 64 * GIB)
    assert.equal(disk('san:vm-100-disk-0', volumes(['vg0/vm-100-disk-0', GIB, null])).size_bytes, GIB)
  })

  it('is the length of a raw image, but not of one that holds more than the disk', () => {
    const files = ['raw', 'qcow2'].map((format) => ({
      storage: 'nas',
      volume: `100/vm-100-disk-0.${format}`,
      sizeBytes: 2 * GIB,
      usedBytes: GIB,
    }))
    const look = read(volumeFiles, { files, unread: [] }, AT)
    assert.equal(disk('nas:100/vm-100-disk-0.raw', look).size_bytes, 2 * GIB)
    assert.equal(disk('nas:100/vm-100-disk-0.qcow2', look).size_bytes, null)
  })
})

describe('why it is not known what a disk takes', () => {
  const reason = (...of: Parameters<typeof disk>) => used(...of)[2]

  it('is what the storage cannot say', () => {
    assert.match(String(reason('ceph:vm-100-disk-0')), /^Ceph does not tell/)
    assert.equal(reason('target:lun1'), 'storages of type iscsidirect do not tell what a volume takes')
    assert.equal(reason('nosuch:vm-100-disk-0'), 'there is no storage nosuch')
  })

  it('is what could not be read', () => {
    assert.equal(reason('local-zfs:vm-100-disk-0'), 'ZFS datasets: not read yet')
    assert.equal(
      reason('local-zfs:vm-100-disk-0', failed(zfsDatasets, 'timeout', AT)),
      'ZFS datasets: zfs-datasets: timeout',
    )
    assert.equal(reason('san:vm-100-disk-0', absent(logicalVolumes, AT)), 'LVM volumes: logical-volumes is not there')
    assert.equal(
      reason('nas:100/vm-100-disk-0.raw', failed(storageConfig, 'forbidden', AT), absent(storageConfig, AT)),
      'Storage configuration: storage-config is not there',
    )
  })

  it('is the storage of files that did not answer, and no other', () => {
    const look = read(volumeFiles, { files: [], unread: [{ storage: 'nas', reason: 'storage nas hangs' }] }, AT)
    assert.equal(reason('nas:100/vm-100-disk-0.raw', look), 'storage nas hangs')
    const read2 = read(volumeFiles, { files: [], unread: [{ storage: 'other', reason: 'hangs' }] }, AT)
    assert.equal(reason('nas:100/vm-100-disk-0.raw', read2), 'there is no file for 100/vm-100-disk-0.raw')
    assert.match(String(reason('nas:100/subvol-100-disk-0.subvol', read2)), /^a directory/)
  })

  it('is a volume that is not there', () => {
    assert.equal(reason('local-zfs:vm-100-disk-0', datasets()), 'zfs lists no dataset rpool/data/vm-100-disk-0')
    assert.equal(reason('san:vm-100-disk-0', volumes()), 'lvs lists no volume vg0/vm-100-disk-0')
  })

  it('trap 26: is that drives, devices and directories are no volumes', () => {
    assert.equal(reason('none,media=cdrom'), 'the drive is empty')
    assert.match(String(reason('nas:iso/debian.iso,media=cdrom,size=600M')), /^an image in a drive does not belong/)
    assert.match(String(reason('/dev/disk/by-id/ata-1')), /^not on a storage/)
  })
})

describe('the disks of a guest together', () => {
  const raw = {
    scsi0: 'local-zfs:vm-100-disk-0,size=32G',
    scsi1: 'ceph:vm-100-disk-1,size=8G',
    scsi2: '/dev/sdb,size=4T',
    ide2: 'nas:iso/debian.iso,media=cdrom,size=1G',
    unused0: 'san:vm-100-disk-2',
  }
  const looks = [
    datasets(dataset('rpool/data/vm-100-disk-0', { usedBytes: 10 * GIB })),
    volumes(['vg0/vm-100-disk-2', 2 * GIB, null]),
  ]

  it('add up to what is known, without what is in a drive or belongs to the node', () => {
    assert.deepEqual(storageSums(guestDisks(view(raw, looks))), {
      storage_used_bytes: 12 * GIB,
      storage_size_bytes: 42 * GIB,
    })
  })

  it('add up to nothing only where there are none', () => {
    assert.deepEqual(storageSums(guestDisks(view({}, []))), { storage_used_bytes: 0, storage_size_bytes: 0 })
    assert.deepEqual(storageSums(guestDisks(view({ scsi0: 'ceph:vm-100-disk-0' }, []))), {
      storage_used_bytes: null,
      storage_size_bytes: null,
    })
    assert.deepEqual(storageSums(null), { storage_used_bytes: null, storage_size_bytes: null })
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { nodeDisks } from './node-disks.ts'

const disksOf = (...blockdevices: object[]): Record<string, unknown>[] =>
  built(nodeDisks, { programs: { lsblk: JSON.stringify({ blockdevices }) } }) as Record<string, unknown>[]
const part = (kname: string, more: object = {}): object => ({ kname, type: 'part', ...more })

const EFI = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b'
const BIOS = '21686148-6449-6e6f-744e-656564454649'

describe('/nodes/{node}/disks/list from lsblk', () => {
  it("gives a disk in PVE's keys", () => {
    const disk = {
      kname: 'nvme0n1',
      type: 'disk',
      size: 512,
      rota: false,
      tran: 'nvme',
      model: 'A disk',
      serial: 'S1',
      wwn: 'eui.1',
      pttype: 'gpt',
    }
    assert.deepEqual(disksOf(disk), [
      {
        devpath: '/dev/nvme0n1',
        type: 'nvme',
        size: 512,
        model: 'A disk',
        serial: 'S1',
        vendor: 'unknown',
        wwn: 'eui.1',
        rpm: 0,
        gpt: 1,
        health: 'UNKNOWN',
        wearout: 'N/A',
        osdid: -1,
      },
    ])
  })

  it('tells SSD, hard disk and USB apart, and calls a virtual disk unknown', () => {
    const disk = (kname: string, rota: unknown, tran: string | null): object => ({ kname, rota, tran })
    const all = [
      disk('sda', 0, 'sata'),
      disk('sdb', '1', 'sas'),
      disk('sdc', true, 'usb'),
      disk('vda', true, 'virtio'),
      disk('sdd', null, null),
    ]
    assert.deepEqual(
      disksOf(...all).map(({ type, rpm }) => [type, rpm]),
      [
        ['ssd', 0],
        ['hdd', -1],
        ['usb', 0],
        ['unknown', -1],
        ['unknown', -1],
      ],
    )
  })

  it('lists no volumes, optical drives or disks of other hosts', () => {
    const others = ['zd0', 'rbd0', 'drbd1', 'dm-0', 'loop0', 'sr0', 'md0', 'nbd0', 'sda1'].map((kname) => ({ kname }))
    assert.deepEqual(disksOf(...others, { kname: 'sdx', tran: 'iscsi' }), [])
    assert.deepEqual(
      disksOf({ kname: 'cciss!c0d0' }, { kname: 'sdab' }).map(({ devpath }) => devpath),
      ['/dev/cciss/c0d0', '/dev/sdab'],
    )
  })

  it('says what a disk is used for: its own use, else that of its first partition with one', () => {
    const used = (more: object): unknown => disksOf({ kname: 'sda', ...more })[0]?.['used']
    assert.equal(used({}), undefined)
    assert.equal(used({ fstype: 'LVM2_member', children: [{ kname: 'dm-0', type: 'lvm' }] }), 'LVM')
    assert.equal(used({ mountpoint: '/' }), 'mounted')
    assert.equal(
      used({ children: [part('sda1', { parttype: BIOS }), part('sda2', { parttype: EFI, fstype: 'vfat' })] }),
      'BIOS boot',
    )
    assert.equal(used({ children: [part('sda1'), part('sda2', { fstype: 'zfs_member' })] }), 'ZFS')
    assert.equal(used({ children: [part('sda1', { fstype: 'ext4' })] }), 'ext4')
    assert.equal(used({ children: [part('sda1')] }), 'partitions')
    assert.equal(used({ children: [part('sda1', { children: [{ kname: 'dm-1', type: 'mpath' }] })] }), 'Device Mapper')
    assert.equal(used({ children: [{ kname: 'dm-1', type: 'mpath' }] }), 'Device Mapper')
  })

  it('equals what PVE replied: 8.4', { skip: withoutShared }, () => {
    // What lsblk says of that machine's disk: no udev, mounted as a whole.
    const disk = {
      kname: 'vda',
      type: 'disk',
      size: 274877906944,
      rota: true,
      tran: 'virtio',
      vendor: '0x1af4',
      mountpoint: '/',
    }
    const [recorded] = recordedReply('8.4/node_disks_list') as Record<string, unknown>[]
    const { 'osdid-list': _list, ...expected } = recorded ?? {}
    assert.deepEqual(disksOf(disk), [expected])
  })
})

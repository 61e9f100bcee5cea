import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disksIn } from './guest-disks.ts'
import type { GuestDisk } from './guest-disks.ts'

const NONE = {
  storage: null,
  volume: null,
  base: null,
  path: null,
  format: null,
  sizeBytes: null,
  options: {},
  mountpoint: null,
}

const GIB = 2 ** 30

const one = (key: string, text: string, type: 'qemu' | 'lxc' = 'qemu'): GuestDisk => {
  const [disk, ...more] = disksIn(type, { [key]: text })
  assert.ok(disk && more.length === 0)
  return disk
}

const place = ({ storage, volume, base, format }: GuestDisk): unknown[] => [storage, volume, base, format]

describe('disks of a VM', () => {
  it('have a volume, a size and options', () => {
    assert.deepEqual(one('scsi1', 'tank:vm-100-disk-2,discard=on,size=500G,ssd=1,novel=x'), {
      ...NONE,
      key: 'scsi1',
      kind: 'disk',
      storage: 'tank',
      volume: 'vm-100-disk-2',
      format: 'raw',
      sizeBytes: 500 * GIB,
      options: { discard: 'on', ssd: '1', novel: 'x' },
    })
  })

  it('trap 26: have a volume without a comma where they have no options', () => {
    assert.deepEqual(one('virtio0', 'tank:vm-100-disk-0'), {
      ...NONE,
      key: 'virtio0',
      kind: 'disk',
      storage: 'tank',
      volume: 'vm-100-disk-0',
      format: 'raw',
    })
  })

  it('trap 26: are told by key from what is named like them', () => {
    const others = ['scsihw', 'virtiofs0', 'hostpci0', 'scsi', 'scsix0', 'mp0', 'rootfs', 'bootdisk', 'boot', 'SCSI0']
    assert.deepEqual(disksIn('qemu', Object.fromEntries(others.map((key) => [key, 'tank:vm-100-disk-0']))), [])
  })

  it('trap 26: are told from media, cloud-init and devices', () => {
    const table: [string, string, GuestDisk['kind']][] = [
      ['ide2', 'none,media=cdrom', 'cdrom'],
      ['ide2', 'cdrom,media=cdrom', 'cdrom'],
      ['ide2', 'local:iso/debian.iso,media=cdrom,size=670M', 'cdrom'],
      ['sata0', 'media=cdrom,file=local:iso/debian.iso', 'cdrom'],
      ['ide0', 'local:100/vm-100-cloudinit.qcow2,media=cdrom,size=4M', 'cloudinit'],
      ['ide2', 'tank:vm-100-cloudinit,media=cdrom', 'cloudinit'],
      ['ide2', 'tank:cloudinit', 'cloudinit'],
      ['scsi0', 'tank:vm-100-cloudinit-disk', 'disk'],
      ['efidisk0', 'tank:vm-100-disk-0,efitype=4m,size=528K', 'efidisk'],
      ['tpmstate0', 'tank:vm-100-disk-3,size=4M,version=v2.0', 'tpmstate'],
      ['unused7', 'tank:vm-100-disk-9', 'unused'],
      ['scsi2', '/dev/disk/by-id/ata-EXAMPLE_1,size=3907018584K', 'passthrough'],
      ['scsi3', '/mnt/images/odd.raw', 'passthrough'],
      ['scsi4', 'size=4G', 'disk'],
      ['scsi5', '', 'disk'],
    ]
    for (const [key, text, kind] of table) assert.equal(one(key, text).kind, kind, text)
  })

  it('may name the volume by key', () => {
    for (const text of ['file=tank:vm-100-disk-0,ssd=1', 'ssd=1,volume=tank:vm-100-disk-0'])
      assert.deepEqual(
        [place(one('scsi0', text)), one('scsi0', text).options],
        [['tank', 'vm-100-disk-0', null, 'raw'], { ssd: '1' }],
      )
  })

  it('are on no storage where they are a device, the drive of the node, or nothing', () => {
    const disk = one('scsi2', '/dev/disk/by-id/ata-EXAMPLE_1,size=3907018584K')
    assert.deepEqual(
      [disk.path, disk.sizeBytes, ...place(disk)],
      ['/dev/disk/by-id/ata-EXAMPLE_1', 4000787030016, ...[null, null, null, null]],
    )
    assert.deepEqual(one('ide2', 'none,media=cdrom'), {
      ...NONE,
      key: 'ide2',
      kind: 'cdrom',
      options: { media: 'cdrom' },
    })
    assert.equal(one('ide2', 'cdrom,media=cdrom').path, '/dev/cdrom')
  })

  it('have a format by their name, unless they say another', () => {
    const table: [string, string, string | null][] = [
      ['100/vm-100-disk-0.qcow2', '100/vm-100-disk-0.qcow2', 'qcow2'],
      ['100/vm-100-disk-0.vmdk', '100/vm-100-disk-0.vmdk', 'vmdk'],
      ['100/vm-100-disk-0.raw', '100/vm-100-disk-0.raw', 'raw'],
      ['vm-100-disk-0', 'vm-100-disk-0', 'raw'],
      ['vm-100-disk-0.old', 'vm-100-disk-0.old', 'raw'],
      ['vm-100-disk-0,format=qcow2', 'vm-100-disk-0', 'qcow2'],
      ['iso/debian.iso,media=cdrom', 'iso/debian.iso', null],
    ]
    for (const [text, volume, format] of table) {
      const disk = one('scsi0', `store-1.x:${text}`)
      assert.deepEqual(place(disk), ['store-1.x', volume, null, format], text)
    }
  })

  it('trap 33: of a linked clone name the base apart', () => {
    const table: [string, string, string][] = [
      ['base-9000-disk-0/vm-101-disk-0', 'vm-101-disk-0', 'base-9000-disk-0'],
      ['9000/base-9000-disk-1.qcow2/101/vm-101-disk-1.qcow2', '101/vm-101-disk-1.qcow2', '9000/base-9000-disk-1.qcow2'],
      ['basevol-200-disk-0/subvol-201-disk-0', 'subvol-201-disk-0', 'basevol-200-disk-0'],
    ]
    for (const [text, volume, base] of table) {
      const disk = one('scsi0', `tank:${text}`)
      assert.deepEqual([disk.volume, disk.base], [volume, base])
    }
    assert.deepEqual(place(one('scsi0', 'tank:base-9000-disk-0')), ['tank', 'base-9000-disk-0', null, 'raw'])
    assert.deepEqual(place(one('rootfs', 'tank:basevol-9000-disk-0', 'lxc')), [
      'tank',
      'basevol-9000-disk-0',
      null,
      'subvol',
    ])
  })

  it('keep a volume whose storage nobody can tell', () => {
    assert.deepEqual(place(one('scsi0', 'vm-100-disk-0.raw')), [null, 'vm-100-disk-0.raw', null, null])
    assert.deepEqual(place(one('scsi0', '1odd:x')), [null, '1odd:x', null, null])
  })

  it('come in the order of their buses and numbers, unused ones last', () => {
    const keys = ['unused0', 'tpmstate0', 'efidisk0', 'ide2', 'scsi10', 'scsi9', 'sata0', 'virtio1']
    assert.deepEqual(
      disksIn('qemu', Object.fromEntries(keys.map((key) => [key, 'tank:vm-100-disk-0']))).map(({ key }) => key),
      ['scsi9', 'scsi10', 'virtio1', 'sata0', 'ide2', 'efidisk0', 'tpmstate0', 'unused0'],
    )
  })

  it('have no size that PVE could not read', () => {
    for (const size of ['', '1P', '-4G', 'x', '0'])
      assert.equal(one('scsi0', `tank:vm-1-disk-0,size=${size}`).sizeBytes, null)
  })
})

describe('disks of a container', () => {
  it('are its root and its mount points', () => {
    const raw = {
      mp10: 'volume=tank:subvol-200-disk-2,mp=/srv/b,size=2G',
      mp2: 'local:200/vm-200-disk-1.raw,mp=/srv/a,backup=1,size=1G',
      rootfs: 'tank:subvol-200-disk-0,acl=1,mountoptions=noatime;discard,size=8G',
      unused0: 'tank:subvol-200-disk-7',
      scsi0: 'tank:vm-200-disk-0',
      mp: 'tank:subvol-200-disk-8,mp=/x',
    }
    const tank = { ...NONE, storage: 'tank', format: 'subvol' }
    assert.deepEqual(disksIn('lxc', raw), [
      {
        ...tank,
        key: 'rootfs',
        kind: 'rootfs',
        volume: 'subvol-200-disk-0',
        sizeBytes: 8 * GIB,
        options: { acl: '1', mountoptions: 'noatime;discard' },
        mountpoint: '/',
      },
      {
        ...NONE,
        key: 'mp2',
        kind: 'mountpoint',
        storage: 'local',
        volume: '200/vm-200-disk-1.raw',
        format: 'raw',
        sizeBytes: GIB,
        options: { backup: '1' },
        mountpoint: '/srv/a',
      },
      {
        ...tank,
        key: 'mp10',
        kind: 'mountpoint',
        volume: 'subvol-200-disk-2',
        sizeBytes: 2 * GIB,
        mountpoint: '/srv/b',
      },
      { ...tank, key: 'unused0', kind: 'unused', volume: 'subvol-200-disk-7' },
    ])
  })

  it('may be directories and devices of the node', () => {
    const bind = { ...NONE, key: 'mp1', kind: 'mountpoint' }
    assert.deepEqual(one('mp1', '/mnt/bind,mp=/mnt/host,ro=1,shared=1', 'lxc'), {
      ...bind,
      path: '/mnt/bind',
      mountpoint: '/mnt/host',
      options: { ro: '1', shared: '1' },
    })
    assert.deepEqual(one('mp1', '/dev/sdb1,mp=/mnt/usb', 'lxc'), { ...bind, path: '/dev/sdb1', mountpoint: '/mnt/usb' })
  })

  it('trap 33: have an unknown size where there is no quota', () => {
    assert.equal(one('rootfs', 'tank:subvol-200-disk-0,size=0T', 'lxc').sizeBytes, null)
  })
})

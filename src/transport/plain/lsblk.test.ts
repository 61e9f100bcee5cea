import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { FailureError } from '../../model/failure.ts'
import { parseLsblk } from './lsblk.ts'

const sample = (name: string) => parseLsblk(sharedText(`samples/lsblk/${name}.json`))
const namesAndTypes = (name: string): string[] => sample(name).map(({ name, type }) => `${name} ${String(type)}`)
const withoutLoops = (name: string): string[] => namesAndTypes(name).filter((entry) => !entry.endsWith(' loop'))

describe('lsblk', () => {
  it('gives each device with the one it is part of', () => {
    const disk = {
      name: 'sda',
      kname: 'sda',
      type: 'disk',
      size: '1000',
      rota: '0',
      model: 'A disk  ',
      serial: '',
      children: [{ kname: 'sda1', type: 'part', mountpoints: [null, '/boot'] }],
    }
    const nothing = {
      transport: null,
      vendor: null,
      wwn: null,
      fstype: null,
      parttype: null,
      pttype: null,
      serial: null,
    }
    assert.deepEqual(parseLsblk(JSON.stringify({ blockdevices: [disk] })), [
      {
        ...nothing,
        name: 'sda',
        type: 'disk',
        parent: null,
        sizeBytes: 1000,
        rotational: false,
        model: 'A disk',
        mounted: false,
      },
      {
        ...nothing,
        name: 'sda1',
        type: 'part',
        parent: 'sda',
        sizeBytes: null,
        rotational: null,
        model: null,
        mounted: true,
      },
    ])
  })

  it('reads any JSON, or says that it is no lsblk output', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((data) => `{"blockdevices":[{"children":[${data}]}]}`),
        ),
        (text) => {
          try {
            assert.ok(parseLsblk(text).every(({ sizeBytes }) => sizeBytes === null || Number.isFinite(sizeBytes)))
          } catch (error) {
            assert.ok(error instanceof FailureError && error.failure.kind === 'bad-reply')
          }
        },
      ),
    )
  })

  it('reads the sample crypto_fde', { skip: withoutShared }, () => {
    assert.equal(sample('crypto_fde').length, 44)
    assert.deepEqual(withoutLoops('crypto_fde'), [
      'mmcblk0 disk',
      'mmcblk0p1 part',
      'mmcblk0p2 part',
      'mmcblk0p3 part',
      'mmcblk0p4 part',
      'mmcblk0p5 part',
      'mmcblk0boot0 disk',
      'mmcblk0boot1 disk',
      'mmcblk1 disk',
      'mmcblk1p1 part',
      'dm-0 crypt',
      'dm-1 crypt',
    ])
  })

  it('reads the sample emmc_as_main_drive', { skip: withoutShared }, () => {
    assert.deepEqual(namesAndTypes('emmc_as_main_drive'), [
      'mmcblk0rpmb disk',
      'mmcblk0boot0 disk',
      'mmcblk0boot1 disk',
      'mmcblk0 disk',
      'mmcblk0p1 part',
      'mmcblk0p2 part',
      'mmcblk0p3 part',
    ])
  })

  it('reads the sample hp_dvdrw_with_iso9660_disc', { skip: withoutShared }, () => {
    assert.deepEqual(namesAndTypes('hp_dvdrw_with_iso9660_disc'), ['sda disk', 'sda1 part', 'sda3 part', 'sr0 rom'])
  })

  it('reads the sample hp_elitebook_835_13_inch_g10_recovery_usb_connected', { skip: withoutShared }, () => {
    const name = 'hp_elitebook_835_13_inch_g10_recovery_usb_connected'
    assert.equal(sample(name).length, 24)
    assert.deepEqual(withoutLoops(name), [
      'sda disk',
      'sda1 part',
      'sda2 part',
      'sda3 part',
      'sdb disk',
      'sdb1 part',
      'nvme0n1 disk',
      'nvme0n1p1 part',
      'nvme0n1p2 part',
      'nvme0n1p3 part',
    ])
  })

  it('reads the sample pve-storage-zfs-member', { skip: withoutShared }, () => {
    assert.deepEqual(
      sample('pve-storage-zfs-member').map(({ name, fstype }) => [name, fstype]),
      [
        ['sdm', null],
        ['sdm1', 'zfs_member'],
        ['sdm9', null],
        ['sdn', 'xfs'],
      ],
    )
  })

  it('reads the sample simple-lvm-bytes', { skip: withoutShared }, () => {
    const devices = sample('simple-lvm-bytes')
    const top = devices.filter(({ parent }) => parent === null)
    assert.deepEqual(
      top.map(({ name }) => name),
      ['loop0', 'loop1', 'loop2', 'loop3', 'sda', 'sdb', 'nvme0n1'],
    )
    assert.equal(devices.length, 21)
    assert.equal(top[0]?.mounted, false)
  })
})

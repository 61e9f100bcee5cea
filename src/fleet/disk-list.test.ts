import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { guestView } from '../../test/tools/guest-view.ts'
import { AT, configured, dataset, listed, storagesOf } from '../../test/tools/sample-guest.ts'
import { read } from '../../test/tools/kept.ts'
import { guests } from '../collectors/node/guests.ts'
import { zfsDatasets } from '../collectors/node/zfs-datasets.ts'
import { diskList, diskListShape } from './disk-list.ts'

const GIB = 2 ** 30

const OF_NODE = [
  storagesOf({ tank: ['zfspool', 'tank'], ceph: ['rbd', 'rbd'] }),
  read(zfsDatasets, { datasets: [dataset('tank/vm-100-disk-0', { usedBytes: 20 * GIB })] }, AT),
  read(guests, { guests: [listed(), listed({ vmid: 101, name: 'db' })] }, AT),
]

const view = (vmid: number, raw: Record<string, string> | null) =>
  guestView([...OF_NODE, ...(raw ? [configured(raw)] : [])], { vmid })

describe('the disks of guests', () => {
  it('have first what takes most, or may take most where nobody can tell', () => {
    const { items, total } = diskList([
      view(100, { scsi0: 'tank:vm-100-disk-0,size=100G', scsi1: 'ceph:vm-100-disk-1,size=30G' }),
      view(101, { scsi0: 'ceph:vm-101-disk-0,size=10G', unused0: 'ceph:vm-101-disk-9' }),
    ])
    assert.deepEqual(
      items.map(({ vmid, name, storage, disk_name, kind, used_bytes, size_bytes }) => [
        [vmid, name, storage, disk_name, kind].join(' '),
        used_bytes,
        size_bytes,
      ]),
      [
        ['100 web ceph scsi1 disk', null, 30 * GIB],
        ['100 web tank scsi0 disk', 20 * GIB, 100 * GIB],
        ['101 db ceph scsi0 disk', null, 10 * GIB],
        ['101 db ceph unused0 unused', null, null],
      ],
    )
    assert.equal(total, 4)
    assert.ok(items.every(({ used_bytes, reason }) => (used_bytes === null) === (reason !== null)))
  })

  it('are not what is in a drive, nor a device of the node', () => {
    const { items } = diskList([view(100, { ide2: 'tank:iso/debian.iso,media=cdrom', scsi1: '/dev/sdb' })])
    assert.deepEqual(items, [])
  })

  it('are missing where nobody could read a configuration, which is counted', () => {
    const { items, guests_unknown } = diskList([view(100, {}), view(101, null)])
    assert.deepEqual([items, guests_unknown], [[], 1])
  })

  it('fit what is promised, whatever the configuration', () => {
    const setting = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('tank:a,size=1T', 'ceph:b', 'none'))
    const key = fc.constantFrom('scsi0', 'ide2', 'unused1', 'efidisk0', 'rootfs')
    fc.assert(
      fc.property(fc.dictionary(key, setting), (raw) => {
        const list = diskList([view(100, raw)])
        diskListShape.parse(list)
        assert.equal(list.total, list.items.length)
      }),
    )
  })
})

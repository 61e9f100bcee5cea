import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { pci } from './pci.ts'

const PATH = '/nodes/pve1/hardware/pci'

test('devices are sorted by address, their class named, their IDs kept where names are missing', async () => {
  const rows = [
    { id: '0000:41:00.0', class: '0x0302FF', vendor: '0x10de', device: '0x2235', vendor_name: 'NVIDIA Corporation' },
    { id: '0000:01:00.0', class: '0x010802', vendor_name: 'Samsung', device_name: 'NVMe SSD Controller' },
    { id: '0000:02:00.0', class: '0x990000' },
    { id: '0000:03:00.0', class: '0x0C0330' },
  ]
  assert.deepEqual(await factOf(pci, PATH, rows), {
    devices: [
      { slot: '0000:01:00.0', class: 'Mass storage controller', vendor: 'Samsung', device: 'NVMe SSD Controller' },
      { slot: '0000:02:00.0', class: '0x990000', vendor: null, device: null },
      { slot: '0000:03:00.0', class: 'Serial bus controller', vendor: null, device: null },
      { slot: '0000:41:00.0', class: 'Display controller', vendor: 'NVIDIA Corporation', device: '0x2235' },
    ],
  })
})

test('a machine may have no device worth listing, but not no list', async () => {
  assert.deepEqual(await factOf(pci, PATH, []), { devices: [] })
  await assert.rejects(factOf(pci, PATH, null), failure('bad-reply', /^$/))
})

test('recorded replies of 7.4, 8.4 and 9.2 say the same', { skip: withoutShared }, async () => {
  const vendor = 'Red Hat, Inc.'
  for (const release of ['7.4', '8.4', '9.2']) {
    const { devices } = await factOf(pci, PATH, recordedReply(`${release}/node_hardware_pci`))
    assert.equal(devices.length, 5)
    assert.deepEqual(devices.slice(0, 3), [
      { slot: '0000:00:01.0', class: 'Unassigned class', vendor, device: 'Virtio 1.0 memory balloon' },
      { slot: '0000:00:02.0', class: 'Mass storage controller', vendor, device: 'Virtio 1.0 block device' },
      { slot: '0000:00:03.0', class: 'Network controller', vendor, device: 'Virtio 1.0 network device' },
    ])
  }
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(pci, PATH, 'id class vendor vendor_name device device_name'))

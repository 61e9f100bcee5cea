import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passthroughIn } from './guest-passthrough.ts'

test('a VM is given PCI and USB devices and ports of its node', () => {
  const raw = {
    hostpci1: 'mapping=gpu-pool,mdev=nvidia-35',
    hostpci0: '0000:01:00.0;0000:01:00.1,pcie=1,x-vga=1',
    usb0: 'host=046d:c52b,usb3=1',
    usb1: 'spice',
    usb2: 'mapping=dongle',
    serial0: 'socket',
    serial1: '/dev/ttyS1',
    parallel0: '/dev/parport0',
    dev0: '/dev/sda',
    scsi0: '/dev/sda',
  }
  assert.deepEqual(passthroughIn('qemu', raw), {
    pci: [
      {
        key: 'hostpci0',
        addresses: ['0000:01:00.0', '0000:01:00.1'],
        mapping: null,
        options: { pcie: '1', 'x-vga': '1' },
      },
      { key: 'hostpci1', addresses: [], mapping: 'gpu-pool', options: { mdev: 'nvidia-35' } },
    ],
    usb: [
      { key: 'usb0', host: '046d:c52b', mapping: null, options: { usb3: '1' } },
      { key: 'usb1', host: 'spice', mapping: null, options: {} },
      { key: 'usb2', host: null, mapping: 'dongle', options: {} },
    ],
    devices: [
      { key: 'serial1', path: '/dev/ttyS1', options: {} },
      { key: 'parallel0', path: '/dev/parport0', options: {} },
    ],
  })
})

test('a container is given devices by path', () => {
  const raw = { dev1: 'path=/dev/net/tun,uid=0', dev0: '/dev/dri/renderD128,gid=104', dev2: 'gid=1', usb0: 'spice' }
  assert.deepEqual(passthroughIn('lxc', raw), {
    pci: [],
    usb: [],
    devices: [
      { key: 'dev0', path: '/dev/dri/renderD128', options: { gid: '104' } },
      { key: 'dev1', path: '/dev/net/tun', options: { uid: '0' } },
    ],
  })
})

test('a setting that names no device is kept with what it has', () => {
  assert.deepEqual(passthroughIn('qemu', { hostpci0: ';', usb0: '' }), {
    pci: [{ key: 'hostpci0', addresses: [], mapping: null, options: {} }],
    usb: [{ key: 'usb0', host: null, mapping: null, options: {} }],
    devices: [],
  })
})

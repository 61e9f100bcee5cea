import assert from 'node:assert/strict'
import { isIPv4, isIPv6 } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { GUEST_TYPES } from '../model/observation.ts'
import { cloudInitIn } from './guest-cloud-init.ts'
import { agentIn, smbiosIn, tagsIn, vcpusIn } from './guest-config.ts'
import { DISK_KINDS, disksIn } from './guest-disks.ts'
import type { GuestDisk } from './guest-disks.ts'
import { netsIn } from './guest-nets.ts'
import type { GuestNet } from './guest-nets.ts'
import { passthroughIn } from './guest-passthrough.ts'

const SETTINGS =
  'scsi0 virtio1 ide2 efidisk0 unused9999 rootfs mp0 net0 net31 ipconfig0 hostpci0 usb0 serial0 dev0 agent smbios1 ' +
  'sockets cores vcpus ciuser sshkeys nameserver __proto__ constructor'
const KEYS =
  'file volume size media format mp model macaddr virtio hwaddr tag trunks rate ip ip6 host path enabled base64'
const VALUES = [
  'none',
  'cdrom',
  'tank:base-1-d/vm-2-d',
  ':',
  '/',
  '/dev/x',
  '0',
  '1',
  '-1',
  '1e999',
  '9'.repeat(30),
  '1T',
]
const MORE = [
  '4095',
  '1-4094',
  ';',
  '0;5',
  'BC:24:11:00:00:01',
  '192.0.2.1/24',
  'dhcp',
  '::1/128',
  'QQ==',
  '%',
  '"',
  '',
]

const value = fc.oneof(fc.constantFrom(...VALUES, ...MORE), fc.string({ unit: 'binary' }))
const part = fc.oneof(
  value,
  fc.tuple(fc.constantFrom(...KEYS.split(' ')), value).map((both) => both.join('=')),
)
const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(','))
const settings = fc.dictionary(fc.oneof(fc.constantFrom(...SETTINGS.split(' ')), fc.string()), fc.oneof(text, value))

const sizes = (...values: (number | null)[]): void => {
  for (const size of values) assert.ok(size === null || (Number.isFinite(size) && size >= 0), String(size))
}

function checkDisk({ key, kind, storage, volume, path, format, sizeBytes }: GuestDisk): void {
  assert.ok(DISK_KINDS.includes(kind))
  assert.ok(storage === null || (storage !== '' && volume !== null && path === null), key)
  assert.ok(path === null || (path.startsWith('/') && volume === null), key)
  assert.ok(sizeBytes !== 0 && volume !== '' && format !== '')
  sizes(sizeBytes)
}

function checkNet({ mac, vlan, trunks, rateMbps, queues, mtu, ipv4Configured, ipv6Configured }: GuestNet): void {
  assert.ok(mac === null || /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(mac))
  for (const tag of [vlan, ...(trunks ?? [])])
    assert.ok(tag === null || (Number.isInteger(tag) && tag >= 1 && tag <= 4094))
  assert.ok(trunks?.length !== 0)
  assert.ok(ipv4Configured.every(isIPv4) && ipv6Configured.every(isIPv6))
  sizes(rateMbps, queues, mtu)
}

test('a configuration is read whatever is in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...GUEST_TYPES), settings, (type, raw) => {
      const keys = new Set(Object.keys(raw))
      const disks = disksIn(type, raw)
      disks.forEach(checkDisk)
      const nets = netsIn(type, raw)
      nets.forEach(checkNet)
      const { pci, usb, devices } = passthroughIn(type, raw)
      for (const { key } of [...disks, ...pci, ...usb, ...devices]) assert.ok(keys.has(key), key)
      for (const { id } of nets) assert.ok(keys.has(id), id)
      assert.ok(Number.isInteger(cloudInitIn(raw)?.sshKeys ?? 0))
      assert.equal(typeof agentIn(raw).enabled, 'boolean')
      assert.ok(Object.values(smbiosIn(raw)).every((each) => typeof each === 'string'))
      for (const each of Object.values(raw)) assert.ok(tagsIn(each).every((tag) => /^[^\s\0;,]+$/.test(tag)))
      sizes(vcpusIn(type, raw))
    }),
    { numRuns: 2000 },
  )
})

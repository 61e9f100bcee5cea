import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultKeyOf } from './default-keys.ts'

test('a setting has its default key whatever its number', () => {
  assert.equal(defaultKeyOf('qemu', 'scsi0'), 'file')
  assert.equal(defaultKeyOf('qemu', 'scsi30'), 'file')
  assert.equal(defaultKeyOf('qemu', 'agent'), 'enabled')
  assert.equal(defaultKeyOf('qemu', 'virtiofs0'), 'dirid')
  assert.equal(defaultKeyOf('qemu', 'amd-sev'), 'type')
})

test('a VM and a container call the same things differently', () => {
  assert.deepEqual([defaultKeyOf('qemu', 'unused0'), defaultKeyOf('lxc', 'unused0')], ['file', 'volume'])
  assert.deepEqual([defaultKeyOf('qemu', 'net0'), defaultKeyOf('lxc', 'net0')], ['model', null])
  assert.deepEqual([defaultKeyOf('qemu', 'dev0'), defaultKeyOf('lxc', 'dev0')], [null, 'path'])
})

test('a setting of another kind has none', () => {
  for (const key of ['smbios1', 'scsihw', 'description', 'audio0', '', '0', 'constructor', '__proto__'])
    assert.equal(defaultKeyOf('qemu', key), null, key)
})

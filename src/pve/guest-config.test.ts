import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  agentIn,
  amountIn,
  isOn,
  nameserversIn,
  numberedIn,
  propertiesIn,
  smbiosIn,
  tagsIn,
  textIn,
  vcpusIn,
} from './guest-config.ts'
import { valueIn } from './property-string.ts'

describe('a guest configuration', () => {
  it('gives every setting the default key of its kind of guest', () => {
    const raw = {
      memory: '2048',
      machine: 'q35,viommu=intel',
      startup: 'order=2,up=30',
      unused0: 'local:vm-100-disk-9',
    }
    assert.equal(valueIn(propertiesIn('qemu', raw, 'memory'), 'current'), '2048')
    assert.equal(valueIn(propertiesIn('qemu', raw, 'machine'), 'type'), 'q35')
    assert.equal(valueIn(propertiesIn('lxc', raw, 'startup'), 'order'), '2')
    assert.equal(valueIn(propertiesIn('lxc', raw, 'unused0'), 'volume'), 'local:vm-100-disk-9')
    assert.deepEqual(propertiesIn('qemu', raw, 'vga'), [])
  })

  it('tells a setting that says nothing from one that does', () => {
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((key) => textIn({ a: 'x y', b: '', c: ' \n' }, key)),
      ['x y', null, null, null],
    )
  })

  it('finds numbered settings by name and then by number', () => {
    const raw = { net10: '', net2: '', virtiofs0: '', virtio0: '', net: '', netx1: '', net00002: '', NET1: '' }
    assert.deepEqual(numberedIn(raw, 'virtio', 'net'), [
      { key: 'virtio0', name: 'virtio', index: 0 },
      { key: 'net2', name: 'net', index: 2 },
      { key: 'net10', name: 'net', index: 10 },
    ])
  })

  it('reads booleans as PVE does', () => {
    for (const text of ['1', 'on', 'yes', 'true', 'ON', 'True']) assert.equal(isOn(text), true, text)
    for (const text of ['0', 'off', 'no', 'false', '', '2', 'maybe', '1 ', null, undefined])
      assert.equal(isOn(text), false)
  })

  it('reads amounts, and nothing into other texts', () => {
    assert.deepEqual(['0', '12', '12.5'].map(amountIn), [0, 12, 12.5])
    for (const text of ['', '-1', '1e3', '0x10', '1.', ' 1', '1'.repeat(10), 'NaN', null, undefined])
      assert.equal(amountIn(text), null)
  })

  it('trap 32: separates tags by semicolons, and by commas and spaces as PVE does', () => {
    assert.deepEqual(tagsIn('prod;web'), ['prod', 'web'])
    assert.deepEqual(tagsIn('b,a c;;a\n'), ['b', 'a', 'c'])
    assert.deepEqual(tagsIn(' '), [])
    assert.deepEqual(nameserversIn({ nameserver: '192.0.2.53 2001:db8::53' }), ['192.0.2.53', '2001:db8::53'])
    assert.deepEqual(nameserversIn({}), [])
  })
})

describe('trap 28: the agent setting is a property string', () => {
  const table: [string, boolean, Record<string, string>][] = [
    ['1', true, {}],
    ['enabled=1,fstrim_cloned_disks=1', true, { fstrim_cloned_disks: '1' }],
    ['0,fstrim_cloned_disks=1', false, { fstrim_cloned_disks: '1' }],
    ['type=virtio,1', true, { type: 'virtio' }],
    ['yes,freeze-fs-on-backup=0,new=x', true, { 'freeze-fs-on-backup': '0', new: 'x' }],
    ['', false, {}],
    ['perhaps', false, {}],
  ]
  for (const [agent, enabled, options] of table)
    it(`reads ${agent || 'an empty one'}`, () => assert.deepEqual(agentIn({ agent }), { enabled, options }))

  it('is off where there is none', () => assert.deepEqual(agentIn({}), { enabled: false, options: {} }))
})

describe('CPUs of a guest', () => {
  it('of a VM are those plugged in, else the cores of all sockets, of which there is one each by default', () => {
    const table: [Record<string, string>, number][] = [
      [{ sockets: '2', cores: '6', vcpus: '4' }, 4],
      [{ sockets: '2', cores: '6' }, 12],
      [{ cores: '6' }, 6],
      [{ sockets: '2' }, 2],
      [{ cores: 'many' }, 1],
      [{}, 1],
    ]
    for (const [raw, vcpus] of table) assert.equal(vcpusIn('qemu', raw), vcpus)
  })

  it('of a container are not limited where it has no cores', () => {
    assert.equal(vcpusIn('lxc', { cores: '2' }), 2)
    assert.equal(vcpusIn('lxc', {}), null)
  })
})

describe('what a VM shows of its hardware', () => {
  it('is decoded where it is base64, but for the UUID', () => {
    const smbios1 = 'uuid=0badc0de,manufacturer=RXhhbXBsZQ==,product=w7w=,serial=!,family=,base64=1'
    assert.deepEqual(smbiosIn({ smbios1 }), {
      uuid: '0badc0de',
      manufacturer: 'Example',
      product: 'ü',
      serial: '!',
      family: '',
    })
  })

  it('is taken as it is where it is not', () => {
    assert.deepEqual(smbiosIn({ smbios1: 'serial=QQ==,sku=1,base64=0' }), { serial: 'QQ==', sku: '1' })
    assert.deepEqual(smbiosIn({}), {})
  })
})

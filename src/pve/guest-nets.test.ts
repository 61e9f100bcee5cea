import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { netsIn } from './guest-nets.ts'
import type { GuestNet } from './guest-nets.ts'

const NONE = {
  id: 'net0',
  bridge: null,
  model: null,
  mac: null,
  vlan: null,
  trunks: null,
  firewall: false,
  linkDown: false,
  rateMbps: null,
  name: null,
  ipv4Configured: [],
  ipv6Configured: [],
  queues: null,
  mtu: null,
}

const MAC = 'BC:24:11:AA:BB:01'

function one(net0: string, type: 'qemu' | 'lxc' = 'qemu', more: Record<string, string> = {}): GuestNet {
  const [net, ...others] = netsIn(type, { net0, ...more })
  assert.ok(net && others.length === 0)
  return net
}

describe('network interfaces of a VM', () => {
  it('have everything PVE can set', () => {
    const text = `virtio=${MAC},bridge=vmbr0,firewall=1,link_down=1,tag=50,trunks=60;70;80,rate=12.5,queues=4,mtu=1`
    assert.deepEqual(one(text), {
      ...NONE,
      model: 'virtio',
      mac: MAC,
      bridge: 'vmbr0',
      firewall: true,
      linkDown: true,
      vlan: 50,
      trunks: [60, 70, 80],
      rateMbps: 12.5,
      queues: 4,
      mtu: 1,
    })
  })

  it('may give model and address by their keys, or no address', () => {
    const lower = MAC.toLowerCase()
    for (const text of [`model=e1000e,macaddr=${lower}`, `macaddr=${lower},e1000e`, `e1000e=${lower}`])
      assert.deepEqual(one(text), { ...NONE, model: 'e1000e', mac: MAC }, text)
    assert.deepEqual(one(`macaddr=${lower}`), { ...NONE, mac: MAC })
    assert.deepEqual(one('virtio,bridge=vmbr0'), { ...NONE, model: 'virtio', bridge: 'vmbr0' })
    assert.deepEqual(one('vmxnet9=BC:24:11:AA:BB:01,new=1'), { ...NONE, model: 'vmxnet9', mac: MAC })
  })

  it('have the addresses that cloud-init sets', () => {
    const raw = { net0: 'virtio', net12: 'virtio', ipconfig12: 'ip=192.0.2.7/24,gw=192.0.2.1,ip6=2001:db8::7/64' }
    assert.deepEqual(
      netsIn('qemu', raw).map(({ id, ipv4Configured, ipv6Configured }) => [id, ipv4Configured, ipv6Configured]),
      [
        ['net0', [], []],
        ['net12', ['192.0.2.7'], ['2001:db8::7']],
      ],
    )
  })

  it('have no VLAN, rate or MAC address that makes no sense', () => {
    assert.deepEqual(one('virtio=BC:24:11,tag=4095,trunks=1;x,rate=fast,queues=-1,mtu=,firewall=maybe'), NONE)
    for (const tag of ['0', '1.5', '', '99999999999']) assert.equal(one(`virtio,tag=${tag}`).vlan, null)
  })
})

describe('trunks', () => {
  const trunksOf = (text: string): readonly number[] | null => one(`virtio,trunks=${text}`).trunks

  it('are VLANs and ranges of them', () => {
    assert.deepEqual(trunksOf('5'), [5])
    assert.deepEqual(trunksOf('20;5-8;4094'), [20, 5, 6, 7, 8, 4094])
    assert.equal(trunksOf('1-4094')?.length, 4094)
  })

  it('are unknown where a part is no VLAN, since the others would pass for all', () => {
    for (const text of ['', ';', '5;', '5;x', '0-5', '8-5', '5-4095', '5-6-7', '5-', '-5', '1.5'])
      assert.equal(trunksOf(text), null, text)
    assert.equal(trunksOf('1-4094;'.repeat(10_000) + '1'), null)
  })
})

describe('network interfaces of a container', () => {
  it('have a name and addresses of their own', () => {
    const text = `name=eth0,bridge=vmbr0,firewall=1,gw=192.0.2.1,hwaddr=${MAC.toLowerCase()},ip=192.0.2.200/24,ip6=2001:db8::200/64,tag=50,type=veth`
    assert.deepEqual(one(text, 'lxc', { ipconfig0: 'ip=192.0.2.99/24' }), {
      ...NONE,
      name: 'eth0',
      bridge: 'vmbr0',
      model: 'veth',
      mac: MAC,
      firewall: true,
      vlan: 50,
      ipv4Configured: ['192.0.2.200'],
      ipv6Configured: ['2001:db8::200'],
    })
  })

  it('trap 29: a word is no address', () => {
    for (const word of ['dhcp', 'manual', 'auto', '', '192.0.2.256/24', '::g', '192.0.2.1 ', 'x'.repeat(100_000)]) {
      const { ipv4Configured, ipv6Configured } = one(`name=eth0,ip=${word},ip6=${word}`, 'lxc')
      assert.deepEqual([ipv4Configured, ipv6Configured], [[], []])
    }
  })

  it('come in the order of their numbers', () => {
    const raw = { net10: 'name=c', net2: 'name=b', net0: 'name=a', netx: 'name=d', ipconfig0: 'ip=dhcp' }
    assert.deepEqual(
      netsIn('lxc', raw).map(({ id, name }) => [id, name]),
      [
        ['net0', 'a'],
        ['net2', 'b'],
        ['net10', 'c'],
      ],
    )
  })
})

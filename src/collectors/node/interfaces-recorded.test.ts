import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { factOf } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { interfaces } from './interfaces.ts'

const sample = async (file: string) => {
  const programs = { 'link-attributes': '', 'routes-v4': '[]', 'routes-v6': '[]' }
  return factOf(interfaces, { links: sharedText(`samples/ip/${file}`), ...programs })
}

/** Addresses by name, of the interfaces that have any. */
const addressesIn = async (file: string) =>
  (await sample(file)).interfaces
    .map(({ name, ipv4, ipv6 }) => [name, ...ipv4, ...ipv6])
    .filter((entry) => entry.length > 1)

test('addr-containers.json: addresses as expected', { skip: withoutShared }, async () => {
  assert.deepEqual(await addressesIn('addr-containers.json'), [
    ['e6', '10.1.1.101/24'],
    ['br0', '169.254.1.1/16'],
    ['e3.8', '10.1.1.1/32'],
    ['e4.8', '10.1.1.1/32'],
  ])
})

test('addr-interfaces-all.json: addresses as expected', { skip: withoutShared }, async () => {
  assert.deepEqual(await addressesIn('addr-interfaces-all.json'), [
    ['br-D', '10.0.0.1/8', '192.168.20.1/24', '2001:db8::1/64'],
    ['gre-v6', '192.168.50.2/16'],
    ['vxlan-v4', '192.168.30.2/24'],
    ['vxlan-v6', '192.168.40.2/24'],
  ])
})

test(
  'link-d-pve-firewall-shape-netns.json: bridges of the node, ports of two guests',
  { skip: withoutShared },
  async () => {
    const { interfaces: found, guestPorts } = await sample('link-d-pve-firewall-shape-netns.json')
    assert.deepEqual(
      found.map(({ name, type, master, state, members }) => [name, type, master, state, members]),
      [
        ['sw1', 'other', null, 'up', null],
        ['eno1', 'other', 'vmbr0', 'up', null],
        ['vmbr0', 'bridge', null, 'up', ['eno1']],
        ['vmbr1', 'bridge', null, 'down', []],
      ],
    )
    assert.deepEqual(
      guestPorts.map(({ name, vmid, master, state }) => [name, vmid, master, state]),
      [
        ['fwbr100i0', 100, null, 'up'],
        ['fwln100i0', 100, 'fwbr100i0', 'up'],
        ['fwpr100p0', 100, 'vmbr0', 'up'],
        ['tap100i0', 100, 'fwbr100i0', 'down'],
        ['veth101i0', 101, 'vmbr0', 'down'],
      ],
    )
  },
)

test(
  'link-d-pve-sit-ether-tailscale.json: a tunnel on nothing, a card, an interface without address',
  {
    skip: withoutShared,
  },
  async () => {
    const { interfaces: found } = await sample('link-d-pve-sit-ether-tailscale.json')
    assert.deepEqual(
      found.map(({ name, type, master, mac, state, mtu }) => [name, type, master, mac, state, mtu]),
      [
        ['sit0', 'other', null, null, 'down', 1480],
        ['eth1', 'physical', 'vmbr0', 'bc:24:11:ca:ff:ee', 'up', 1500],
        ['tailscale0', 'tun', null, null, 'up', 1280],
      ],
    )
  },
)

test('link-s-d-containers.json: kinds and masters as expected', { skip: withoutShared }, async () => {
  const { interfaces: found, guestPorts } = await sample('link-s-d-containers.json')
  const cards = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7']
  assert.ok([...found, ...guestPorts].every(({ state }) => state === 'up'))
  assert.deepEqual(
    found.map(({ name, type, master, vlanId, vlanParent }) => [name, type, master, vlanId, vlanParent]),
    [
      ...cards.map((name) => [name, 'physical', ['e3', 'e4'].includes(name) ? 'br0' : null, null, null]),
      ['br0', 'bridge', null, null, null],
      ['br1', 'bridge', null, null, null],
      ['e3.8', 'vlan', null, 8, 'e3'],
      ['e4.8', 'vlan', null, 8, 'e4'],
    ],
  )
  assert.deepEqual(
    guestPorts.map(({ name, vmid, master }) => [name, vmid, master]),
    [
      ['veth0b', null, 'br0'],
      ['veth2b', null, 'br0'],
      ['veth1b', null, 'br1'],
      ['veth3b', null, 'br1'],
    ],
  )
})

test('link-s-d-interfaces-all.json: kinds and masters as expected', { skip: withoutShared }, async () => {
  const { interfaces: found, guestPorts } = await sample('link-s-d-interfaces-all.json')
  const cards = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7']
  assert.deepEqual(
    found.map(({ name, type, master, state, vlanId }) => [name, type, master, state, vlanId]),
    [
      ...cards.map((name) => [name, 'physical', name === 'e3' ? 'br-Q' : null, 'up', null]),
      ['br-0', 'bridge', null, 'down', null],
      ['e2.30', 'vlan', 'br-X', 'up', 30],
      ['br-X', 'bridge', null, 'up', null],
      ['veth0a.20', 'vlan', 'br-D', 'up', 20],
      ['br-D', 'bridge', null, 'up', null],
      ['br-Q', 'bridge', null, 'up', null],
      ['br-Q.40', 'vlan', null, 'up', 40],
      ['e3.10', 'vlan', null, 'up', 10],
      ...['gre-v4', 'gre-v6', 'gretap-v4', 'gretap-v6'].map((name) => [name, 'other', null, 'up', null]),
      ['vxlan-v4', 'vxlan', null, 'up', null],
      ['vxlan-v6', 'vxlan', null, 'up', null],
    ],
  )
  assert.deepEqual(
    guestPorts.map(({ name, master }) => [name, master]),
    [
      ['veth0b', 'br-Q'],
      ['veth0a', null],
    ],
  )
})

const IP = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'].find((path) => existsSync(path))

const NONE = '00000000'

/** The interface of the best IPv4 default route, as the kernel itself lists it: name, destination, gateway, … */
function defaultInterface(): string | null {
  const routes = readFileSync('/proc/net/route', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([, destination, gateway, , , , , mask]) => destination === NONE && mask === NONE && gateway !== NONE)
  return routes.sort((a, b) => Number(a[6]) - Number(b[6]))[0]?.[0] ?? null
}

test(
  'this machine: the same addresses and default route as the operating system says',
  {
    skip: IP === undefined && 'there is no ip command here',
  },
  async () => {
    const ip = (...args: string[]) => execFileSync(IP ?? 'ip', args, { encoding: 'utf8' })
    const { interfaces: found } = await factOf(interfaces, {
      links: ip('-j', '-d', 'addr', 'show'),
      'link-attributes': '',
      'routes-v4': ip('-j', '-4', 'route', 'show', 'default'),
      'routes-v6': ip('-j', '-6', 'route', 'show', 'default'),
    })
    assert.ok(!found.some(({ name }) => name === 'lo'))
    for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
      const expected = addresses.filter(({ internal }) => !internal).map(({ cidr }) => cidr ?? '')
      const own = found.find((candidate) => candidate.name === name)
      const routable = expected.filter((cidr) => !cidr.startsWith('fe80'))
      assert.deepEqual(new Set([...(own?.ipv4 ?? []), ...(own?.ipv6 ?? [])]), new Set(routable), name)
    }
    const withIpv4Gateway = found.filter(({ gateway }) => gateway?.includes('.'))
    assert.deepEqual(
      withIpv4Gateway.map(({ name }) => name),
      [defaultInterface()].filter((name) => name !== null),
    )
  },
)

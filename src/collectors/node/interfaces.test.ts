import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inet, interfacesOn, link, made, onlyInterface } from '../../../test/tools/links.ts'
import { factOf, failing, jsonLike, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { interfaces } from './interfaces.ts'

test('a network card is read with all that is known of it', async () => {
  const card = link('eno1', {
    address: 'BC:24:11:CA:FF:EE',
    mtu: 9000,
    addr_info: [inet('192.0.2.10', 24), inet('2001:db8::10', 64)],
  })
  const attributes = { 'eno1/speed': '10000', 'eno1/duplex': 'full', 'eno1/carrier': '1' }
  const v4 = [{ dst: 'default', gateway: '192.0.2.1', dev: 'eno1', flags: [] }]
  assert.deepEqual(await onlyInterface({ links: [card], attributes, v4 }), {
    name: 'eno1',
    type: 'physical',
    state: 'up',
    mac: 'bc:24:11:ca:ff:ee',
    ipv4: ['192.0.2.10/24'],
    ipv6: ['2001:db8::10/64'],
    speedMbps: 10_000,
    duplex: 'full',
    mtu: 9000,
    gateway: '192.0.2.1',
    master: null,
    members: null,
    bondMode: null,
    vlanId: null,
    vlanParent: null,
  })
})

test('trap 9: `ip` prints name@parent, in JSON a name and a link', async () => {
  const vlan = link('eno1.20', { link: 'eno1', ...made('vlan', { protocol: '802.1Q', id: 20 }) })
  const { name, type, vlanId, vlanParent } = await onlyInterface({ links: [vlan] })
  assert.deepEqual(
    { name, type, vlanId, vlanParent },
    { name: 'eno1.20', type: 'vlan', vlanId: 20, vlanParent: 'eno1' },
  )
})

test('trap 9: a parent that is null or in another namespace is unknown', async () => {
  const tunnel = link('gre1', { link: null, link_type: 'gre', address: '192.0.2.9', ...made('gre') })
  const elsewhere = link('ct.5', { link_index: 10, link_netnsid: 0, ...made('vlan', { id: 5 }) })
  const { interfaces: found } = await interfacesOn({ links: [tunnel, elsewhere] })
  assert.deepEqual(
    found.map(({ type, mac, vlanParent }) => [type, mac, vlanParent]),
    [
      ['other', null, null],
      ['vlan', 'bc:24:11:00:00:01', null],
    ],
  )
})

test('trap 9: down interfaces, second addresses and IPv6 exist', async () => {
  const down = link('vmbr1', {
    flags: ['BROADCAST', 'MULTICAST'],
    operstate: 'DOWN',
    ...made('bridge'),
    addr_info: [inet('10.0.0.1', 8), { ...inet('192.168.20.1', 24), secondary: true }, inet('2001:db8::1', 64)],
  })
  const { state, ipv4, ipv6 } = await onlyInterface({ links: [down] })
  assert.deepEqual([state, ipv4, ipv6], ['down', ['10.0.0.1/8', '192.168.20.1/24'], ['2001:db8::1/64']])
})

test('link-local IPv6 addresses are left out, unique local ones are not', async () => {
  const addr_info = [inet('fe80::1', 64), inet('febf::1', 64), inet('fec0::1', 64), inet('fd00::1', 64)]
  assert.deepEqual((await onlyInterface({ links: [link('eno1', { addr_info })] })).ipv6, ['fec0::1/64', 'fd00::1/64'])
})

test('trap 9: bridge_vids "2-4094" is not a VLAN id, nor are the id of a VXLAN and the default VLAN of a bridge', async () => {
  const bridge = link(
    'vmbr0',
    made('bridge', { vlan_filtering: 1, vlan_default_pvid: 1, id: 1, bridge_vids: '2-4094' }),
  )
  const vxlan = link('vxlan_v1', made('vxlan', { id: 100 }))
  const { interfaces: found } = await interfacesOn({ links: [bridge, vxlan] })
  assert.deepEqual(
    found.map(({ type, vlanId }) => [type, vlanId]),
    [
      ['bridge', null],
      ['vxlan', null],
    ],
  )
})

test('trap 9: a default gateway belongs to one interface', async () => {
  const { interfaces: found } = await interfacesOn({
    links: [link('vmbr0'), link('vmbr1'), link('vmbr2')],
    v4: [
      { dst: 'default', gateway: '10.0.0.1', dev: 'vmbr0' },
      { dst: 'default', gateway: '10.0.2.1', dev: 'vmbr2', metric: 50 },
    ],
    v6: [
      { dst: 'default', gateway: 'fe80::1', dev: 'vmbr0', metric: 1024 },
      { dst: 'default', gateway: 'fe80::2', dev: 'vmbr1', metric: 1024 },
    ],
  })
  assert.deepEqual(
    found.map(({ name, gateway }) => [name, gateway]),
    [
      ['vmbr0', '10.0.0.1'],
      ['vmbr1', 'fe80::2'],
      ['vmbr2', null],
    ],
  )
})

test('trap 9: speed −1 is unknown, and so is a duplex of that name', async () => {
  const attributes = { 'eno1/speed': '-1', 'eno1/duplex': 'unknown' }
  const { speedMbps, duplex } = await onlyInterface({ links: [link('eno1')], attributes })
  assert.deepEqual([speedMbps, duplex], [null, null])
})

test('the speed a tun device invents is unknown', async () => {
  const tun = link('tailscale0', { link_type: 'none', operstate: 'UNKNOWN', ...made('tun') })
  const { type, state, speedMbps, duplex } = await onlyInterface({
    links: [tun],
    attributes: { 'tailscale0/speed': '10', 'tailscale0/duplex': 'full' },
  })
  assert.deepEqual([type, state, speedMbps, duplex], ['tun', 'up', null, null])
})

test('the members of a bridge or bond are the interfaces that name it as master, without guest ports', async () => {
  const links = [
    link('lo', { link_type: 'loopback', operstate: 'UNKNOWN' }),
    link('eno1', { master: 'bond0' }),
    link('eno2', { master: 'bond0' }),
    link('bond0', { master: 'vmbr0', ...made('bond', { mode: '802.3ad', miimon: 100 }) }),
    link('vmbr0', made('bridge')),
    link('vmbr1', made('bridge')),
    link('tap100i0', { master: 'vmbr0', ...made('tun') }),
  ]
  const { interfaces: found } = await interfacesOn({ links })
  assert.deepEqual(
    found.map(({ name, master, members, bondMode }) => [name, master, members, bondMode]),
    [
      ['eno1', 'bond0', null, null],
      ['eno2', 'bond0', null, null],
      ['bond0', 'vmbr0', ['eno1', 'eno2'], '802.3ad'],
      ['vmbr0', null, ['bond0'], null],
      ['vmbr1', null, [], null],
    ],
  )
})

test('routes that cannot be read leave the gateway unknown; links that cannot be read are a failure', async () => {
  const links = JSON.stringify([link('eno1')])
  const failed = { exit: 2, stderr: 'RTNETLINK answers: Operation not supported' }
  const rest = { 'link-attributes': '', 'routes-v4': '[]', 'routes-v6': failed }
  assert.equal((await factOf(interfaces, { links, ...rest })).interfaces[0]?.gateway, null)
  const refused = { exit: 255, stderr: 'Option "-j" is unknown, try "ip -help".' }
  await assert.rejects(factOf(interfaces, { links: refused, ...rest }), failing('command-failed', /"-j" is unknown/))
  await assert.rejects(factOf(interfaces, { links: '', ...rest }), failing('bad-reply', /^ip addr printed no JSON$/))
  await assert.rejects(factOf(interfaces, { links: '[]', ...rest }), failing('bad-reply', /not even the loopback$/))
})

test('any output gives valid interfaces or a failure that says so', async () => {
  await survivesAnyOutput(interfaces, {
    links: jsonLike([
      link('eno1', { master: 'vmbr0', addr_info: [inet('192.0.2.10', 24), inet('2001:db8::10', 64)] }),
      link('eno1.20', { link: 'eno1', ...made('vlan', { id: 20 }) }),
      link('tap100i0', made('tun')),
    ]),
    'link-attributes': textLike('/sys/class/net/eno1/speed:1000\n/sys/class/net/eno1/carrier:1\n'),
    'routes-v4': jsonLike([
      { dst: 'default', gateway: '192.0.2.1', dev: 'eno1', flags: [], nexthops: [{ dev: 'eno1' }] },
    ]),
    'routes-v6': jsonLike([]),
  })
})

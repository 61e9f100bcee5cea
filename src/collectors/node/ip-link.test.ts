import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interfacesOn, link, made, onlyInterface, UP } from '../../../test/tools/links.ts'

test('trap 9: NIC "up" is not carrier', async () => {
  const states: [string[], string, string | null, string][] = [
    [UP, 'UP', '1', 'up'],
    [UP, 'UP', '0', 'down'],
    [['NO-CARRIER', 'UP'], 'DOWN', '0', 'down'],
    [['NO-CARRIER', 'UP'], 'LOWERLAYERDOWN', null, 'down'],
    [['NO-CARRIER', 'UP'], 'UP', null, 'down'],
    [['BROADCAST'], 'DOWN', null, 'down'],
    [UP, 'UNKNOWN', '1', 'up'],
    [UP, 'UNKNOWN', null, 'up'],
    [['UP'], 'UNKNOWN', '1', 'up'],
    [UP, 'LOWERLAYERDOWN', null, 'down'],
    [UP, 'DOWN', null, 'down'],
    [UP, 'NOTPRESENT', null, 'down'],
    [['UP'], 'UNKNOWN', null, 'unknown'],
    [UP, 'DORMANT', '1', 'down'],
    [UP, 'SOMETHING-NEW', '1', 'unknown'],
  ]
  for (const [flags, operstate, carrier, expected] of states) {
    const attributes = carrier === null ? {} : { 'eno1/carrier': carrier }
    const { state } = await onlyInterface({ links: [link('eno1', { flags, operstate })], attributes })
    assert.equal(state, expected, `${flags.join()} ${operstate} ${carrier ?? 'unreadable'}`)
  }
})

test('trap 9: OVS and SDN vnets, in no configuration file, are known by their kind', async () => {
  const kinds = ['openvswitch', 'vxlan', 'wireguard', 'bridge', 'bond', 'vrf', 'dummy', 'macvlan', '__proto__']
  const { interfaces: found } = await interfacesOn({ links: kinds.map((kind) => link(`if-${kind}`, made(kind))) })
  assert.deepEqual(
    found.map(({ type }) => type),
    ['ovs', 'vxlan', 'wireguard', 'bridge', 'bond', 'other', 'other', 'other', 'other'],
  )
})

test('trap 9: tap, veth, fwbr, fwln, fwpr are guest ports', async () => {
  const ports = [
    link('tap100i0', { master: 'fwbr100i0', ...made('tun') }),
    link('veth101i0', { master: 'vmbr0', flags: ['UP', 'NO-CARRIER'], operstate: 'LOWERLAYERDOWN', ...made('veth') }),
    link('fwbr100i0', made('bridge')),
    link('fwln100i0', { link: 'fwpr100p0', master: 'fwbr100i0', ...made('veth') }),
    link('fwpr100p0', { link: 'fwln100i0', master: 'vmbr0', ...made('veth') }),
    link('fwln999999999o1', { master: 'ovs-system', ...made('openvswitch') }),
    link('veth4f2a91c', { link_index: 4, link_netnsid: 1, master: 'docker0', ...made('veth') }),
  ]
  assert.deepEqual(await interfacesOn({ links: ports }), {
    interfaces: [],
    guestPorts: [
      { name: 'tap100i0', vmid: 100, master: 'fwbr100i0', state: 'up' },
      { name: 'veth101i0', vmid: 101, master: 'vmbr0', state: 'down' },
      { name: 'fwbr100i0', vmid: 100, master: null, state: 'up' },
      { name: 'fwln100i0', vmid: 100, master: 'fwbr100i0', state: 'up' },
      { name: 'fwpr100p0', vmid: 100, master: 'vmbr0', state: 'up' },
      { name: 'fwln999999999o1', vmid: 999_999_999, master: 'ovs-system', state: 'up' },
      { name: 'veth4f2a91c', vmid: null, master: 'docker0', state: 'up' },
    ],
  })
})

test('interfaces of the host whose names resemble guest ports stay interfaces', async () => {
  const links = [
    link('tap0', made('tun')),
    link('vethernet'),
    link('tap100i0.5', { link: 'tap100i0', ...made('vlan', { id: 5 }) }),
  ]
  const { interfaces: found, guestPorts } = await interfacesOn({ links })
  assert.deepEqual(
    found.map(({ name, type }) => [name, type]),
    [
      ['tap0', 'tun'],
      ['vethernet', 'physical'],
      ['tap100i0.5', 'vlan'],
    ],
  )
  assert.deepEqual(guestPorts, [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { networkConfig } from './network-config.ts'

const PATH = '/nodes/pve1/network'

const NOTHING = {
  autostart: false,
  comment: null,
  addresses: [],
  gateway4: null,
  gateway6: null,
  mtu: null,
  bridgePorts: null,
  bridgeVlanAware: null,
  bondMode: null,
  bondSlaves: null,
  vlanId: null,
  vlanParent: null,
}

const parsed = async (row: object) => (await factOf(networkConfig, PATH, [row])).interfaces[0]

test('a bridge has ports, addresses of both families and a comment without its line end', async () => {
  const row = {
    iface: 'vmbr0',
    type: 'bridge',
    autostart: 1,
    bridge_ports: 'eno1 eno2',
    bridge_vlan_aware: '1',
    bridge_vids: '2-4094',
    cidr: '192.0.2.2/24',
    cidr6: 'fd00::2/64',
    gateway: '192.0.2.1',
    gateway6: 'fd00::1',
    mtu: '9000',
    comments: 'management\nand guests\n',
  }
  assert.deepEqual(await parsed(row), {
    ...NOTHING,
    name: 'vmbr0',
    type: 'bridge',
    autostart: true,
    comment: 'management\nand guests',
    addresses: ['192.0.2.2/24', 'fd00::2/64'],
    gateway4: '192.0.2.1',
    gateway6: 'fd00::1',
    mtu: 9000,
    bridgePorts: ['eno1', 'eno2'],
    bridgeVlanAware: true,
  })
})

test('a bridge without ports has an empty list, and so has one whose ports are none', async () => {
  const bridge = { ...NOTHING, name: 'vmbr1', type: 'bridge', bridgePorts: [], bridgeVlanAware: false }
  assert.deepEqual(await parsed({ iface: 'vmbr1', type: 'bridge', bridge_ports: '' }), bridge)
  assert.deepEqual(await parsed({ iface: 'vmbr1', type: 'bridge', bridge_ports: 'none' }), bridge)
})

test('Open vSwitch has bridges, bonds and ports of its own', async () => {
  assert.deepEqual(await parsed({ iface: 'ovs0', type: 'OVSBridge', ovs_type: 'OVSBridge', ovs_ports: 'bond0 mgmt' }), {
    ...NOTHING,
    name: 'ovs0',
    type: 'ovs-bridge',
    bridgePorts: ['bond0', 'mgmt'],
  })
  const bond = { iface: 'bond0', type: 'OVSBond', ovs_bonds: 'eno1 eno2', bond_mode: 'balance-slb', ovs_bridge: 'ovs0' }
  assert.deepEqual(await parsed(bond), {
    ...NOTHING,
    name: 'bond0',
    type: 'ovs-bond',
    bondMode: 'balance-slb',
    bondSlaves: ['eno1', 'eno2'],
  })
  assert.deepEqual(await parsed({ iface: 'mgmt', type: 'OVSIntPort', ovs_tag: '99', ovs_bridge: 'ovs0' }), {
    ...NOTHING,
    name: 'mgmt',
    type: 'ovs-port',
    vlanId: 99,
    vlanParent: 'ovs0',
  })
})

test('before PVE 7 the name of a VLAN tells its tag', async () => {
  const vlan = async (iface: string, fields = {}) => {
    const { vlanId, vlanParent } = (await parsed({ iface, type: 'vlan', ...fields }))!
    return [vlanId, vlanParent]
  }
  assert.deepEqual(await vlan('bond0.50'), [50, 'bond0'])
  assert.deepEqual(await vlan('vlan60', { 'vlan-raw-device': 'bond0' }), [60, 'bond0'])
  assert.deepEqual(await vlan('storage', { 'vlan-id': '70', 'vlan-raw-device': 'eno1' }), [70, 'eno1'])
  assert.deepEqual(await vlan('storage'), [null, null])
})

test('a type of a later version is other, and so is a name out of the language', async () => {
  assert.equal((await parsed({ iface: 'fabric0', type: 'fabric' }))?.type, 'other')
  assert.equal((await parsed({ iface: 'x', type: 'constructor' }))?.type, 'other')
  assert.equal((await parsed({ iface: 'x' }))?.type, 'other')
})

test('trap 21: an empty list is a failure with a word about permissions', async () => {
  await assert.rejects(factOf(networkConfig, PATH, []), failure('bad-reply', /SDN\.Audit/))
})

test('recorded replies of 7.4, 8.4 and 9.2 say the same', { skip: withoutShared }, async () => {
  const interfaces = async (release: string) =>
    (await factOf(networkConfig, PATH, recordedReply(`${release}/node_network`))).interfaces
  const found = await interfaces('8.4')
  assert.deepEqual(
    found.map(({ name, type }) => `${name} ${type}`),
    [
      'bond0 bond',
      'bond0.50 vlan',
      'bond1 bond',
      'eno1 physical',
      'eno2 physical',
      'enp65s0f0 physical',
      'eth0 physical',
      'mgmt0 ovs-port',
      'ovsbr0 ovs-bridge',
      'vlan60 vlan',
      'vmbr0 bridge',
      'vmbr0.70 vlan',
      'vmbr1 bridge',
      'vmbr50 bridge',
    ],
  )
  assert.deepEqual(found[0], {
    ...NOTHING,
    name: 'bond0',
    type: 'bond',
    autostart: true,
    comment: 'LACP to switch A/B — uplink',
    mtu: 9000,
    bondMode: '802.3ad',
    bondSlaves: ['eno1', 'eno2'],
  })
  assert.deepEqual(found[9], {
    ...NOTHING,
    name: 'vlan60',
    type: 'vlan',
    autostart: true,
    addresses: ['10.10.60.11/24'],
    mtu: 1500,
    vlanId: 60,
    vlanParent: 'bond0',
  })
  assert.deepEqual(await interfaces('7.4'), found)
  assert.deepEqual(await interfaces('9.2'), found)
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(
    networkConfig,
    PATH,
    'iface type autostart comments cidr cidr6 gateway mtu bridge_ports bond_mode slaves vlan-id ovs_type ovs_tag ovs_bridge',
  ))

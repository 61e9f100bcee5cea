import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { z } from 'zod'
import { failed, keptFrom, read } from '../../../test/tools/kept.ts'
import { interfaces } from '../../collectors/node/interfaces.ts'
import { linkModes } from '../../collectors/node/link-modes.ts'
import { networkConfig } from '../../collectors/node/network-config.ts'
import type { Observation } from '../../model/observation.ts'
import { networkOf } from './network.ts'

type Live = z.infer<typeof interfaces.fact>['interfaces'][number]
type Config = z.infer<typeof networkConfig.fact>['interfaces'][number]

const live = (name: string, more: Partial<Live> = {}): Live => ({
  name,
  type: 'physical',
  state: 'up',
  mac: '02:00:00:00:00:01',
  ipv4: [],
  ipv6: [],
  speedMbps: null,
  duplex: null,
  mtu: 1500,
  gateway: null,
  master: null,
  members: null,
  bondMode: null,
  vlanId: null,
  vlanParent: null,
  ...more,
})

const config = (name: string, more: Partial<Config> = {}): Config => ({
  name,
  type: 'physical',
  autostart: true,
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
  ...more,
})

const seen = (...items: Live[]) => read(interfaces, { interfaces: items, guestPorts: [] }, 1)
const configured = (...items: Config[]) => read(networkConfig, { interfaces: items }, 1)

/** The fields named, of each interface. */
const picked = (looks: Observation[], ...fields: (keyof NonNullable<ReturnType<typeof networkOf>>[number])[]) =>
  networkOf(keptFrom(...looks))?.map((one) => fields.map((field) => one[field]))

describe('the network', () => {
  it('is not known when neither source was read', () => {
    assert.equal(networkOf(new Map()), null)
    assert.equal(networkOf(keptFrom(failed(interfaces, 'timeout', 1), failed(networkConfig, 'auth', 1))), null)
  })

  it('joins what the kernel has with its configuration', () => {
    const kernel = seen(
      live('eno1', { master: 'vmbr0', speedMbps: 1000, duplex: 'full' }),
      live('vmbr0', {
        type: 'bridge',
        ipv4: ['10.0.0.5/24'],
        ipv6: ['fd00::5/64'],
        gateway: '10.0.0.1',
        members: ['eno1'],
      }),
    )
    const file = configured(
      config('vmbr0', {
        type: 'bridge',
        comment: 'LAN',
        addresses: ['192.0.2.1/24'],
        gateway4: '192.0.2.254',
        mtu: 9000,
        bridgePorts: ['eno9'],
        bridgeVlanAware: true,
      }),
    )
    const [eno1, vmbr0] = networkOf(keptFrom(kernel, file)) ?? []
    assert.deepEqual(
      [eno1?.name, eno1?.master, eno1?.speed_mbps, eno1?.duplex, eno1?.comment, eno1?.autostart],
      ['eno1', 'vmbr0', 1000, 'full', null, null],
    )
    assert.deepEqual(vmbr0, {
      name: 'vmbr0',
      type: 'bridge',
      state: 'up',
      mac: '02:00:00:00:00:01',
      ipv4: ['10.0.0.5/24'],
      ipv6: ['fd00::5/64'],
      speed_mbps: null,
      duplex: null,
      mtu: 1500,
      gateway: '10.0.0.1',
      master: null,
      bridge_ports: ['eno1'],
      bond_mode: null,
      bond_slaves: null,
      bridge_vlan_aware: true,
      vlan_id: null,
      vlan_parent: null,
      comment: 'LAN',
      autostart: true,
      link_detected: null,
      module_vendor: null,
      module_part: null,
      module_temp_c: null,
    })
  })

  it('is a useful list from the configuration alone', () => {
    const file = configured(
      config('eno1'),
      config('eno2'),
      config('bond0', { type: 'bond', bondMode: '802.3ad', bondSlaves: ['eno1', 'eno2'] }),
      config('vmbr0', {
        type: 'bridge',
        addresses: ['192.0.2.1/24', '2001:db8::1/64'],
        gateway6: '2001:db8::ff',
        bridgePorts: ['bond0'],
      }),
      config('vmbr0.20', { type: 'vlan', vlanId: 20, vlanParent: 'vmbr0' }),
    )
    assert.deepEqual(picked([file], 'name', 'type', 'state', 'master', 'bridge_ports', 'bond_slaves', 'bond_mode'), [
      ['eno1', 'physical', 'unknown', 'bond0', null, null, null],
      ['eno2', 'physical', 'unknown', 'bond0', null, null, null],
      ['bond0', 'bond', 'unknown', 'vmbr0', null, ['eno1', 'eno2'], '802.3ad'],
      ['vmbr0', 'bridge', 'unknown', null, ['bond0'], null, null],
      ['vmbr0.20', 'vlan', 'unknown', null, null, null, null],
    ])
    assert.deepEqual(picked([file], 'ipv4', 'ipv6', 'gateway', 'vlan_id', 'vlan_parent')?.slice(3), [
      [['192.0.2.1/24'], ['2001:db8::1/64'], '2001:db8::ff', null, null],
      [[], [], null, 20, 'vmbr0'],
    ])
  })

  it('takes a configured interface the kernel does not have for down', () => {
    const looks: Observation[] = [seen(live('eno1')), configured(config('eno1'), config('eno7'))]
    assert.deepEqual(picked(looks, 'name', 'state'), [
      ['eno1', 'up'],
      ['eno7', 'down'],
    ])
  })

  it('trap 9: Open vSwitch shows in the configuration what the kernel does not tell', () => {
    const kernel = seen(
      live('vmbr1', { type: 'ovs', state: 'up' }),
      live('eno3', { master: 'ovs-system' }),
      live('ovs-system', { type: 'ovs', state: 'down' }),
    )
    const file = configured(
      config('vmbr1', { type: 'ovs-bridge', bridgePorts: ['bond1', 'eno3'] }),
      config('bond1', { type: 'ovs-bond', bondMode: 'balance-slb', bondSlaves: ['eno4', 'eno5'] }),
      config('mgmt', { type: 'ovs-port', vlanId: 10, vlanParent: 'vmbr1' }),
    )
    assert.deepEqual(picked([kernel, file], 'name', 'type', 'state', 'master', 'bridge_ports', 'bond_slaves'), [
      ['vmbr1', 'ovs-bridge', 'up', null, ['bond1', 'eno3'], null],
      ['eno3', 'physical', 'up', 'vmbr1', null, null],
      ['ovs-system', 'ovs', 'down', null, null, null],
      ['bond1', 'ovs-bond', 'unknown', 'vmbr1', null, ['eno4', 'eno5']],
      ['mgmt', 'ovs-port', 'down', null, null, null],
    ])
  })

  it('adds what the network card itself tells', () => {
    const link = {
      name: 'eno1',
      speedMbps: 10_000,
      duplex: 'full' as const,
      linkDetected: true,
      moduleTempCelsius: 41.5,
      moduleVendor: 'FS',
      modulePart: 'SFP-10GSR',
    }
    const looks: Observation[] = [seen(live('eno1')), read(linkModes, { links: [link] }, 1)]
    assert.deepEqual(
      picked(looks, 'speed_mbps', 'duplex', 'link_detected', 'module_temp_c', 'module_vendor', 'module_part'),
      [[10_000, 'full', true, 41.5, 'FS', 'SFP-10GSR']],
    )
  })

  it('shows the default gateway where it is in use, not wherever it is configured', () => {
    const looks = [seen(live('eno1', { gateway: '192.0.2.1' })), configured(config('vmbr0', { gateway4: '192.0.2.1' }))]
    assert.deepEqual(picked(looks, 'name', 'gateway'), [
      ['eno1', '192.0.2.1'],
      ['vmbr0', null],
    ])
    assert.deepEqual(picked(looks.slice(1), 'name', 'gateway'), [['vmbr0', '192.0.2.1']])
  })
})

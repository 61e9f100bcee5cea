import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { z } from 'zod'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { failed, read } from '../../test/tools/kept.ts'
import { fleetOf, ofGuest } from '../../test/tools/made-views.ts'
import { configured, listed } from '../../test/tools/sample-guest.ts'
import { guests } from '../collectors/node/guests.ts'
import { interfaces } from '../collectors/node/interfaces.ts'
import { linkModes } from '../collectors/node/link-modes.ts'
import { networkConfig } from '../collectors/node/network-config.ts'
import { version } from '../collectors/node/version.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import { networkItems, networkItemShape } from './network-list.ts'
import type { NetworkItem } from './network-list.ts'

const AT = fakeClock().now()
const MINUTE = 60_000

type Interface = z.infer<typeof interfaces.fact>['interfaces'][number]

const up = (name: string, type: Interface['type'], more: Partial<Interface> = {}): Interface => ({
  name,
  type,
  state: 'up',
  mac: null,
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

const seen = (...found: Interface[]): Observation => read(interfaces, { interfaces: found, guestPorts: [] }, AT)

/** Guests with the interfaces of each, by vmid. */
const plugged = (nets: Readonly<Record<string, readonly string[]>>): Observation[] => [
  read(guests, { guests: Object.keys(nets).map((vmid) => listed({ vmid: Number(vmid) })) }, AT),
  ...Object.entries(nets).map(([vmid, lines]) =>
    ofGuest(
      configured(Object.fromEntries(lines.map((line, index) => [`net${String(index)}`, line])), AT),
      Number(vmid),
    ),
  ),
]

const listedOn = (looks: readonly Observation[], clock = fakeClock()): NetworkItem[] =>
  fleetOf([{ cluster: null, nodes: { pve1: looks } }], clock)
    .remotes()
    .flatMap(networkItems)

const guestsBy = (items: readonly NetworkItem[]): Record<string, unknown> =>
  Object.fromEntries(items.map(({ name, guests: here }) => [name, here]))

it('shows an interface as a row of a list', () => {
  const bridge = up('vmbr0', 'bridge', {
    mac: '02:00:00:00:00:01',
    ipv4: ['192.0.2.10/24'],
    speedMbps: 1000,
    gateway: '192.0.2.1',
    members: ['eno1'],
  })
  const looks = [seen(bridge), ...plugged({ 101: ['virtio=BC:24:11:00:00:01,bridge=vmbr0'] })]
  const [item] = fleetOf([{ cluster: 'prod', nodes: { pve1: looks } }])
    .remotes()
    .flatMap(networkItems)
  const { problems, ...fields } = item ?? assert.fail('no interface')
  assert.deepEqual(fields, {
    node: 'pve1',
    node_id: 1,
    cluster: 'prod',
    remote_id: 1,
    name: 'vmbr0',
    type: 'bridge',
    state: 'up',
    mac: '02:00:00:00:00:01',
    ipv4: ['192.0.2.10/24'],
    ipv6: [],
    speed_mbps: 1000,
    duplex: null,
    mtu: 1500,
    gateway: '192.0.2.1',
    master: null,
    bridge_ports: ['eno1'],
    bridge_vlan_aware: null,
    bond_mode: null,
    bond_slaves: null,
    vlan_id: null,
    vlan_parent: null,
    comment: null,
    autostart: null,
    link_detected: null,
    module_vendor: null,
    module_part: null,
    module_temp_c: null,
    guests: [101],
    collected_at: '2026-01-01T00:00:00.000Z',
    stale: false,
  })
  assert.deepEqual(
    problems.map(({ section, status }) => [section, status]),
    [
      ['network.bonds', 'never'],
      ['network.links', 'never'],
      ['network.config', 'never'],
    ],
  )
})

describe('the guests of an interface', () => {
  const nets = {
    200: ['virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=20'],
    101: ['virtio=BC:24:11:00:00:02,bridge=vmbr0', 'virtio=BC:24:11:00:00:03,bridge=vnet1'],
    102: ['virtio=BC:24:11:00:00:04'],
  }

  it('are those plugged into a bridge or virtual network, by vmid', () => {
    const looks = [seen(up('vmbr0', 'bridge'), up('vnet1', 'bridge'), up('eno1', 'physical')), ...plugged(nets)]
    assert.deepEqual(guestsBy(listedOn(looks)), { vmbr0: [101, 200], vnet1: [101], eno1: [] })
  })

  it('are those with its tag where it carries one VLAN of a bridge', () => {
    const vlan = up('vmbr0.20', 'vlan', { vlanId: 20, vlanParent: 'vmbr0' })
    const other = up('vmbr0.30', 'vlan', { vlanId: 30, vlanParent: 'vmbr0' })
    const looks = [seen(up('vmbr0v20', 'bridge'), up('vmbr0v2', 'bridge'), vlan, other), ...plugged(nets)]
    assert.deepEqual(guestsBy(listedOn(looks)), { vmbr0v20: [200], vmbr0v2: [], 'vmbr0.20': [200], 'vmbr0.30': [] })
  })

  it('are unknown as long as nobody listed the guests of the node', () => {
    assert.deepEqual(guestsBy(listedOn([seen(up('vmbr0', 'bridge'))])), { vmbr0: null })
  })

  it('are those of its own node', () => {
    const looks = [seen(up('vmbr0', 'bridge'))]
    const fleet = fleetOf([
      { cluster: 'prod', nodes: { pve1: [...looks, ...plugged(nets)], pve2: [...looks, ...plugged({})] } },
    ])
    assert.deepEqual(
      fleet
        .remotes()
        .flatMap(networkItems)
        .map(({ node, guests: here }) => [node, here]),
      [
        ['pve1', [101, 200]],
        ['pve2', []],
      ],
    )
  })
})

it('nobody knows whether an interface is up on a node that cannot be reached', () => {
  const later = AT + 5 * MINUTE
  const [item] = listedOn([seen(up('eno1', 'physical')), failed(version, 'unreachable', later)], fakeClock(later))
  assert.equal(item?.state, 'unknown')
})

it('a node that never told of its interfaces has none in the list', () => {
  assert.deepEqual(listedOn([failed(interfaces, 'timeout', AT)]), [])
})

it('shows any interfaces in the shape promised, whatever was said of them', () => {
  const looks = fc.tuple(
    ...[interfaces, networkConfig, linkModes, guests].map((collector) =>
      arbitraryOf(collector.fact).map((fact) => read<unknown>(collector, fact, AT)),
    ),
  )
  fc.assert(
    fc.property(looks, (found) => {
      for (const item of listedOn(found)) assert.deepEqual(networkItemShape.parse(item), item)
    }),
  )
})

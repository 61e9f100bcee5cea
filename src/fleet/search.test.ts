import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { read } from '../../test/tools/kept.ts'
import { fleetOf, ofGuest } from '../../test/tools/made-views.ts'
import { configured, listed } from '../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { addresses } from '../collectors/guest/addresses.ts'
import { guests } from '../collectors/node/guests.ts'
import { interfaces } from '../collectors/node/interfaces.ts'
import { storages } from '../collectors/node/storages.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import { search, searchHitShape } from './search.ts'

const AT = fakeClock().now()

const MAC = 'BC:24:11:00:00:01'

const insideOf = (vmid: number, ...found: string[]): Observation[] => [
  ofGuest(configured({ net0: `virtio=${MAC},bridge=vmbr0` }, AT), vmid),
  ofGuest(read(addresses, { interfaces: [{ name: 'ens18', mac: MAC, addresses: found }] }, AT), vmid),
]

const rows = (...found: Parameters<typeof listed>[0][]): Observation =>
  read(guests, { guests: found.map((one) => listed(one)) }, AT)

const port = (name: string, mac: string, ipv4: string) => ({
  name,
  type: 'bridge' as const,
  state: 'up' as const,
  mac,
  ipv4: [ipv4],
  ipv6: [],
  speedMbps: null,
  duplex: null,
  mtu: null,
  gateway: null,
  master: null,
  members: null,
  bondMode: null,
  vlanId: null,
  vlanParent: null,
})

const nas = {
  name: 'web-nas',
  type: 'nfs',
  totalBytes: null,
  usedBytes: null,
  availableBytes: null,
  content: [],
  active: true,
  enabled: true,
  shared: true,
}

const views = fleetOf([
  {
    cluster: 'prod',
    nodes: {
      web: [
        read(interfaces, { interfaces: [port('vmbr0', '02:00:00:00:00:01', '192.0.2.10/24')], guestPorts: [] }, AT),
        read(storages, { storages: [nas] }, AT),
        rows({ vmid: 100, name: 'front-web', tags: ['web', 'prod'] }, { vmid: 1001, name: 'Web-2', tags: ['web'] }),
        ...insideOf(100, '192.0.2.100', '192.0.2.101'),
      ],
    },
  },
  { cluster: null, nodes: { alone: [rows({ vmid: 100, name: 'db', tags: null }), ...insideOf(100, '2001:db8::100')] } },
]).remotes()

const found = (text: string): string[] =>
  search(views, text).map(
    (hit) => `${hit.match} ${hit.kind} ${hit.text}${hit.vmid === null ? '' : ` ${String(hit.vmid)}`}`,
  )

describe('search', () => {
  it('finds nodes, guests, storages and tags by name, the best first', () => {
    assert.deepEqual(found('web'), [
      'exact node web',
      'exact tag web',
      'prefix guest Web-2 1001',
      'prefix storage web-nas',
      'prefix address web.lan',
      'substring guest front-web 100',
    ])
  })

  it('finds guests by vmid, in every cluster', () => {
    assert.deepEqual(found('100'), [
      'exact guest 100 100',
      'exact guest 100 100',
      'prefix guest 1001 1001',
      'substring address 192.0.2.100 100',
      'substring address 2001:db8::100 100',
    ])
  })

  it('finds what has an address, once', () => {
    assert.deepEqual(found('192.0.2.1'), ['prefix address 192.0.2.10', 'prefix address 192.0.2.100 100'])
    assert.deepEqual(found('192.0.2.101'), ['exact address 192.0.2.101 100'])
  })

  it('finds what has a hardware address', () => {
    assert.deepEqual(found('bc:24:11'), [`prefix mac ${MAC} 100`, `prefix mac ${MAC} 100`])
    assert.deepEqual(found('02:00:00:00:00:01'), ['exact mac 02:00:00:00:00:01'])
  })

  it('tells where each is', () => {
    const [node, tag, guest, storage] = search(views, 'web')
    const nowhere = {
      type: null,
      name: null,
      status: null,
      cluster: null,
      remote_id: null,
      node: null,
      node_id: null,
      vmid: null,
    }
    const ofProd = { ...nowhere, cluster: 'prod', remote_id: 1 }
    assert.deepEqual(node, {
      kind: 'node',
      match: 'exact',
      text: 'web',
      ...ofProd,
      name: 'web',
      status: 'online',
      node: 'web',
      node_id: 1,
    })
    assert.deepEqual(tag, { kind: 'tag', match: 'exact', text: 'web', ...nowhere })
    assert.deepEqual(guest, {
      kind: 'guest',
      match: 'prefix',
      text: 'Web-2',
      ...ofProd,
      type: 'qemu',
      name: 'Web-2',
      status: 'running',
      node: 'web',
      node_id: 1,
      vmid: 1001,
    })
    assert.deepEqual(storage, {
      kind: 'storage',
      match: 'prefix',
      text: 'web-nas',
      ...ofProd,
      type: 'nfs',
      name: 'web-nas',
    })
  })

  it('finds nothing for nothing', () => {
    assert.deepEqual([...found(''), ...found('  '), ...found('nope')], [])
  })

  it('has so many of each kind, exact ones before all others', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      vmid: 200 + index,
      name: index < 50 ? `a-${String(index)}` : 'a',
    }))
    const hits = search(fleetOf([{ cluster: null, nodes: { pve1: [rows(...many)] } }]).remotes(), 'a')
    const ofGuests = hits.filter(({ kind }) => kind === 'guest')
    assert.equal(ofGuests.length, 20)
    assert.equal(ofGuests.filter(({ match }) => match === 'exact').length, 10)
  })

  it('has the shape promised, whatever is looked for', () => {
    const full = fleetOf([{ cluster: 'prod', nodes: { pve1: [...sampleLooks(AT)], pve2: [] } }]).remotes()
    const text = fc.oneof(fc.string(), fc.constantFrom('p', '.', ':', '0', 'l', '\n', 'o'))
    fc.assert(
      fc.property(text, (asked) => {
        for (const hit of search([...views, ...full], asked)) assert.deepEqual(searchHitShape.parse(hit), hit)
      }),
    )
  })
})

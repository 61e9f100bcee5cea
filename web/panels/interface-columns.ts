import type { NetworkItem } from '../../src/api/contract.ts'
import { show } from '../state/formats.ts'
import { belongsTo } from '../state/words.ts'
import { say } from '../state/language.ts'
import type { Column } from '../table/column.ts'

/** What is down comes first. */
const STATES = ['down', 'unknown', 'up']

export const INTERFACE_COLUMNS: readonly Column<NetworkItem>[] = [
  { id: 'node', label: 'guests.node', width: 100, ageless: true, value: ({ node }) => node },
  { id: 'name', label: 'network.name', width: 118, heading: true, ageless: true, value: ({ name }) => name },
  { id: 'type', label: 'network.type', width: 72, value: ({ type }) => type },
  {
    id: 'state',
    label: 'network.state',
    width: 74,
    value: ({ state }) => STATES.indexOf(state),
    fields: { state: ({ state }) => state },
  },
  {
    id: 'addresses',
    label: 'network.addresses',
    width: 152,
    mono: true,
    value: ({ ipv4, ipv6 }) => [...ipv4, ...ipv6].join(', '),
    fields: { ipv4: ({ ipv4 }) => ipv4.join(', '), ipv6: ({ ipv6 }) => ipv6.join(', ') },
  },
  { id: 'mac', label: 'network.mac', width: 136, mono: true, value: ({ mac }) => mac },
  {
    id: 'speed',
    label: 'network.speed',
    width: 72,
    numeric: true,
    value: (one) => one.speed_mbps,
    text: (one) => show.linkSpeed(one.speed_mbps),
    fields: { speed_mbps: (one) => one.speed_mbps },
  },
  { id: 'mtu', label: 'network.mtu', width: 54, numeric: true, value: ({ mtu }) => mtu },
  {
    id: 'belongs',
    label: 'network.belongs',
    width: 168,
    value: (one) => belongsTo(one, say).join(' · '),
    fields: {
      master: ({ master }) => master,
      bridge_ports: (one) => one.bridge_ports?.join(', '),
      bond_mode: (one) => one.bond_mode,
      bond_slaves: (one) => one.bond_slaves?.join(', '),
      vlan_id: (one) => one.vlan_id,
      vlan_parent: (one) => one.vlan_parent,
    },
  },
  {
    id: 'guests',
    label: 'interfaces.guests',
    width: 132,
    numeric: true,
    value: ({ guests }) => guests?.length,
    fields: { guests: ({ guests }) => guests?.join(', ') },
  },
  { id: 'comment', label: 'network.comment', width: 106, value: ({ comment }) => comment ?? '' },
  {
    id: 'cluster',
    label: 'nodes.cluster',
    width: 120,
    ageless: true,
    extra: true,
    value: ({ cluster }) => cluster ?? '',
  },
  {
    id: 'age',
    label: 'storages.age',
    width: 104,
    ageless: true,
    numeric: true,
    extra: true,
    value: ({ collected_at: at }) => (at === null ? null : -Date.parse(at)),
    fields: { collected_at: (one) => one.collected_at },
  },
]

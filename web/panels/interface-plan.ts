import type { NetworkItem } from '../../src/api/contract.ts'
import type { ListPlan } from '../state/list.ts'
import { EXPORTS } from './exports.ts'
import { INTERFACE_COLUMNS } from './interface-columns.ts'

/** The list of network interfaces. */
export const INTERFACE_PLAN: ListPlan<NetworkItem> = {
  id: 'network',
  file: EXPORTS.network,
  columns: INTERFACE_COLUMNS,
  rowKey: ({ node_id, name }) => `${node_id}/${name}`,
  sort: [
    { id: 'node', descending: false },
    { id: 'name', descending: false },
  ],
  answers: {
    node: ({ node }) => node,
    cluster: ({ cluster }) => cluster,
    status: ({ state }) => state,
    type: ({ type }) => type,
    ip: ({ ipv4, ipv6 }) => [...ipv4, ...ipv6],
    vlan: (one) => one.vlan_id,
    vmid: ({ guests }) => guests ?? [],
  },
  words: ({ name, type, node, cluster, mac, ipv4, ipv6, master, comment }) => [
    name,
    type,
    node,
    cluster,
    mac,
    ...ipv4,
    ...ipv6,
    master,
    comment,
  ],
}

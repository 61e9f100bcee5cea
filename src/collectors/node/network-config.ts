import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { looseBoolean } from '../../pve/loose.ts'
import { positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { listed } from '../listed.ts'

const TYPES = ['physical', 'bridge', 'bond', 'vlan', 'ovs-bridge', 'ovs-bond', 'ovs-port', 'other'] as const

const networkInterface = z.object({
  name: z.string().describe('name of the interface'),
  type: z.enum(TYPES).describe('what the configuration makes of it'),
  autostart: z.boolean().describe('whether it is brought up when the node starts'),
  comment: z.string().nullable().describe('the comment above it'),
  addresses: z.array(z.string()).describe('configured addresses with prefix length; none with DHCP'),
  gateway4: z.string().nullable().describe('IPv4 default gateway'),
  gateway6: z.string().nullable().describe('IPv6 default gateway'),
  mtu: z.number().nullable().describe('configured MTU, in bytes'),
  bridgePorts: z.array(z.string()).nullable().describe('interfaces in the bridge; null if it is none'),
  bridgeVlanAware: z
    .boolean()
    .nullable()
    .describe('whether the bridge tells VLANs apart; null if it is no Linux bridge'),
  bondMode: z.string().nullable().describe('mode of the bond, for example 802.3ad'),
  bondSlaves: z.array(z.string()).nullable().describe('interfaces in the bond; null if it is none'),
  vlanId: z.number().nullable().describe('VLAN tag'),
  vlanParent: z.string().nullable().describe('interface or OVS bridge that carries the VLAN'),
})
type NetworkInterface = z.infer<typeof networkInterface>

const fact = z.object({
  interfaces: z.array(networkInterface).describe('interfaces of /etc/network/interfaces and network cards, by name'),
})
type NetworkConfig = z.infer<typeof fact>

/** `GET /nodes/{node}/network`; names, numbers and lists are strings. */
const row = z.object({
  iface: text,
  type: unknownOr(text),
  autostart: unknownOr(looseBoolean),
  comments: unknownOr(text),
  cidr: unknownOr(text),
  cidr6: unknownOr(text),
  gateway: unknownOr(text),
  gateway6: unknownOr(text),
  mtu: unknownOr(positive),
  bridge_ports: unknownOr(text),
  bridge_vlan_aware: unknownOr(looseBoolean),
  bond_mode: unknownOr(text),
  slaves: unknownOr(text),
  'vlan-id': unknownOr(positive),
  'vlan-raw-device': unknownOr(text),
  ovs_type: unknownOr(text),
  ovs_ports: unknownOr(text),
  ovs_bonds: unknownOr(text),
  ovs_bridge: unknownOr(text),
  ovs_tag: unknownOr(positive),
})
const reply = rowsOf(row)
type Row = z.infer<typeof row>

const TYPE_OF = new Map<string, NetworkInterface['type']>([
  ['eth', 'physical'],
  ['bridge', 'bridge'],
  ['bond', 'bond'],
  ['vlan', 'vlan'],
  ['OVSBridge', 'ovs-bridge'],
  ['OVSBond', 'ovs-bond'],
  ['OVSPort', 'ovs-port'],
  ['OVSIntPort', 'ovs-port'],
])

/** PVE 7 calls an OVS bridge `unknown` where Open vSwitch is not installed; `ovs_type` says it all the same. */
const typeOf = ({ ovs_type, type }: Row): NetworkInterface['type'] => TYPE_OF.get(ovs_type ?? type ?? '') ?? 'other'

const words = (list: string | null): string[] => list?.split(/[\s,;]+/).filter((word) => word && word !== 'none') ?? []

function membersOf(type: NetworkInterface['type'], one: Row): Pick<NetworkInterface, 'bridgePorts' | 'bondSlaves'> {
  switch (type) {
    case 'bridge':
      return { bridgePorts: words(one.bridge_ports), bondSlaves: null }
    case 'ovs-bridge':
      return { bridgePorts: words(one.ovs_ports), bondSlaves: null }
    case 'bond':
      return { bridgePorts: null, bondSlaves: words(one.slaves) }
    case 'ovs-bond':
      return { bridgePorts: null, bondSlaves: words(one.ovs_bonds) }
    default:
      return { bridgePorts: null, bondSlaves: null }
  }
}

/** Before PVE 7 the tag is told by the name only: `bond0.50`, `vlan50`. */
function vlanOf(type: NetworkInterface['type'], one: Row): Pick<NetworkInterface, 'vlanId' | 'vlanParent'> {
  const named = type === 'vlan' ? /^(?:(.+)\.|vlan)(\d{1,4})$/.exec(one.iface) : null
  const tag = one['vlan-id'] ?? one.ovs_tag
  return {
    vlanId: tag ?? (named ? Number(named[2]) : null),
    vlanParent: one['vlan-raw-device'] ?? (one.ovs_tag === null ? null : one.ovs_bridge) ?? named?.[1] ?? null,
  }
}

function parseInterface(one: Row): NetworkInterface {
  const type = typeOf(one)
  return {
    name: one.iface,
    type,
    autostart: one.autostart ?? false,
    comment: one.comments,
    addresses: [one.cidr, one.cidr6].filter((address) => address !== null),
    gateway4: one.gateway,
    gateway6: one.gateway6,
    mtu: one.mtu,
    ...membersOf(type, one),
    bridgeVlanAware: type === 'bridge' ? (one.bridge_vlan_aware ?? false) : null,
    bondMode: one.bond_mode,
    ...vlanOf(type, one),
  }
}

function parseNetworkConfig(rows: z.infer<typeof reply>): NetworkConfig {
  const interfaces = listed(rows, 'interfaces', 'SDN.Audit on /sdn').map(parseInterface)
  return { interfaces: interfaces.sort(by(({ name }) => name)) }
}

export const networkConfig = collector({
  name: 'network-config',
  title: 'Network configuration',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseNetworkConfig(await pve.get(`/nodes/${node}/network`, reply))
  },
})

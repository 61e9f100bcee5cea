import { z } from 'zod'
import { interfaces } from '../../collectors/node/interfaces.ts'
import { linkModes } from '../../collectors/node/link-modes.ts'
import { networkConfig } from '../../collectors/node/network-config.ts'
import { flag, list, number, text, texts } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const interfaceShape = z.object({
  name: z.string().describe('name of the interface'),
  type: z
    .string()
    .describe('physical, bridge, bond, vlan, ovs-bridge, ovs-bond, ovs-port, ovs, vxlan, wireguard, tun or other'),
  state: z.enum(['up', 'down', 'unknown']).describe('whether packets can pass: switched on, and with carrier'),
  mac: text('hardware address it uses'),
  ipv4: texts('IPv4 addresses with prefix length'),
  ipv6: texts('IPv6 addresses with prefix length, without link-local ones'),
  speed_mbps: number('speed of the link, in Mbit/s'),
  duplex: z.enum(['full', 'half']).nullable().describe('duplex of the link'),
  mtu: number('MTU, in bytes'),
  gateway: text('default gateway of the node, where it is reached through here'),
  master: text('bridge or bond it is part of'),
  bridge_ports: list(z.string(), 'interfaces in the bridge, without ports of guests; null if it is none'),
  bridge_vlan_aware: flag('whether the bridge tells VLANs apart; null if it is no Linux bridge'),
  bond_mode: text('mode of the bond, for example 802.3ad; null if it is none'),
  bond_slaves: list(z.string(), 'interfaces in the bond; null if it is none'),
  vlan_id: number('VLAN tag; null if it is no VLAN interface'),
  vlan_parent: text('interface that carries the VLAN'),
  comment: text('comment in the configuration'),
  autostart: flag('whether it is brought up when the node starts; null if it is not configured'),
  link_detected: flag('whether the network card sees a partner'),
  module_vendor: text('maker of the plugged module'),
  module_part: text('part number of the plugged module'),
  module_temp_c: number('temperature of the plugged module, in degrees Celsius'),
})
type Interface = z.infer<typeof interfaceShape>
type Live = z.infer<typeof interfaces.fact>['interfaces'][number]
type Config = z.infer<typeof networkConfig.fact>['interfaces'][number]
type Link = z.infer<typeof linkModes.fact>['links'][number]

export const guestPortShape = z.object({
  name: z.string().describe('name of the port, for example tap100i0'),
  vmid: number('guest it belongs to'),
  master: text('bridge or OVS datapath it is part of'),
  state: interfaceShape.shape.state,
})

/** What is known of one interface: seen by the kernel, configured, or both; and what the card tells. */
interface Known {
  readonly live: Live | undefined
  readonly config: Config | undefined
  readonly link: Link | undefined
  /** Whether the kernel's interfaces are known at all. */
  readonly seen: boolean
  /** The bridge or bond whose configuration names it. */
  readonly configuredMaster: string | null
}

/** The kernel has one word for all of Open vSwitch; the configuration tells bridges, bonds and ports apart. */
const typeOf = ({ live, config }: Known): string =>
  config?.type.startsWith('ovs-') ? config.type : (live?.type ?? config?.type ?? 'other')

/** An OVS bond is no interface of the kernel, so its absence there says nothing. */
function stateOf({ live, config, seen }: Known): Interface['state'] {
  if (live) return live.state
  return seen && config?.type !== 'ovs-bond' ? 'down' : 'unknown'
}

/** To the kernel every port of Open vSwitch is part of one datapath; the configuration names the bridge. */
const OVS_DATAPATH = 'ovs-system'

const masterOf = ({ live, configuredMaster }: Known): string | null =>
  live?.master == null || live.master === OVS_DATAPATH ? (configuredMaster ?? live?.master ?? null) : live.master

const addressesOf = ({ live, config }: Known): Pick<Interface, 'ipv4' | 'ipv6'> => ({
  ipv4: live?.ipv4 ?? config?.addresses.filter((address) => !address.includes(':')) ?? [],
  ipv6: live?.ipv6 ?? config?.addresses.filter((address) => address.includes(':')) ?? [],
})

/** Members as the kernel has them; those of Open vSwitch only the configuration knows. */
function membersOf({ live, config }: Known): Pick<Interface, 'bridge_ports' | 'bond_slaves' | 'bond_mode'> {
  const isBond = live?.type === 'bond' || config?.bondSlaves != null
  return {
    bridge_ports: isBond ? null : (live?.members ?? config?.bridgePorts ?? null),
    bond_slaves: isBond ? (live?.members ?? config?.bondSlaves ?? null) : null,
    bond_mode: live?.bondMode ?? config?.bondMode ?? null,
  }
}

function interfaceOf(name: string, known: Known): Interface {
  const { live, config, link, seen } = known
  return {
    name,
    type: typeOf(known),
    state: stateOf(known),
    mac: live?.mac ?? null,
    ...addressesOf(known),
    speed_mbps: live?.speedMbps ?? link?.speedMbps ?? null,
    duplex: live?.duplex ?? link?.duplex ?? null,
    mtu: live?.mtu ?? config?.mtu ?? null,
    gateway: (seen ? live?.gateway : (config?.gateway4 ?? config?.gateway6)) ?? null,
    master: masterOf(known),
    ...membersOf(known),
    bridge_vlan_aware: config?.bridgeVlanAware ?? null,
    vlan_id: live?.vlanId ?? config?.vlanId ?? null,
    vlan_parent: live?.vlanParent ?? config?.vlanParent ?? null,
    comment: config?.comment ?? null,
    autostart: config?.autostart ?? null,
    link_detected: link?.linkDetected ?? null,
    module_vendor: link?.moduleVendor ?? null,
    module_part: link?.modulePart ?? null,
    module_temp_c: link?.moduleTempCelsius ?? null,
  }
}

function configuredMasters(configs: readonly Config[]): Map<string, string> {
  return new Map(
    configs.flatMap(({ name, bridgePorts, bondSlaves }) =>
      [...(bridgePorts ?? []), ...(bondSlaves ?? [])].map((member) => [member, name] as const),
    ),
  )
}

const byName = <T extends { readonly name: string }>(items: readonly T[] | undefined): Map<string, T> =>
  new Map(items?.map((item) => [item.name, item]))

/** The interfaces the kernel has, then those only configured; either source alone is a list too. */
export function networkOf(kept: KeptByCollector): Interface[] | null {
  const seen = factOf(kept, interfaces)?.interfaces
  const configured = factOf(kept, networkConfig)?.interfaces
  if (!seen && !configured) return null
  const live = byName(seen)
  const config = byName(configured)
  const links = byName(factOf(kept, linkModes)?.links)
  const masters = configuredMasters(configured ?? [])
  return [...new Set([...live.keys(), ...config.keys()])].map((name) =>
    interfaceOf(name, {
      live: live.get(name),
      config: config.get(name),
      link: links.get(name),
      seen: seen !== undefined,
      configuredMaster: masters.get(name) ?? null,
    }),
  )
}

export const guestPortsOf = (kept: KeptByCollector): z.infer<typeof guestPortShape>[] | null =>
  factOf(kept, interfaces)?.guestPorts ?? null

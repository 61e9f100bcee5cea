import { z } from 'zod'
import { collector, MINUTES } from '../collector.ts'
import { printedBy } from './command-reply.ts'
import { parseDefaultGateways } from './default-gateways.ts'
import {
  cidrsOf,
  guestPort,
  isLinkLocal,
  LINK_STATES,
  LINK_TYPES,
  linkState,
  linkType,
  macOf,
  parseIpLinks,
} from './ip-link.ts'
import type { IpLink } from './ip-link.ts'
import { parseLinkAttributes } from './link-attributes.ts'
import type { LinkAttributes } from './link-attributes.ts'

const networkInterface = z.object({
  name: z.string().describe('name of the interface'),
  type: z.enum(LINK_TYPES).describe('what the kernel says it is; a vnet of the SDN is a bridge'),
  state: z.enum(LINK_STATES).describe('whether packets can pass: switched on, and with carrier'),
  mac: z.string().nullable().describe('hardware address it uses now'),
  ipv4: z.array(z.string()).describe('IPv4 addresses with prefix length'),
  ipv6: z.array(z.string()).describe('IPv6 addresses with prefix length, without link-local ones (fe80::/10)'),
  speedMbps: z.number().nullable().describe('speed of the link, in Mbit/s'),
  duplex: z.enum(['full', 'half']).nullable().describe('duplex of the link'),
  mtu: z.number().nullable().describe('MTU, in bytes'),
  gateway: z.string().nullable().describe('default gateway of the node, where it is reached through here; IPv4 first'),
  master: z.string().nullable().describe('bridge, bond or OVS datapath it is part of'),
  members: z.array(z.string()).nullable().describe('interfaces in the bridge or bond, without ports of guests'),
  bondMode: z.string().nullable().describe('mode of the bond, for example 802.3ad'),
  vlanId: z.number().nullable().describe('VLAN tag; null if it is no VLAN interface'),
  vlanParent: z.string().nullable().describe('interface that carries the VLAN'),
})
type NetworkInterface = z.infer<typeof networkInterface>

const port = z.object({
  name: z.string().describe('name of the port, for example tap100i0'),
  vmid: z.number().nullable().describe('guest it belongs to; null for a container PVE does not know'),
  master: z.string().nullable().describe('bridge or OVS datapath it is part of'),
  state: z.enum(LINK_STATES).describe('whether packets can pass'),
})

const fact = z.object({
  interfaces: z.array(networkInterface).describe('interfaces of the node but the loopback, in the order of the kernel'),
  guestPorts: z.array(port).describe('ports of guests on this node, those of the firewall among them'),
})
type Interfaces = z.infer<typeof fact>

/** What each program printed. */
interface Printed {
  readonly links: string
  readonly linkAttributes: string
  readonly routesV4: string
  readonly routesV6: string
}

/** tun invents its speed (SPEED_10 in drivers/net/tun.c). */
const speedOf = (type: NetworkInterface['type'], { speedMbps, duplex }: LinkAttributes) =>
  type === 'tun' ? { speedMbps: null, duplex: null } : { speedMbps, duplex }

function parseInterface(link: IpLink, attributes: LinkAttributes): Omit<NetworkInterface, 'gateway' | 'members'> {
  const type = linkType(link)
  const made = link.linkinfo?.info_data ?? null
  return {
    name: link.ifname,
    type,
    state: linkState(link, attributes.carrier),
    mac: macOf(link),
    ipv4: cidrsOf(link, 'inet'),
    ipv6: cidrsOf(link, 'inet6').filter((cidr) => !isLinkLocal(cidr)),
    ...speedOf(type, attributes),
    mtu: link.mtu,
    master: link.master,
    bondMode: type === 'bond' ? (made?.mode ?? null) : null,
    vlanId: type === 'vlan' ? (made?.id ?? null) : null,
    vlanParent: type === 'vlan' ? link.link : null,
  }
}

function parseInterfaces({ links, linkAttributes, routesV4, routesV6 }: Printed): Interfaces {
  const attributesOf = parseLinkAttributes(linkAttributes)
  const gateways = new Map([...parseDefaultGateways(routesV6), ...parseDefaultGateways(routesV4)])
  const all = parseIpLinks(links).filter(({ link_type }) => link_type !== 'loopback')
  const own = all.filter((link) => guestPort(link) === null)
  const members = Map.groupBy(own, ({ master }) => master)
  return {
    interfaces: own.map((link) => {
      const parsed = parseInterface(link, attributesOf(link.ifname))
      return {
        ...parsed,
        gateway: gateways.get(parsed.name) ?? null,
        members:
          parsed.type === 'bridge' || parsed.type === 'bond'
            ? (members.get(parsed.name) ?? []).map(({ ifname }) => ifname)
            : null,
      }
    }),
    guestPorts: all.flatMap((link) => {
      const guest = guestPort(link)
      if (guest === null) return []
      const { ifname: name, master } = link
      return [{ name, vmid: guest.vmid, master, state: linkState(link, attributesOf(name).carrier) }]
    }),
  }
}

export const interfaces = collector({
  name: 'interfaces',
  title: 'Network interfaces',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    const [links, linkAttributes, routesV4, routesV6] = await Promise.all([
      shell.run('links'),
      shell.run('link-attributes'),
      shell.run('routes-v4'),
      shell.run('routes-v6'),
    ])
    return parseInterfaces({
      links: printedBy('ip addr', links),
      linkAttributes: linkAttributes.stdout,
      routesV4: routesV4.stdout,
      routesV6: routesV6.stdout,
    })
  },
})

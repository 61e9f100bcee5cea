import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import { looseNumber } from '../../pve/loose.ts'
import { positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { jsonBy } from './command-reply.ts'

const address = z.object({
  family: z.string(),
  local: unknownOr(z.union([z.ipv4(), z.ipv6()])),
  prefixlen: z.number().int().min(0).max(128),
})

/**
 * One entry of `ip -j -d addr show` (iproute2, ip/ipaddress.c). What its text shows as `name@parent` is `ifname` and
 * `link`; `link` is null for a tunnel on no interface, and missing (`link_index` is there) where the parent is in
 * another network namespace.
 */
const link = z.object({
  ifname: text,
  flags: z.array(z.string()),
  operstate: text,
  link_type: unknownOr(text),
  address: unknownOr(text),
  mtu: unknownOr(positive),
  master: unknownOr(text),
  link: unknownOr(text),
  linkinfo: unknownOr(
    z.object({
      info_kind: unknownOr(text),
      info_data: unknownOr(
        z.object({
          id: unknownOr(looseNumber.pipe(z.number().int().min(0).max(4094))),
          mode: unknownOr(text),
        }),
      ),
    }),
  ),
  addr_info: rowsOf(address).default([]),
})
export type IpLink = z.infer<typeof link>

export function parseIpLinks(printed: string): IpLink[] {
  const links = jsonBy('ip addr', printed, rowsOf(link))
  if (links.length === 0) throw new FailureError('bad-reply', 'ip addr listed no interface, not even the loopback')
  return links
}

export const LINK_TYPES = ['physical', 'bridge', 'bond', 'vlan', 'ovs', 'vxlan', 'wireguard', 'tun', 'other'] as const

/** A network card has no kind; everything the kernel makes itself has one. */
export function linkType({ linkinfo, link_type }: IpLink): (typeof LINK_TYPES)[number] {
  const kind = linkinfo?.info_kind ?? null
  switch (kind) {
    case null:
      return link_type === 'ether' || link_type === 'infiniband' ? 'physical' : 'other'
    case 'bridge':
    case 'bond':
    case 'vlan':
    case 'vxlan':
    case 'wireguard':
    case 'tun':
      return kind
    case 'openvswitch':
      return 'ovs'
    default:
      return 'other'
  }
}

export const LINK_STATES = ['up', 'down', 'unknown'] as const

/**
 * Whether packets can pass. `UP` among the flags only says that it is switched on. Interfaces that cannot tell (tun,
 * some bridges) have the state UNKNOWN and count as up while they have carrier.
 */
export function linkState({ flags, operstate }: IpLink, carrier: boolean | null): (typeof LINK_STATES)[number] {
  if (!flags.includes('UP') || flags.includes('NO-CARRIER') || carrier === false) return 'down'
  switch (operstate) {
    case 'UP':
      return 'up'
    case 'UNKNOWN':
      return (carrier ?? flags.includes('LOWER_UP')) ? 'up' : 'unknown'
    case 'DOWN':
    case 'LOWERLAYERDOWN':
    case 'NOTPRESENT':
    case 'DORMANT':
    case 'TESTING':
      return 'down'
    default:
      return 'unknown'
  }
}

/** The hardware address; tunnels show an IP address in its place. */
export const macOf = ({ address: hardware }: IpLink): string | null =>
  /^[\da-f]{2}(:[\da-f]{2}){5,19}$/i.exec(hardware ?? '')?.[0].toLowerCase() ?? null

export const cidrsOf = ({ addr_info }: IpLink, family: 'inet' | 'inet6'): string[] =>
  addr_info.flatMap((one) => (one.family === family && one.local !== null ? [`${one.local}/${one.prefixlen}`] : []))

/** fe80::/10, which every interface has. */
export const isLinkLocal = (cidr: string): boolean => /^fe[89ab]/i.test(cidr)

/** Ports PVE makes for guests (PVE/Network.pm): of a VM, of a container, and those of the firewall; `fwln…o…` on OVS. */
const GUEST_PORT = /^(?:tap|veth|fwbr|fwln|fwpr)(\d{1,9})[iop]\d{1,4}$/

/** Whose port it is: `vmid` null where it is that of a container PVE does not know, such as Docker's. */
export function guestPort({ ifname, linkinfo }: IpLink): { vmid: number | null } | null {
  const vmid = GUEST_PORT.exec(ifname)?.[1]
  if (vmid !== undefined) return { vmid: Number(vmid) }
  return ifname.startsWith('veth') && linkinfo?.info_kind === 'veth' ? { vmid: null } : null
}

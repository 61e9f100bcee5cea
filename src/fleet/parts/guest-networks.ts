import { z } from 'zod'
import { addresses } from '../../collectors/guest/addresses.ts'
import type { GuestNet } from '../../pve/guest-nets.ts'
import { flag, list, number, text, texts } from '../fields.ts'
import { configuredNets } from '../guest-view.ts'
import type { GuestView } from '../guest-view.ts'
import { factOf } from '../kept.ts'
import { isStopped } from './guest-state.ts'

export const guestNetworkShape = z.object({
  id: z.string().describe('key of the configuration, for example net0'),
  name: text('name of the interface in a container, as configured'),
  bridge: text('bridge or virtual network it is plugged into'),
  model: text('network card a VM sees, for example virtio; veth for a container'),
  mac: text('hardware address'),
  vlan: number('VLAN tag of what it sends untagged'),
  trunks: list(z.number(), 'VLANs it may use tagged; null where that is not limited'),
  firewall: flag("whether it goes through PVE's firewall"),
  link_down: flag('whether its cable is unplugged'),
  rate_mbps: number('limit of its rate, in MB a second as PVE has it; null is none'),
  queues: number('queues of the network card; null is one'),
  mtu: number('MTU, in bytes; null is the default'),
  ipv4: list(z.string(), 'IPv4 addresses; null as long as nobody told'),
  ipv6: list(z.string(), 'IPv6 addresses, without link-local ones; null as long as nobody told'),
  guest_name: text('name the guest has for it, for example ens18'),
})

export const guestAddressesShape = z.object({
  ipv4: list(z.string(), 'IPv4 addresses on configured interfaces; null as long as nobody told'),
  ipv6: list(z.string(), 'IPv6 addresses on configured interfaces; null as long as nobody told'),
  all: list(z.string(), 'both'),
  source: z
    .enum(['agent', 'container', 'config', 'cloud-init'])
    .nullable()
    .describe(
      'agent, container: seen in the guest; config: static configuration of a container; cloud-init: what it is to set up',
    ),
  other: list(
    z.object({
      interface: z.string().describe('name the guest has for the interface'),
      addresses: texts('addresses of loopback, link-local, multicast and of bridges inside the guest'),
    }),
    'addresses that do not lead to the guest',
  ),
})

type Network = z.infer<typeof guestNetworkShape>
type Addresses = z.infer<typeof guestAddressesShape>
type Interface = z.infer<typeof addresses.fact>['interfaces'][number]

/** Unspecified, loopback, link-local and multicast addresses lead to no guest (trap 29). */
const LEADS_NOWHERE = /^(?:0\.|127\.|169\.254\.|2(?:2[4-9]|3\d)\.|::1?$|fe[89ab][\da-f]:|ff[\da-f]{2}:)/i

const ipv4In = (found: readonly string[]): string[] =>
  found.filter((one) => !one.includes(':') && !LEADS_NOWHERE.test(one))
const ipv6In = (found: readonly string[]): string[] =>
  found.filter((one) => one.includes(':') && !LEADS_NOWHERE.test(one))

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)]

/** By hardware address, which interfaces on top of each other share; else by name. */
const belongs = (net: GuestNet, { mac, name }: Interface): boolean =>
  net.mac === null || mac === null ? net.name !== null && net.name === name : net.mac === mac

/** What the guest has; null as long as it did not tell, and once it is stopped. */
const interfacesOf = (view: GuestView): readonly Interface[] | null =>
  isStopped(view) ? null : (factOf(view.ofGuest, addresses)?.interfaces ?? null)

/** An interface as configured with those the guest has for it; null as long as the guest did not tell. */
interface Joined {
  readonly net: GuestNet
  readonly inside: readonly Interface[] | null
}

function joined(view: GuestView): Joined[] | null {
  const seen = interfacesOf(view)
  const nets = configuredNets(view)
  return nets?.map((net) => ({ net, inside: seen?.filter((one) => belongs(net, one)) ?? null })) ?? null
}

/** What the guest says; else what it was told to have, an empty list of which says nothing: it may use DHCP. */
function addressesOf({ net, inside }: Joined): Pick<Network, 'ipv4' | 'ipv6'> {
  if (inside) {
    const seen = unique(inside.flatMap((one) => one.addresses))
    return { ipv4: ipv4In(seen), ipv6: ipv6In(seen) }
  }
  const [ipv4, ipv6] = [ipv4In(net.ipv4Configured), ipv6In(net.ipv6Configured)]
  return { ipv4: ipv4.length > 0 ? ipv4 : null, ipv6: ipv6.length > 0 ? ipv6 : null }
}

const networkOf = (one: Joined): Network => ({
  id: one.net.id,
  name: one.net.name,
  bridge: one.net.bridge,
  model: one.net.model,
  mac: one.net.mac,
  vlan: one.net.vlan,
  trunks: one.net.trunks && [...one.net.trunks],
  firewall: one.net.firewall,
  link_down: one.net.linkDown,
  rate_mbps: one.net.rateMbps,
  queues: one.net.queues,
  mtu: one.net.mtu,
  ...addressesOf(one),
  guest_name: one.inside?.[0]?.name ?? null,
})

export const guestNetworks = (view: GuestView): Network[] | null => joined(view)?.map(networkOf) ?? null

/** The addresses of all interfaces; null where none of them says anything. */
function together(lists: readonly (readonly string[] | null)[]): string[] | null {
  const told = lists.filter((one) => one !== null)
  return told.length > 0 || lists.length === 0 ? unique(told.flat()) : null
}

function sourceOf(view: GuestView, found: readonly string[] | null): Addresses['source'] {
  if (found && interfacesOf(view)) return view.type === 'qemu' ? 'agent' : 'container'
  if (!found?.length) return null
  return view.type === 'qemu' ? 'cloud-init' : 'config'
}

/** Addresses a guest is reached at. Nobody knows which those are as long as its interfaces are not known. */
export function reachedAt(view: GuestView): Omit<Addresses, 'other'> {
  const found = joined(view)?.map(addressesOf)
  if (!found) return { ipv4: null, ipv6: null, all: null, source: null }
  const ipv4 = together(found.map((one) => one.ipv4))
  const ipv6 = together(found.map((one) => one.ipv6))
  const all = together([ipv4, ipv6])
  return { ipv4, ipv6, all, source: sourceOf(view, all) }
}

export function guestAddresses(view: GuestView): Addresses {
  const reached = reachedAt(view)
  const shown = new Set(reached.all)
  const other = interfacesOf(view)?.flatMap((one) => {
    const rest = one.addresses.filter((address) => !shown.has(address))
    return rest.length > 0 ? [{ interface: one.name, addresses: rest }] : []
  })
  return { ...reached, other: other ?? null }
}

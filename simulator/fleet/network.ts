import { dice } from '../dice.ts'
import type { Machine, Nic } from './machine.ts'

/** An interface as configured on a node. */
export interface Iface {
  readonly name: string
  readonly kind: 'eth' | 'bond' | 'bridge' | 'vlan'
  readonly mac: string
  readonly cidr?: string
  readonly gateway?: string
  readonly cidr6?: string
  readonly gateway6?: string
  readonly mtu?: number
  /** Ports of a bridge, slaves of a bond. */
  readonly members?: readonly string[]
  readonly bondMode?: '802.3ad' | 'active-backup'
  readonly vlanAware?: boolean
  readonly vlanId?: number
  readonly parent?: string
  readonly comment?: string
  /** Is started with the node. */
  readonly auto: boolean
}

export interface Site {
  /** Second octet of the site's network, and its third and following in IPv6. */
  readonly octet: number
  readonly label: string
}

/** The address of a node where its people reach it: 10.SITE.0.11 and on. */
export const lanAddress = ({ octet }: Site, index: number): string =>
  `10.${octet}.${Math.floor(index / 200)}.${11 + (index % 200)}`

/** How the network of a node is set up. All members of a site have it alike. */
export function ifacesOf(site: Site, index: number, machine: Machine): Iface[] {
  const style = dice(site.label, 'network').pick(['plain', 'bonded', 'bonded', 'vlans'] as const)
  const fast = machine.nics.filter((nic) => nic.fibre)
  const slow = machine.nics.filter((nic) => !nic.fibre)
  const cards = machine.nics.map((nic): Iface => ({ name: nic.name, kind: 'eth', mac: nic.mac, auto: false }))
  if (style === 'plain' || slow.length + fast.length < 2) return [...cards, management(site, index, slow[0] ?? fast[0])]
  const [uplinks, storage] = fast.length >= 2 ? [fast, slow] : [slow, []]
  return [
    ...cards.map((card) => ({ ...card, ...(fast.some(({ name }) => name === card.name) && { mtu: 9000 }) })),
    bond('bond0', uplinks, '802.3ad'),
    { ...management(site, index, uplinks[0]), members: ['bond0'] },
    ...(style === 'vlans' ? vlans(site, index, uplinks[0]) : []),
    ...(storage.length >= 2 ? [storageBond(site, index, storage)] : []),
  ]
}

function management(site: Site, index: number, nic: Nic | undefined): Iface {
  const vlanAware = dice(site.label, 'vlan-aware').chance(0.7)
  const six = dice(site.label, 'ipv6').chance(0.5)
  return {
    name: 'vmbr0',
    kind: 'bridge',
    mac: nic?.mac ?? '02:00:00:00:00:01',
    cidr: `${lanAddress(site, index)}/16`,
    gateway: `10.${site.octet}.0.1`,
    ...(six && { cidr6: `fd00:${site.octet}::${(index + 11).toString(16)}/64`, gateway6: `fd00:${site.octet}::1` }),
    members: [nic?.name ?? 'eno1'],
    vlanAware,
    comment: 'Management and guests',
    auto: true,
  }
}

function bond(name: string, nics: readonly Nic[], bondMode: '802.3ad' | 'active-backup'): Iface {
  return {
    name,
    kind: 'bond',
    mac: nics[0]?.mac ?? '02:00:00:00:00:02',
    members: nics.slice(0, 2).map((nic) => nic.name),
    bondMode,
    ...(nics.every((nic) => nic.fibre) && { mtu: 9000 }),
    comment: bondMode === '802.3ad' ? 'LACP to both switches' : 'storage network',
    auto: true,
  }
}

const storageBond = (site: Site, index: number, nics: readonly Nic[]): Iface => ({
  ...bond('bond1', nics, 'active-backup'),
  cidr: `172.20.${site.octet}.${11 + index}/24`,
})

function vlans(site: Site, index: number, nic: Nic | undefined): Iface[] {
  const mac = nic?.mac ?? '02:00:00:00:00:03'
  return [
    { name: 'bond0.50', kind: 'vlan', mac, vlanId: 50, parent: 'bond0', auto: true },
    { name: 'vmbr50', kind: 'bridge', mac, members: ['bond0.50'], comment: 'DMZ', auto: true },
    {
      name: 'vlan60',
      kind: 'vlan',
      mac,
      vlanId: 60,
      parent: 'bond0',
      cidr: `10.60.${site.octet}.${11 + index}/24`,
      auto: true,
    },
  ]
}

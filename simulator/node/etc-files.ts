import { dice } from '../dice.ts'
import { lanAddress } from '../fleet/network.ts'
import type { Iface } from '../fleet/network.ts'
import type { Storage } from '../fleet/storage.ts'
import { spoken } from '../state/hostile.ts'
import type { View } from '../state/view.ts'

const TIMEZONES = ['Europe/Rome', 'Europe/Zurich', 'Europe/Vienna', 'Etc/UTC', 'America/Chicago', 'Asia/Tokyo'] as const

export const timezoneOf = ({ node: { cluster } }: View): string => dice(cluster.site.label, 'timezone').pick(TIMEZONES)

export function hosts({ node }: View): string {
  const { site, domain, nodes } = node.cluster
  const lines = nodes.map(({ index, name }) => `${lanAddress(site, index)} ${name}.${domain} ${name}`)
  return `127.0.0.1 localhost.localdomain localhost\n${lines.join('\n')}\n\n# The following lines are desirable for IPv6 capable hosts\n::1     ip6-localhost ip6-loopback\n`
}

/** Debian 13 has no such file. */
export const timezoneFile = (view: View): string | null =>
  view.node.release.debian >= 13 ? null : `${timezoneOf(view)}\n`

export function interfacesFile(view: View): string {
  const stanzas = view.node.ifaces.map((iface) => stanzaOf(view, iface))
  return `auto lo\niface lo inet loopback\n\n${stanzas.join('\n')}\nsource /etc/network/interfaces.d/*\n`
}

function stanzaOf(view: View, iface: Iface): string {
  const options = optionsOf(iface).map(([key, value]) => `\t${key} ${value}\n`)
  const comment = commentOf(view, iface)
  const lines = [
    ...(iface.auto ? [`auto ${iface.name}\n`] : []),
    `iface ${iface.name} inet ${iface.cidr === undefined ? 'manual' : 'static'}\n`,
    ...options,
    ...(comment === null ? [] : comment.split('\n').map((line) => `#${line}\n`)),
  ]
  if (iface.cidr6 !== undefined)
    lines.push(`\niface ${iface.name} inet6 static\n\taddress ${iface.cidr6}\n\tgateway ${iface.gateway6 ?? '::'}\n`)
  return lines.join('')
}

export const commentOf = (view: View, { comment, name }: Iface): string | null =>
  comment === undefined ? null : spoken(view, comment, name)

/** Keys and values as ifupdown2 has them. */
function optionsOf(iface: Iface): [string, string | number][] {
  const { kind, members = [], bondMode } = iface
  const all: [string, string | number | undefined][] = [
    ['address', iface.cidr],
    ['gateway', iface.gateway],
    ['bridge-ports', kind === 'bridge' ? members.join(' ') || 'none' : undefined],
    ['bridge-stp', kind === 'bridge' ? 'off' : undefined],
    ['bridge-fd', kind === 'bridge' ? 0 : undefined],
    ['bridge-vlan-aware', iface.vlanAware ? 'yes' : undefined],
    ['bridge-vids', iface.vlanAware ? '2-4094' : undefined],
    ['bond-slaves', kind === 'bond' ? members.join(' ') : undefined],
    ['bond-miimon', kind === 'bond' ? 100 : undefined],
    ['bond-mode', bondMode],
    ['bond-xmit-hash-policy', bondMode === '802.3ad' ? 'layer3+4' : undefined],
    ['bond-primary', bondMode === 'active-backup' ? members[0] : undefined],
    ['vlan-raw-device', kind === 'vlan' && !iface.name.includes('.') ? iface.parent : undefined],
    ['mtu', iface.mtu],
  ]
  return all.flatMap(([key, value]): [string, string | number][] => (value === undefined ? [] : [[key, value]]))
}

export const storageCfg = (view: View): string => {
  const { layout, nodes } = view.node.cluster
  return layout.storages.map((storage) => storageSection(storage, nodes[storage.onlyNode ?? -1]?.name)).join('\n')
}

function storageSection(storage: Storage, only: string | undefined): string {
  const lines = [
    ...Object.entries(storage.properties).map(([key, value]) => `${key} ${value}`),
    `content ${storage.content.join(',')}`,
    ...(only === undefined ? [] : [`nodes ${only}`]),
    ...(storage.disabled ? ['disable'] : []),
  ]
  return `${storage.type}: ${storage.id}\n${lines.map((line) => `\t${line}\n`).join('')}`
}

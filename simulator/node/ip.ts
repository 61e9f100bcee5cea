import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'
import { linksOf } from './links.ts'
import type { Link } from './links.ts'

const FOREVER = 4_294_967_295

const LOOPBACK = {
  ifindex: 1,
  ifname: 'lo',
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  mtu: 65_536,
  qdisc: 'noqueue',
  operstate: 'UNKNOWN',
  group: 'default',
  txqlen: 1000,
  link_type: 'loopback',
  address: '00:00:00:00:00:00',
  broadcast: '00:00:00:00:00:00',
  promiscuity: 0,
  addr_info: [
    {
      family: 'inet',
      local: '127.0.0.1',
      prefixlen: 8,
      scope: 'host',
      label: 'lo',
      valid_life_time: FOREVER,
      preferred_life_time: FOREVER,
    },
    {
      family: 'inet6',
      local: '::1',
      prefixlen: 128,
      scope: 'host',
      valid_life_time: FOREVER,
      preferred_life_time: FOREVER,
    },
  ],
}

/** `ip -j -d addr show`. */
export const ipAddr = (view: View): Answer =>
  printed(`${JSON.stringify([LOOPBACK, ...linksOf(view).map((link, index) => entryOf(link, index + 2))])}\n`, 0.004)

function entryOf(link: Link, ifindex: number): Record<string, unknown> {
  const state = !link.up ? 'DOWN' : link.carrier ? 'UP' : 'DOWN'
  return {
    ifindex,
    ...(link.parent !== null && { link: link.parent }),
    ifname: link.name,
    flags: flagsOf(link),
    mtu: link.mtu,
    qdisc: link.kind === 'eth' ? 'mq' : 'noqueue',
    ...(link.master !== null && { master: link.master }),
    operstate: link.kind === 'tap' && link.up ? 'UNKNOWN' : state,
    group: 'default',
    txqlen: 1000,
    link_type: 'ether',
    address: link.mac,
    broadcast: 'ff:ff:ff:ff:ff:ff',
    promiscuity: link.master === null ? 0 : 1,
    min_mtu: 68,
    max_mtu: 65_535,
    ...linkinfoOf(link),
    addr_info: addressesOf(link),
  }
}

const flagsOf = ({ up, carrier, kind }: Link): string[] => [
  ...(up && !carrier ? ['NO-CARRIER'] : []),
  'BROADCAST',
  'MULTICAST',
  ...(kind === 'bond' ? ['MASTER'] : []),
  ...(up ? ['UP'] : []),
  ...(up && carrier ? ['LOWER_UP'] : []),
]

function linkinfoOf({ kind, iface, parent }: Link): Record<string, unknown> {
  switch (kind) {
    case 'eth':
      return {}
    case 'bond':
      return {
        linkinfo: { info_kind: 'bond', info_data: { mode: iface?.bondMode, miimon: 100, updelay: 0, downdelay: 0 } },
      }
    case 'vlan':
      return {
        linkinfo: { info_kind: 'vlan', info_data: { protocol: '802.1Q', id: iface?.vlanId, flags: ['REORDER_HDR'] } },
      }
    case 'bridge':
    case 'fwbr':
      return {
        linkinfo: {
          info_kind: 'bridge',
          info_data: { forward_delay: 0, ageing_time: 30_000, stp_state: 0, vlan_filtering: iface?.vlanAware ? 1 : 0 },
        },
      }
    case 'tap':
      return { linkinfo: { info_kind: 'tun', info_data: { type: 'tap', pi: false, vnet_hdr: true, persist: false } } }
    default:
      return { linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', ...(parent === null && { info_data: {} }) } }
  }
}

function addressesOf({ iface, mac, up }: Link): unknown[] {
  const entry = (family: 'inet' | 'inet6', cidr: string, scope: string): Record<string, unknown> => {
    const [local, length] = cidr.split('/')
    const label = family === 'inet' ? { label: iface?.name } : {}
    return {
      family,
      local,
      prefixlen: Number(length),
      scope,
      ...label,
      valid_life_time: FOREVER,
      preferred_life_time: FOREVER,
    }
  }
  return [
    ...(iface?.cidr === undefined ? [] : [entry('inet', iface.cidr, 'global')]),
    ...(iface?.cidr6 === undefined ? [] : [entry('inet6', iface.cidr6, 'global')]),
    ...(up && (iface?.kind === 'bridge' || iface?.cidr !== undefined)
      ? [entry('inet6', `${linkLocal(mac)}/64`, 'link')]
      : []),
  ]
}

/** The interface identifier of RFC 4291, appendix A. */
export function linkLocal(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16))
  const group = (high: number, low: number): string => ((high << 8) | low).toString(16)
  return `fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`
}

const routes = (view: View, key: 'gateway' | 'gateway6'): Answer => {
  const rows = view.node.ifaces.flatMap((iface) =>
    iface[key] === undefined
      ? []
      : [{ dst: 'default', gateway: iface[key], dev: iface.name, protocol: 'kernel', metric: 1024, flags: ['onlink'] }],
  )
  return printed(`${JSON.stringify(rows)}\n`)
}

export const routesV4 = (view: View): Answer => routes(view, 'gateway')
export const routesV6 = (view: View): Answer => routes(view, 'gateway6')

/** Interfaces without carrier refuse `speed` and `duplex`; those switched off refuse all three. */
export function linkAttributes(view: View): Answer {
  const all = linksOf(view)
  const lines = (key: string, value: (link: Link) => string | null): string[] =>
    all.flatMap((link) => {
      const text = value(link)
      return text === null ? [] : [`/sys/class/net/${link.name}/${key}:${text}\n`]
    })
  const text = [
    ...lines('speed', (link) => (link.up && link.speedMbps !== null ? String(link.speedMbps) : null)),
    ...lines('duplex', ({ up, carrier }) => (!up ? null : carrier ? 'full' : 'unknown')),
    '/sys/class/net/lo/carrier:1\n',
    ...lines('carrier', ({ up, carrier }) => (up ? String(Number(carrier)) : null)),
  ]
  return { stdout: text.join(''), stderr: '', exit: 2, seconds: 0.004 }
}

import { dice } from '../dice.ts'
import type { Guest, GuestNet } from '../fleet/guest.ts'
import { linkLocal } from '../node/ip.ts'
import { guestsListed, isBroken, maxdiskOf, rootUsedOf, runOf, snapshotsOf } from '../state/guest-state.ts'
import { spoken } from '../state/hostile.ts'
import type { View } from '../state/view.ts'
import { commonConfig, digestOf, guestAsked, haOf, lockOf, pressures, unreadable, volumeText } from './guest.ts'
import type { Config } from './guest.ts'
import type { Asked, Json, Path } from './reply.ts'

const MIB = 2 ** 20
const SWAP_BYTES = 512 * MIB

export function configOf(view: View, guest: Guest, wanted: boolean): Config {
  const last = snapshotsOf(view, guest).at(-1)
  const fields = {
    arch: 'amd64',
    cores: guest.cores,
    ...(guest.description !== null && { description: `${spoken(view, guest.description, `${guest.label}/text`)}\n` }),
    features: 'nesting=1',
    hostname: spoken(view, guest.name, guest.label),
    ...lockOf(view, guest),
    memory: (guest.memoryBytes / MIB) * (wanted && guest.pending ? 2 : 1),
    ostype: guest.system.lxcOstype,
    ...(last && { parent: last.name }),
    swap: SWAP_BYTES / MIB,
    ...commonConfig(guest),
    ...(guest.nets.some(({ dhcp }) => !dhcp) && { nameserver: '10.0.0.53', searchdomain: 'example.net' }),
    ...(guest.pending && !wanted && { timezone: 'host' }),
    unprivileged: 1,
    ...Object.fromEntries(guest.disks.map((disk) => [disk.key, volumeText(disk)])),
    ...Object.fromEntries(guest.nets.map((net, index) => [`net${index}`, netText(net, index)])),
  } as Record<string, string | number>
  return { ...fields, digest: digestOf(wanted ? configOf(view, guest, false) : fields) }
}

const netText = (net: GuestNet, index: number): string =>
  [
    `name=eth${index}`,
    `bridge=${net.bridge}`,
    ...(net.firewall ? ['firewall=1'] : []),
    ...(net.dhcp ? [] : [`gw=${net.ipv4.replace(/\d+$/, '1')}`]),
    `hwaddr=${net.mac}`,
    net.dhcp ? 'ip=dhcp' : `ip=${net.ipv4}/24`,
    ...(net.ipv6 === null ? [] : [`ip6=${net.dhcp ? 'auto' : `${net.ipv6}/64`}`]),
    ...(net.vlan === null ? [] : [`tag=${net.vlan}`]),
    'type=veth',
  ].join(',')

function config(asked: Asked): Json {
  const guest = guestAsked(asked, 'lxc')
  const values = configOf(asked.view, guest, String(asked.args['current'] ?? 0) !== '1')
  const lxc = rawOf(guest)
  return { ...values, ...(lxc.length > 0 && { lxc }) }
}

/** Lines that PVE does not know itself, as pairs. */
export const rawOf = ({ label, type }: Guest): [key: string, value: string][] =>
  type === 'lxc' && dice(label, 'raw').chance(0.1) ? [['lxc.cgroup2.devices.allow', 'c 226:0 rwm']] : []

function rowOf(view: View, guest: Guest): Record<string, Json> {
  const run = runOf(view, guest)
  const { line } = view.node.release
  return {
    cpu: view.byDaemon ? run.cpu : 0,
    cpus: run.cpus,
    disk: rootUsedOf(guest),
    diskread: run.diskreadBytes,
    diskwrite: run.diskwriteBytes,
    ...lockOf(view, guest),
    maxdisk: maxdiskOf(guest),
    maxmem: guest.memoryBytes,
    maxswap: SWAP_BYTES,
    mem: run.memBytes,
    name: spoken(view, guest.name, guest.label),
    netin: run.netinBytes,
    netout: run.netoutBytes,
    ...(run.pid !== null && { pid: run.pid }),
    ...(run.pid !== null && line === '9.2' && pressures(view)),
    status: run.status,
    swap: 0,
    ...(guest.tags.length > 0 && { tags: guest.tags.join(';') }),
    ...(guest.template && { template: 1 }),
    type: 'lxc',
    uptime: run.uptimeSeconds,
    vmid: guest.vmid,
  }
}

function list(view: View): Json {
  const guests = guestsListed(view).filter(({ type }) => type === 'lxc')
  if (view.node.release.line === '7.4' && guests.some((guest) => isBroken(view, guest))) throw unreadable()
  const rows = guests.map((guest): Json => {
    const row = rowOf(view, guest)
    return view.node.release.line === '7.4' ? { ...row, vmid: String(guest.vmid) } : row
  })
  return dice(view.node.label, 'lxc', Math.floor(view.seconds)).shuffled(rows)
}

const statusCurrent = (asked: Asked): Json => {
  const guest = guestAsked(asked, 'lxc')
  return { ...rowOf(asked.view, guest), ha: haOf(asked.view, guest) }
}

/** Nothing while it is stopped. */
function interfaces(asked: Asked): Json {
  const guest = guestAsked(asked, 'lxc')
  if (!guest.running) return null
  const loopback = {
    'hardware-address': '00:00:00:00:00:00',
    hwaddr: '00:00:00:00:00:00',
    inet: '127.0.0.1/8',
    inet6: '::1/128',
    'ip-addresses': [],
    name: 'lo',
  }
  return [loopback, ...guest.nets.map(interfaceRow)]
}

function interfaceRow({ mac, ipv4, ipv6 }: GuestNet, index: number): Json {
  const hwaddr = mac.toLowerCase()
  const six = ipv6 ?? linkLocal(hwaddr)
  return {
    'hardware-address': hwaddr,
    hwaddr,
    inet: `${ipv4}/24`,
    inet6: `${six}/64`,
    'ip-addresses': [
      { 'ip-address': ipv4, 'ip-address-type': 'inet', prefix: '24' },
      { 'ip-address': six, 'ip-address-type': 'inet6', prefix: '64' },
    ],
    name: `eth${index}`,
  }
}

export const LXC_PATHS: readonly Path[] = [
  { template: '/nodes/{node}/lxc', reply: ({ view }) => list(view) },
  { template: '/nodes/{node}/lxc/{vmid}/config', args: ['current'], reply: config },
  { template: '/nodes/{node}/lxc/{vmid}/status/current', reply: statusCurrent },
  { template: '/nodes/{node}/lxc/{vmid}/interfaces', since: '8.4', reply: interfaces },
]

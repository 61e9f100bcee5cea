import { dice } from '../dice.ts'
import type { Guest } from '../fleet/guest.ts'
import { guestsListed, isBroken, maxdiskOf, nameOf, runOf, snapshotsOf } from '../state/guest-state.ts'
import type { GuestRun } from '../state/guest-state.ts'
import { spoken } from '../state/hostile.ts'
import type { View } from '../state/view.ts'
import { commonConfig, digestOf, guestAsked, haOf, lockOf, pressures, volumeText } from './guest.ts'
import type { Config } from './guest.ts'
import type { Asked, Json, Path } from './reply.ts'

const MIB = 2 ** 20

/** What the file of a VM says now; `wanted` with the changes that wait for its next start. */
export function configOf(view: View, guest: Guest, wanted: boolean): Config {
  const { system, disks, nets } = guest
  const memory = (guest.memoryBytes / MIB) * (wanted && guest.pending ? 2 : 1)
  const last = snapshotsOf(view, guest).at(-1)
  const boot = disks.find(({ kind }) => kind === 'disk')?.key ?? 'net0'
  const fields = {
    ...(guest.agent !== 'missing' && {
      agent: dice(guest.label, 'agent').pick(['1', 'enabled=1,fstrim_cloned_disks=1']),
    }),
    ...(system.windows && { bios: 'ovmf', machine: 'pc-q35-9.0' }),
    boot: `order=${boot};net0`,
    cores: guest.cores,
    cpu: dice(guest.label, 'cpu').pick(['host', 'x86-64-v2-AES', 'kvm64']),
    ...(guest.description !== null && { description: spoken(view, guest.description, `${guest.label}/text`) }),
    ...lockOf(view, guest),
    // A string since 8.
    memory: view.node.release.line === '7.4' ? memory : String(memory),
    meta: `creation-qemu=${view.node.release.qemu},ctime=${1_690_000_000 + guest.vmid * 9000}`,
    name: spoken(view, guest.name, guest.label),
    numa: 0,
    ostype: system.ostype,
    ...(last && { parent: last.name }),
    scsihw: 'virtio-scsi-single',
    smbios1: `uuid=${guest.uuid}`,
    sockets: guest.sockets,
    ...commonConfig(guest),
    ...(guest.balloon && { balloon: memory / 2 }),
    ...(guest.pending && !wanted && { usb0: 'host=046d:c52b,usb3=1' }),
    ...cloudInit(guest),
    ...Object.fromEntries(disks.map((disk) => [disk.key, volumeText(disk)])),
    ...Object.fromEntries(nets.map((net, index) => [`net${index}`, netText(guest, net, index)])),
  } as Record<string, string | number>
  const said = isBroken(view, guest) ? readable(fields) : fields
  return { ...said, digest: digestOf(wanted ? configOf(view, guest, false) : said) }
}

/** Keys whose lines cannot be read in a broken configuration. */
export const UNREADABLE: readonly string[] = ['name', 'net0']

const readable = (fields: Config): Config =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !UNREADABLE.includes(key)))

function cloudInit({ disks, nets }: Guest): Config {
  if (!disks.some(({ kind }) => kind === 'cloudinit')) return {}
  const net = nets[0]
  return {
    ciuser: 'admin',
    nameserver: '10.0.0.53',
    searchdomain: 'example.net',
    serial0: 'socket',
    vga: 'serial0',
    ipconfig0: net && !net.dhcp ? `ip=${net.ipv4}/24,gw=${net.ipv4.replace(/\d+$/, '1')}` : 'ip=dhcp',
  }
}

const netText = ({ system }: Guest, net: Guest['nets'][number], index: number): string =>
  [
    `${system.windows && index > 0 ? 'e1000' : 'virtio'}=${net.mac}`,
    `bridge=${net.bridge}`,
    ...(net.firewall ? ['firewall=1'] : []),
    ...(net.vlan === null ? [] : [`tag=${net.vlan}`]),
  ].join(',')

/** `current=1` leaves out what waits; without it, changes that wait count as made. */
function config(asked: Asked): Json {
  const guest = guestAsked(asked, 'qemu')
  return configOf(asked.view, guest, String(asked.args['current'] ?? 0) !== '1')
}

/** What the list and a single status have in common. */
function rowOf(view: View, guest: Guest, run: GuestRun): Record<string, Json> {
  const { line } = view.node.release
  return {
    ...(guest.balloon && { balloon_min: guest.memoryBytes / 2, shares: 1000 }),
    cpu: view.byDaemon ? run.cpu : 0,
    cpus: run.cpus,
    disk: 0,
    ...(guest.disks.some(({ kind }) => kind === 'cloudinit') && { serial: 1 }),
    ...lockOf(view, guest),
    maxdisk: maxdiskOf(guest),
    maxmem: guest.memoryBytes,
    mem: run.memBytes,
    ...(line === '9.2' && { memhost: Math.floor(run.memBytes * 1.05) }),
    name: nameOf(view, guest),
    netin: run.netinBytes,
    netout: run.netoutBytes,
    ...(run.pid !== null && { pid: run.pid, ...pressures(view) }),
    status: run.status,
    ...(guest.tags.length > 0 && { tags: guest.tags.join(';') }),
    ...(guest.template && { template: 1 }),
    uptime: run.uptimeSeconds,
    vmid: guest.vmid,
  }
}

function list(view: View, full: boolean): Json {
  const guests = guestsListed(view).filter(({ type }) => type === 'qemu')
  const rows = guests.map((guest): Json => {
    const run = runOf(view, guest)
    const row = rowOf(view, guest, run)
    const counters = view.node.release.line === '7.4' ? { diskread: 0, diskwrite: 0 } : {}
    return full ? { ...row, ...ofProcess(view, guest, run) } : { ...counters, ...row }
  })
  return dice(view.node.label, 'qemu', Math.floor(view.seconds)).shuffled(rows)
}

/** What only the process of a running VM can tell. */
function ofProcess(view: View, guest: Guest, run: GuestRun): Record<string, Json> {
  if (run.status === 'stopped')
    return { qmpstatus: 'stopped', ...(view.node.release.line === '7.4' && { diskread: 0, diskwrite: 0 }) }
  const { release } = view.node
  const taps = guest.nets.map((_net, index) => [
    `tap${guest.vmid}i${index}`,
    { netin: run.netinBytes, netout: run.netoutBytes },
  ])
  const drives = guest.disks.filter(({ kind }) => kind === 'disk').map(({ key }) => [key, blockstat(run)])
  return {
    ...(guest.balloon && ballooned(guest, run)),
    blockstat: Object.fromEntries(drives) as Json,
    diskread: run.diskreadBytes,
    diskwrite: run.diskwriteBytes,
    nics: Object.fromEntries(taps) as Json,
    'proxmox-support': release.line === '7.4' ? {} : SUPPORT,
    qmpstatus: run.qmpstatus,
    'running-machine': release.machine,
    'running-qemu': release.qemu,
  }
}

/** What the balloon driver in the guest tells. */
function ballooned({ memoryBytes }: Guest, { memBytes, uptimeSeconds }: GuestRun): Record<string, Json> {
  const total = Math.floor(memoryBytes * 0.97)
  const free = total - memBytes
  const told = {
    actual: memoryBytes,
    free_mem: free,
    last_update: Math.floor(uptimeSeconds),
    major_page_faults: 941,
    max_mem: memoryBytes,
    mem_swapped_in: 0,
    mem_swapped_out: 0,
    minor_page_faults: 5_021_377,
    total_mem: total,
  }
  return { balloon: memoryBytes, ballooninfo: told, freemem: free }
}

/** As QEMU says it, true and false included. */
const SUPPORT: Json = {
  'backup-fleecing': true,
  'backup-max-workers': true,
  'pbs-dirty-bitmap': true,
  'pbs-dirty-bitmap-migration': true,
  'pbs-dirty-bitmap-savevm': true,
  'pbs-library-version': '1.5.2 (e0e5a5bd2d2b0f0c)',
  'pbs-masterkey': true,
  'query-bitmap-info': true,
}

const blockstat = ({ diskreadBytes, diskwriteBytes }: GuestRun): Json => ({
  account_failed: true,
  account_invalid: true,
  ...Object.fromEntries(
    ['flush', 'rd', 'unmap', 'wr'].flatMap((kind) => [
      [`failed_${kind}_operations`, 0],
      [`invalid_${kind}_operations`, 0],
    ]),
  ),
  ...Object.fromEntries(
    ['flush', 'rd', 'unmap', 'wr'].flatMap((kind) => [
      [`${kind}_operations`, 100],
      [`${kind}_total_time_ns`, 17_003_357],
    ]),
  ),
  ...Object.fromEntries(['rd', 'unmap', 'wr'].flatMap((kind) => [[`${kind}_merged`, 0]])),
  idle_time_ns: 1_454_394_506,
  rd_bytes: diskreadBytes,
  timed_stats: [],
  unmap_bytes: 0,
  wr_bytes: diskwriteBytes,
  wr_highest_offset: 0,
})

function statusCurrent(asked: Asked): Json {
  const { view } = asked
  const guest = guestAsked(asked, 'qemu')
  const run = runOf(view, guest)
  return {
    ...(guest.agent !== 'missing' && { agent: 1 }),
    ...(view.node.release.line !== '7.4' && { clipboard: null }),
    ...rowOf(view, guest, run),
    ...ofProcess(view, guest, run),
    ha: haOf(view, guest),
  }
}

export const QEMU_PATHS: readonly Path[] = [
  {
    template: '/nodes/{node}/qemu',
    args: ['full'],
    reply: ({ view, args }) => list(view, String(args['full'] ?? 0) === '1'),
  },
  { template: '/nodes/{node}/qemu/{vmid}/config', args: ['current'], reply: config },
  { template: '/nodes/{node}/qemu/{vmid}/status/current', reply: statusCurrent },
]

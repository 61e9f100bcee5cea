import { dice } from '../dice.ts'
import type { Guest } from '../fleet/guest.ts'
import { linkLocal } from '../node/ip.ts'
import { runOf } from '../state/guest-state.ts'
import type { View } from '../state/view.ts'
import { guestAsked } from './guest.ts'
import { PveError } from './reply.ts'
import type { Asked, Json, Path } from './reply.ts'

type Say = (guest: Guest, view: View) => Json

/** Commands that only read, and what an agent replies. */
const COMMANDS: Readonly<Record<string, Say>> = {
  'network-get-interfaces': networkInterfaces,
  'get-fsinfo': filesystems,
  'get-osinfo': ({ system }) => ({
    id: system.windows ? 'mswindows' : system.lxcOstype,
    'kernel-release': system.kernel,
    'kernel-version': system.windows ? '10.0' : '#1 SMP PREEMPT_DYNAMIC',
    machine: 'x86_64',
    name: system.name,
    'pretty-name': system.prettyName,
    version: system.version,
    'version-id': system.version,
  }),
  'get-host-name': ({ name }) => ({ 'host-name': name }),
  'get-time': (_guest, { clock }) => Math.floor(clock) * 1_000_000_000,
  'get-timezone': () => ({ offset: 0, zone: 'UTC' }),
  'get-users': () => [],
  'get-vcpus': ({ cores, sockets }) =>
    Array.from({ length: cores * sockets }, (_, index) => ({
      'can-offline': index > 0,
      'logical-id': index,
      online: true,
    })),
  info: ({ system }) => ({
    supported_commands: [
      'guest-ping',
      'guest-info',
      'guest-get-osinfo',
      'guest-get-fsinfo',
      'guest-network-get-interfaces',
    ].map((name) => ({ enabled: true, name, 'success-response': true })),
    version: system.windows ? '107.0.1' : '8.0.2',
  }),
}

const GIB = 2 ** 30

function filesystems({ disks, system }: Guest): Json {
  const drives = disks.filter(({ kind }) => kind === 'disk')
  const letters = ['C:\\', 'D:\\']
  return drives.map(({ sizeBytes, filled }, index) => ({
    disk: [
      {
        bus: index,
        'bus-type': 'scsi',
        dev: `/dev/sd${'ab'[index] ?? 'c'}1`,
        'pci-controller': { bus: 1, domain: 0, function: 0, slot: 1 },
        target: 0,
        unit: index,
      },
    ],
    mountpoint: system.windows ? (letters[index] ?? 'E:\\') : index === 0 ? '/' : '/srv',
    name: `sd${'ab'[index] ?? 'c'}1`,
    'total-bytes': sizeBytes - GIB,
    type: system.windows ? 'NTFS' : 'ext4',
    'used-bytes': Math.floor((sizeBytes - GIB) * filled),
  }))
}

function networkInterfaces(guest: Guest, view: View): Json {
  const run = runOf(view, guest)
  const statistics = {
    'rx-bytes': run.netinBytes,
    'rx-dropped': 0,
    'rx-errs': 0,
    'rx-packets': Math.floor(run.netinBytes / 900),
    'tx-bytes': run.netoutBytes,
    'tx-dropped': 0,
    'tx-errs': 0,
    'tx-packets': Math.floor(run.netoutBytes / 900),
  }
  const row = (name: string, mac: string, addresses: readonly (readonly [string, number])[]): Json => ({
    'hardware-address': mac,
    'ip-addresses': addresses.map(([address, prefix]) => ({
      'ip-address': address,
      'ip-address-type': address.includes(':') ? 'ipv6' : 'ipv4',
      prefix,
    })),
    name,
    statistics,
  })
  const nets = guest.nets.map(({ mac, ipv4, ipv6 }, index) => {
    const own = [[ipv4, 24] as const, ...(ipv6 === null ? [] : [[ipv6, 64] as const]), [linkLocal(mac), 64] as const]
    return row(
      guest.system.windows ? `Ethernet${index === 0 ? '' : ` ${index + 1}`}` : `ens${18 + index}`,
      mac.toLowerCase(),
      own,
    )
  })
  const docker = !guest.system.windows && dice(guest.label, 'docker').chance(0.3)
  return [
    row('lo', '00:00:00:00:00:00', [
      ['127.0.0.1', 8],
      ['::1', 128],
    ]),
    ...nets,
    ...(docker ? [row('docker0', '02:42:7e:11:5c:2a', [['172.17.0.1', 16]])] : []),
  ]
}

/** How long PVE waits for an agent before it says that there is none. */
const PING_SECONDS = 3

function ask(asked: Asked, command: string): Json {
  const guest = guestAsked(asked, 'qemu')
  if (guest.agent === 'missing') throw new PveError('No QEMU guest agent configured')
  if (!guest.running) throw new PveError(`VM ${guest.vmid} is not running`, { exit: 2 })
  if (guest.agent === 'dead' || guest.paused)
    throw new PveError('QEMU guest agent is not running', { seconds: PING_SECONDS })
  return { result: COMMANDS[command]?.(guest, asked.view) ?? null }
}

export const AGENT_PATHS: readonly Path[] = Object.keys(COMMANDS).map((command) => ({
  template: `/nodes/{node}/qemu/{vmid}/agent/${command}`,
  reply: (asked) => ask(asked, command),
}))

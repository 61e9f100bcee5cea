import { createHash } from 'node:crypto'
import { dice } from '../dice.ts'
import type { Guest } from '../fleet/guest.ts'
import type { GuestDisk } from '../fleet/guest-disk.ts'
import { guestsListed, isBroken, migratingGuest, nodeOfGuest, snapshotsOf } from '../state/guest-state.ts'
import { viewFrom } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { PveError, badParameters } from './reply.ts'
import type { Asked, Json } from './reply.ts'

export type Config = Readonly<Record<string, string | number>>

/** Up to 8; rules take their place in 9. */
export const HA_GROUP = 'prefer-first'

export const FOLDERS = { qemu: 'qemu-server', lxc: 'lxc' } as const

/** What PVE says of a container with a mount option that is none. */
export const unreadable = (): PveError =>
  new PveError('format error\nmountoptions: value does not match the regex pattern')

/** The guest a path names. It has to be on the node asked and of that type. */
export function guestAsked({ view, params }: Asked, type: Guest['type']): Guest {
  const vmid = params['vmid'] ?? ''
  if (!/^\d{1,9}$/.test(vmid)) throw badParameters({ vmid: `type check ('integer') failed - got '${vmid}'` })
  const guest = guestsListed(view).find((one) => one.vmid === Number(vmid) && one.type === type)
  if (guest?.type === 'lxc' && isBroken(view, guest)) throw unreadable()
  if (guest) return guest
  throw new PveError(`Configuration file 'nodes/${view.node.name}/${FOLDERS[type]}/${vmid}.conf' does not exist`, {
    exit: 2,
  })
}

const UNITS: readonly (readonly [number, string])[] = [
  [2 ** 40, 'T'],
  [2 ** 30, 'G'],
  [2 ** 20, 'M'],
]

/** `32G`; what is no round number of anything stays in kilobytes. */
function sizeText(bytes: number): string {
  const [unit = 1024, letter = 'K'] = UNITS.find(([size]) => bytes % size === 0) ?? []
  return `${bytes / unit}${letter}`
}

/** The value of a drive or mount point in a configuration. */
export function volumeText({ storage, volume, sizeBytes, options, kind }: GuestDisk): string {
  if (storage === null) return ['none', ...options].join(',')
  const size = kind === 'unused' ? [] : [`size=${sizeText(sizeBytes)}`]
  return [`${storage}:${volume}`, ...options, ...size].join(',')
}

/** Of the file, and so the same whether what waits in it is counted or not. */
export const digestOf = ({ digest: _digest, ...config }: Config): string =>
  createHash('sha1').update(JSON.stringify(config)).digest('hex')

export function lockOf(view: View, guest: Guest): { lock?: string } {
  if (migratingGuest(viewFrom(view, nodeOfGuest(view, guest))) === guest) return { lock: 'migrate' }
  return guest.lock === null ? {} : { lock: guest.lock }
}

/** What VMs and containers have alike in their configuration. */
export const commonConfig = ({ protection, startup, cpulimit, tags, template }: Guest): Config => ({
  ...(cpulimit !== null && { cpulimit, cpuunits: 2048 }),
  onboot: Number(!template),
  ...(protection && { protection: 1 }),
  ...(startup !== null && { startup }),
  ...(tags.length > 0 && { tags: tags.join(';') }),
  ...(template && { template: 1 }),
})

export const haOf = (view: View, { ha, running }: Guest): Json => {
  if (!ha) return { managed: 0 }
  const group = view.node.release.line === '9.2' ? {} : { group: HA_GROUP }
  return { ...group, managed: 1, state: running ? 'started' : 'stopped' }
}

/** The list ends with what is now. */
export function snapshotList(view: View, guest: Guest, digest: string): Json {
  const snapshots = snapshotsOf(view, guest)
  const rows = snapshots.map(({ name, takenAt, description, withMemory }, index): Json => {
    const parent = snapshots[index - 1]
    return {
      description: guest.type === 'lxc' ? `${description}\n` : description,
      name,
      ...(parent && { parent: parent.name }),
      snaptime: takenAt,
      ...(guest.type === 'qemu' && { vmstate: Number(withMemory) }),
    }
  })
  const last = snapshots.at(-1)
  const current = {
    description: 'You are here!',
    digest,
    name: 'current',
    ...(last && { parent: last.name }),
    running: Number(guest.running),
  }
  return [...dice(guest.label, Math.floor(view.seconds)).shuffled(rows), current]
}

/** Each key with what it is and what it will be. */
export function pendingList(view: View, guest: Guest, current: Config, wanted: Config): Json {
  const rows = Object.entries(current).map(([key, value]): Json => {
    const pending = wanted[key]
    if (pending === undefined) return { delete: 1, key, value }
    return { key, value, ...(pending !== value && { pending }) }
  })
  return dice(guest.label, 'pending', Math.floor(view.seconds)).shuffled(rows)
}

/** As on PVE 9: the kernel's pressure stall figures. */
export const pressures = ({ node: { release } }: View): Record<string, Json> =>
  release.line === '9.2'
    ? {
        pressurecpufull: 0,
        pressurecpusome: 0,
        pressureiofull: 0,
        pressureiosome: 0,
        pressurememoryfull: 0,
        pressurememorysome: 0,
      }
    : {}

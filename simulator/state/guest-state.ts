import { dice } from '../dice.ts'
import type { Node } from '../fleet/fleet.ts'
import type { Guest } from '../fleet/guest.ts'
import { DAY, HOUR, MINUTE, busyness, grown, since, wander } from '../rhythm.ts'
import { spoken } from './hostile.ts'
import { viewFrom } from './view.ts'
import type { View } from './view.ts'

/** Index of the node a guest is on. It goes round the members. */
function placeOf({ home, movesEvery, label }: Guest, nodeCount: number, seconds: number): number {
  if (movesEvery === null) return home
  const moves = Math.floor((seconds + dice(label, 'moves').int(0, movesEvery)) / movesEvery)
  return (home + moves) % nodeCount
}

export const nodeOfGuest = ({ node: { cluster }, seconds }: View, guest: Guest): Node => {
  const node = cluster.nodes[placeOf(guest, cluster.nodes.length, seconds)]
  if (node === undefined) throw new RangeError(`guest ${guest.vmid} is on no node`)
  return node
}

/** Guests that the cluster has now. */
export function guestsOf({ node: { cluster }, world }: View): readonly Guest[] {
  const deleted = cluster.nodes
    .filter((node) => world.circumstancesOf(node).guestDeleted)
    .map(({ index }) => cluster.guests.find(({ home }) => home === index))
  return deleted.length === 0 ? cluster.guests : cluster.guests.filter((guest) => !deleted.includes(guest))
}

/** Guests whose configuration file is on the node now. */
export const guestsOn = (view: View): Guest[] =>
  guestsOf(view).filter((guest) => nodeOfGuest(view, guest) === view.node)

/** The guest that is on its way elsewhere while its node migrates. */
export const migratingGuest = (view: View): Guest | null =>
  view.circumstances.migrating ? (guestsOn(view).find((guest) => guest.type === 'qemu' && guest.running) ?? null) : null

/** Guests on a node as it lists them: one that comes from the member before it already shows. */
export function guestsListed(view: View): Guest[] {
  const { nodes } = view.node.cluster
  const source = nodes.at(view.node.index - 1)
  const arriving = source && source !== view.node ? migratingGuest(viewFrom(view, source)) : null
  return arriving ? [...guestsOn(view), arriving] : guestsOn(view)
}

/** Whether its configuration file has lines that PVE cannot read. */
export function isBroken(view: View, guest: Guest): boolean {
  const there = viewFrom(view, nodeOfGuest(view, guest))
  return there.circumstances.guestsBroken && guestsOn(there).find(({ type }) => type === guest.type) === guest
}

/** As lists show it: the line of a VM's name is one of those that cannot be read. */
export const nameOf = (view: View, guest: Guest): string =>
  guest.type === 'qemu' && isBroken(view, guest) ? `VM ${guest.vmid}` : spoken(view, guest.name, guest.label)

export interface GuestRun {
  readonly status: 'running' | 'stopped'
  readonly qmpstatus: 'running' | 'stopped' | 'paused'
  readonly uptimeSeconds: number
  readonly pid: number | null
  /** Of its own CPUs, 0 to 1. */
  readonly cpu: number
  readonly cpus: number
  readonly memBytes: number
  readonly netinBytes: number
  readonly netoutBytes: number
  readonly diskreadBytes: number
  readonly diskwriteBytes: number
}

const STOPPED: Omit<GuestRun, 'cpus'> = {
  status: 'stopped',
  qmpstatus: 'stopped',
  uptimeSeconds: 0,
  pid: null,
  cpu: 0,
  memBytes: 0,
  netinBytes: 0,
  netoutBytes: 0,
  diskreadBytes: 0,
  diskwriteBytes: 0,
}

/** Counters begin anew with each start of the guest. */
export function runOf({ seconds }: View, guest: Guest): GuestRun {
  const cpus = guest.cores * guest.sockets
  if (!guest.running) return { ...STOPPED, cpus }
  const { label } = guest
  const traits = dice(label, 'run')
  const uptimeSeconds = since(`${label}/start`, seconds, traits.int(2, 40) * DAY) + MINUTE
  const [load, fill, traffic, blocks] = [
    traits.fraction(),
    traits.fraction(),
    traits.int(200, 90_000),
    traits.int(500, 200_000),
  ]
  return {
    status: 'running',
    qmpstatus: guest.paused ? 'paused' : 'running',
    uptimeSeconds,
    pid: 2000 + dice(label, Math.floor((seconds - uptimeSeconds) / DAY)).int(0, 60_000),
    cpu: guest.paused
      ? 0
      : Math.min(1, load * 0.4 * (0.4 + busyness(seconds)) + 0.2 * wander(`${label}/cpu`, seconds, 20)),
    cpus,
    memBytes: Math.floor(guest.memoryBytes * (0.25 + 0.5 * fill + 0.1 * wander(`${label}/mem`, seconds, HOUR))),
    netinBytes: grown(`${label}/netin`, uptimeSeconds, traffic),
    netoutBytes: grown(`${label}/netout`, uptimeSeconds, traffic / 3),
    diskreadBytes: grown(`${label}/diskread`, uptimeSeconds, blocks / 2),
    diskwriteBytes: grown(`${label}/diskwrite`, uptimeSeconds, blocks),
  }
}

/** Size of the first disk, or of the root file system. */
export const maxdiskOf = ({ disks }: Guest): number =>
  disks.find(({ kind }) => kind === 'disk' || kind === 'rootfs')?.sizeBytes ?? 0

/** What a container's root file system holds. */
export const rootUsedOf = (guest: Guest): number => {
  const root = guest.disks.find(({ kind }) => kind === 'rootfs')
  return root && guest.running ? Math.floor(root.sizeBytes * root.filled) : 0
}

export interface Snapshot {
  readonly name: string
  readonly takenAt: number
  readonly description: string
  readonly withMemory: boolean
}

const KEPT_EVERY = 7 * DAY

/** Oldest first. Each week a new one comes and the oldest goes. */
export function snapshotsOf({ seconds }: View, { label, snapshotCount, type, running }: Guest): Snapshot[] {
  const phase = dice(label, 'snapshots').int(0, KEPT_EVERY)
  const latest = Math.floor((seconds - phase) / KEPT_EVERY)
  return Array.from({ length: snapshotCount }, (_, index) => {
    const takenAt = (latest - (snapshotCount - 1 - index)) * KEPT_EVERY + phase
    const day = new Date(takenAt * 1000).toISOString().slice(0, 10)
    return {
      name: `auto_${day.replaceAll('-', '_')}`,
      takenAt,
      description: index === 0 ? 'weekly, kept for a month\nsecond line' : 'weekly',
      withMemory: type === 'qemu' && running && dice(label, takenAt).chance(0.2),
    }
  })
}

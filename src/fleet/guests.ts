import { config } from '../collectors/guest/config.ts'
import { guests } from '../collectors/node/guests.ts'
import type { FleetEvent } from '../model/fleet-event.ts'
import type { GuestSubject, Kept, Observation } from '../model/observation.ts'
import { guestChanges } from './changes/guest-changes.ts'
import { diskList } from './disk-list.ts'
import type { DiskList } from './disk-list.ts'
import { guestDetails } from './guest-details.ts'
import { guestItem, isSettled, settledPart } from './guest-item.ts'
import type { SettledPart } from './guest-item.ts'
import { guestPlaces } from './guest-places.ts'
import type { GuestPlace, GuestsFact } from './guest-places.ts'
import type { GuestItem, VmFullDetails } from './guest-shapes.ts'
import type { GuestNode, GuestView } from './guest-view.ts'
import { factOf, lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { keptAfter, packed } from './packed.ts'
import { counterSample } from './parts/guest-rates.ts'
import type { CounterSample } from './parts/guest-rates.ts'
import type { SnapshotsTaken } from './parts/guest-snapshots.ts'
import { freshUntil } from './sections.ts'

/** A node as its guests need it. */
export interface HostOfGuests extends GuestNode {
  readonly nodeId: number
  readonly kept: KeptByCollector
  /** The part of it that live rounds do not bring: the same map as long as none of it is read again. */
  readonly inventory: KeptByCollector
  /** Until when nothing of what is kept grows too old, in milliseconds since the epoch. */
  readonly until: number
}

/** What is remembered of a guest, wherever it is. */
interface Remembered {
  kept: KeptByCollector
  /** When it was last there, in milliseconds since the epoch. */
  seenAt: number
  /** The counters of the two newest looks that differ. */
  counted: readonly CounterSample[]
  row: Row | null
}

/** A row of the list, and what it was made of. */
interface Row {
  readonly item: GuestItem
  readonly settled: SettledPart
  readonly inventory: KeptByCollector
  readonly ofNode: KeptByCollector
  readonly ofGuest: KeptByCollector
  readonly status: GuestNode['status']
  /** Until when it stays if nothing new is seen, in milliseconds since the epoch. */
  readonly until: number
}

/** A guest that has snapshots, with all of them. */
export interface SnapshotsOfGuest extends SnapshotsTaken {
  readonly guest: GuestItem
}

/** All rows of the list, and until when they stay if nothing new is seen, in milliseconds since the epoch. */
export interface GuestRows {
  readonly items: readonly GuestItem[]
  readonly snapshots: readonly SnapshotsOfGuest[]
  readonly until: number
}

export type GuestNews = Omit<FleetEvent, 'remoteId' | 'nodeId'>
type NodeWithGuests = Parameters<typeof guestPlaces>[0][number]

/** The guests of one remote: identified by vmid, on whatever node they are. */
export interface Guests {
  restore(kept: Kept): void
  /** Looks at guests, and at nodes for what they tell of theirs. Says what they changed in guests. */
  apply(observations: readonly Observation[]): readonly GuestNews[]
  /** Forgets those that have been gone for long, and says which. */
  forgetGone(nodes: readonly NodeWithGuests[], now: number): readonly number[]
  places(nodes: readonly HostOfGuests[]): ReadonlyMap<number, GuestPlace>
  /** In steps, of which each is short; what they make is remembered. */
  rows(nodes: readonly HostOfGuests[], now: number): Generator<void, GuestRows>
  details(nodes: readonly HostOfGuests[], vmid: number, now: number): VmFullDetails | null
  /** Of those on one node. */
  disksOn(nodes: readonly HostOfGuests[], nodeId: number, now: number): DiskList
}

const NOTHING: KeptByCollector = new Map()

/** How many rows are brought up to date in one step. To make one takes as long as five of those. */
const STEP = 500
const MADE = 5

/** A guest that comes back this soon is the one that was known. */
const REMEMBERED_MS = 24 * 3_600_000

export function openGuests(): Guests {
  const remembered = new Map<number, Remembered>()
  const memoryOf = (vmid: number): Remembered => {
    const before = remembered.get(vmid)
    if (before) return before
    const fresh: Remembered = { kept: NOTHING, seenAt: -Infinity, counted: [], row: null }
    remembered.set(vmid, fresh)
    return fresh
  }
  const viewOf = (host: HostOfGuests, vmid: number, { type }: GuestPlace, now: number): GuestView => {
    const { kept: ofGuest, counted } = memoryOf(vmid)
    return { vmid, type, node: host, ofNode: host.kept, ofGuest, before: counted[1] ?? null, now }
  }
  return {
    restore: (kept) => {
      const { subject, collector, at } = kept.last
      if (subject.scope === 'guest') put(memoryOf(subject.vmid), collector, packed(kept), at)
    },
    apply: (observations) => observations.flatMap((look) => takeIn(look, memoryOf)),
    forgetGone: (nodes, now) => forgetGone(remembered, nodes, now),
    places: guestPlaces,
    rows: (nodes, now) =>
      rowsOf(hosted(nodes), ({ vmid, place, host }) => {
        const memory = memoryOf(vmid)
        return { before: memory.row, row: rowOf(memory, viewOf(host, vmid, place, now), host) }
      }),
    details(nodes, vmid, now) {
      const place = guestPlaces(nodes).get(vmid)
      const host = nodes.find(({ nodeId }) => nodeId === place?.nodeId)
      return place && host ? guestDetails(viewOf(host, vmid, place, now)) : null
    },
    disksOn(nodes, nodeId, now) {
      const here = [...hosted(nodes)].filter(({ host }) => host.nodeId === nodeId)
      return diskList(here.map(({ vmid, place, host }) => viewOf(host, vmid, place, now)))
    },
  }
}

/** The guests of a remote, each with the node it is on. */
function* hosted(nodes: readonly HostOfGuests[]) {
  const hosts = new Map(nodes.map((node) => [node.nodeId, node]))
  for (const [vmid, place] of guestPlaces(nodes)) {
    const host = hosts.get(place.nodeId)
    if (host) yield { vmid, place, host }
  }
}

function put(memory: Remembered, collector: string, kept: Kept, at: number): void {
  memory.kept = new Map([...memory.kept, [collector, kept]])
  memory.seenAt = Math.max(memory.seenAt, at)
}

function takeIn(look: Observation, memoryOf: (vmid: number) => Remembered): GuestNews[] {
  const { subject, collector } = look
  if (subject.scope === 'guest') return observed(memoryOf(subject.vmid), look, subject)
  if (collector === guests.name) count(look, memoryOf)
  return []
}

/** A vmid that was given to a guest of the other type is another guest now: what was known of the old one is gone. */
function observed(memory: Remembered, look: Observation, { vmid, type }: GuestSubject): GuestNews[] {
  const { collector, at } = look
  const isOther = [...memory.kept.values()].some(
    ({ last }) => last.subject.scope === 'guest' && last.subject.type !== type,
  )
  const before = isOther ? NOTHING : memory.kept
  memory.kept = before
  put(memory, collector, keptAfter(before.get(collector), look), at)
  const changes = guestChanges(before, memory.kept)
  if (changes.length === 0) return []
  const name = factOf(memory.kept, config)?.raw[type === 'qemu' ? 'name' : 'hostname'] ?? null
  return changes.map((change) => ({ vmid, name, at, ...change }))
}

/**
 * Forgets guests that have not been there for so long, which every node has to say in a list of its own. Lists without a single
 * guest say nothing: to somebody who may not see them there are none (trap 21).
 */
function forgetGone(remembered: Map<number, Remembered>, nodes: readonly NodeWithGuests[], now: number): number[] {
  const places = guestPlaces(nodes)
  if (places.size === 0) return []
  const listedAt = Math.min(...nodes.map(({ kept }) => lastGood(kept, guests)?.at ?? -Infinity))
  const isGone = ([vmid, { seenAt }]: [number, Remembered]): boolean =>
    !places.has(vmid) && seenAt < listedAt && now - seenAt > REMEMBERED_MS
  const gone = [...remembered].filter(isGone).map(([vmid]) => vmid)
  for (const vmid of gone) remembered.delete(vmid)
  return gone
}

/** Notes the counters of the newest look at the guests of a node. A row may be the same as at the look before. */
function count({ outcome, at }: Observation, memoryOf: (vmid: number) => Remembered): void {
  if (outcome.status !== 'ok') return
  for (const row of (outcome.value as GuestsFact).guests) {
    const memory = memoryOf(row.vmid)
    memory.seenAt = Math.max(memory.seenAt, at)
    const sample = counterSample(row, at)
    const [newest] = memory.counted
    if (!newest || sample.at > newest.at) memory.counted = newest ? [sample, newest] : [sample]
  }
}

function* rowsOf<Hosted>(
  all: Iterable<Hosted>,
  made: (one: Hosted) => { readonly before: Row | null; readonly row: Row },
): Generator<void, GuestRows> {
  const rows: Row[] = []
  let done = 0
  for (const one of all) {
    const { before, row } = made(one)
    rows.push(row)
    if (row === before) continue
    done += row.settled === before?.settled ? 1 : MADE
    if (done < STEP) continue
    done = 0
    yield
  }
  return rowsFrom(rows)
}

const rowsFrom = (rows: readonly Row[]): GuestRows => ({
  items: rows.map(({ item }) => item),
  snapshots: rows.flatMap(({ item: guest, settled: { taken } }) => (taken ? [{ guest, ...taken }] : [])),
  until: rows.reduce((until, row) => Math.min(until, row.until), Infinity),
})

/** The row made before, as long as it is made of the same; a live round leaves the greater part of it as it is. */
function rowOf(memory: Remembered, view: GuestView, { inventory, until: nodeUntil }: HostOfGuests): Row {
  const { row } = memory
  const { ofNode, ofGuest, node, now } = view
  const same = row?.ofNode === ofNode && row.ofGuest === ofGuest && row.status === node.status && now <= row.until
  if (same) return row
  const isKnown = row?.inventory === inventory && row.ofGuest === ofGuest && isSettled(row.settled, view)
  const settled = isKnown ? row.settled : settledPart(view)
  const until = Math.min(nodeUntil, freshUntil(ofGuest.values(), now))
  memory.row = { item: guestItem(view, settled), settled, inventory, ofNode, ofGuest, status: node.status, until }
  return memory.row
}

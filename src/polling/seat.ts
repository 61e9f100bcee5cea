import type { Collector, GuestCollector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import type { Transport } from '../transport/transport.ts'
import { Answered } from './answered.ts'
import { after, answersOf, dueCollectors } from './due.ts'
import type { Turn } from './due.ts'
import { freshPatience } from './inside.ts'
import type { Patience } from './inside.ts'
import { look, missedLook, ofEverything } from './look.ts'
import type { Look, Wanted } from './look.ts'

/** How a node that is watched is read, and what becomes of it. */
export interface ReadDeps {
  readonly collectors: readonly Collector[]
  readonly guestCollectors: readonly GuestCollector[]
  readonly clock: Clock
  readonly intervalMs: number
  /** Keeps what was seen. */
  record(this: void, nodeId: number, observations: readonly Observation[]): Promise<void>
  /** Told when a node starts or stops answering, and when keeping failed. */
  noticed(this: void, nodeId: number, failure: Failure | null): void
}

/** A node that is read again and again. */
export interface Watched {
  readonly nodeId: number
  readonly remoteId: number
  readonly name: string
  readonly transport: Transport
}

/** A node that is to be watched, and when it was read before. */
export interface ToWatch extends Watched {
  /** When each question (`askKey`) last had an answer, just now or before a restart, ms since the epoch. */
  readonly answeredAt: ReadonlyMap<string, number>
  /** When it was last read, before a restart; null to read at once what was not answered yet. */
  readonly lastAt: number | null
}

/** A watched node, and what is remembered of it between two reads. */
export interface Seat {
  readonly watched: Watched
  readonly answered: Answered
  readonly patience: Patience
  /** Reads of single guests under way. */
  readonly guests: Map<number, Promise<void>>
  turn: Turn
  /** When the first of the looks began that it did not answer; null where it answered the last one. */
  silentSince: number | null
  /** A read under way, and whether it is of everything or only of what is due. */
  reading: { readonly done: Promise<void>; readonly ofAll: boolean } | null
  /** What its guests have to answer themselves is asked after the node has been read, and nobody waits for it. */
  asking: Promise<void> | null
  /** As another member last said. */
  offline: boolean
  /** What kept a part of the way to it from working, when it was last read. */
  lacking: string | null
  /** Nobody watches it any more: what a read under way brings is not kept. */
  left: boolean
}

export function seatOf({ answeredAt, lastAt, ...watched }: ToWatch): Seat {
  return {
    watched,
    answered: new Answered(answeredAt),
    patience: freshPatience(),
    guests: new Map(),
    turn: { nodeId: watched.nodeId, lastAt, tookMs: 0, misses: 0, stopped: null },
    silentSince: null,
    reading: null,
    asking: null,
    offline: false,
    lacking: null,
    left: false,
  }
}

/** Whether it did when it was last asked. */
export const answered = ({ turn: { lastAt, misses, stopped } }: Seat): boolean =>
  lastAt !== null && misses === 0 && !stopped

/** Of node and guests, what is due. A guest that has just appeared was never asked anything: all of it is. */
export const wantedNow = (
  { collectors, guestCollectors, intervalMs }: ReadDeps,
  { answered: known }: Seat,
  now: number,
): Wanted => ({
  node: dueCollectors(collectors, (name) => known.at(name, null), now, intervalMs),
  guest: ({ vmid, type }) =>
    dueCollectors(guestCollectors, (name) => known.at(name, vmid), now, intervalMs).filter(({ types }) =>
      types.includes(type),
    ),
})

export const wasReadSince = ({ turn: { misses, lastAt } }: Seat, oldest: number): boolean =>
  misses === 0 && lastAt !== null && lastAt >= oldest

/** Whether all that the node knows of a guest was read since then. */
export const guestWasReadSince = (
  { guestCollectors }: ReadDeps,
  { answered: known }: Seat,
  vmid: number,
  oldest: number,
): boolean =>
  guestCollectors.every(({ name, waited }) => waited !== undefined || (known.at(name, vmid) ?? -Infinity) >= oldest)

/** Reads a node. What its guests have to answer themselves is left to be asked; null where the node did not answer. */
export async function readNode(deps: ReadDeps, seat: Seat, wanted: Wanted): Promise<Look['inside'] | null> {
  const { nodeId, misses } = seat.turn
  const startedAt = deps.clock.now()
  const { missed, seen } = await lookAt(seat.watched, wanted, deps.clock)
  if (seat.left) return null
  const now = deps.clock.now()
  seat.turn = after(seat.turn, now, now - startedAt, missed)
  seat.silentSince = missed === null ? null : (seat.silentSince ?? startedAt)
  const guests = seen?.identity.guests
  if (guests) forgetOthers(seat, new Set(guests.map(({ vmid }) => vmid)))
  if ((missed === null) !== (misses === 0)) deps.noticed(nodeId, missed)
  if (missed === null) noticeLacking(deps, seat)
  await keepAll(deps, seat, seen?.observations ?? missedBy(deps, seat, wanted, missed))
  return seen?.inside ?? null
}

/** A way that does not work may cost nothing, since another one stands in for it: told once all the same. */
function noticeLacking({ noticed }: ReadDeps, seat: Seat): void {
  const [lacking = null] = seat.watched.transport.missing().map(({ failure }) => failure)
  if (lacking && lacking.message !== seat.lacking) noticed(seat.turn.nodeId, lacking)
  seat.lacking = lacking?.message ?? null
}

export async function askGuests(deps: ReadDeps, seat: Seat, inside: Look['inside']): Promise<void> {
  await keepAll(deps, seat, await inside(seat.patience))
}

/** Reads one guest, also what it has to answer itself, silent or not. */
export async function readGuest(deps: ReadDeps, seat: Seat, vmid: number): Promise<void> {
  const ofNode = deps.collectors.filter(({ tellsOfGuests }) => tellsOfGuests)
  const all = ofEverything(ofNode, deps.guestCollectors)
  const wanted: Wanted = { ...all, guest: (guest) => (guest.vmid === vmid ? all.guest(guest) : []) }
  const { seen } = await lookAt(seat.watched, wanted, deps.clock)
  if (!seen) return
  await keepAll(deps, seat, seen.observations)
  await keepAll(deps, seat, await seen.inside(freshPatience()))
}

async function keepAll(deps: ReadDeps, seat: Seat, observations: readonly Observation[]): Promise<void> {
  if (seat.left) return
  seat.answered.note(answersOf(observations))
  try {
    await deps.record(seat.turn.nodeId, observations)
  } catch (error) {
    deps.noticed(seat.turn.nodeId, failureOf(error))
  }
}

/** Guests that are gone from the node may be back one day, and are then asked at once. */
function forgetOthers({ answered: known, patience: { silences } }: Seat, vmids: ReadonlySet<number>): void {
  known.forgetOthers(vmids)
  for (const key of silences.keys()) if (!vmids.has(Number(key.split(' ')[0]))) silences.delete(key)
}

/** What a node that could not be asked has to say: all that was wanted or is read in each round. It is asked again in the next. */
function missedBy(
  { collectors, intervalMs, clock }: ReadDeps,
  { watched: { name }, answered: known }: Seat,
  { node: wanted }: Wanted,
  failure: Failure | null,
): Observation[] {
  if (!failure) return []
  const missed = collectors.filter((one) => wanted.includes(one) || one.every * 1000 <= intervalMs)
  for (const collector of missed) known.forget(collector.name)
  return missedLook(name, missed, failure, clock.now())
}

/** What was seen, or why the node could not be asked at all. */
type Reading = { readonly seen: Look; readonly missed: null } | { readonly seen: null; readonly missed: Failure }

async function lookAt({ name, transport }: Watched, wanted: Wanted, clock: Clock): Promise<Reading> {
  try {
    const seen = await look(transport, wanted, clock)
    const { identity } = seen
    if (identity.product === null) throw new FailureError('command-failed', identity.reason ?? 'not a Proxmox VE node')
    if (identity.node === name) return { seen, missed: null }
    const message = `the host calls itself ${identity.node}, not ${name}`
    throw new FailureError('bad-reply', message, 'Check the address of this node.')
  } catch (error) {
    return { seen: null, missed: failureOf(error) }
  }
}

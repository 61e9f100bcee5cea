import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { Silence } from '../model/desk.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { due, dueAt } from './due.ts'
import { startLive } from './live.ts'
import type { LiveRounds, MemberOfRemote } from './live.ts'
import { ofEverything } from './look.ts'
import type { Wanted } from './look.ts'
import { answered, askGuests, guestWasReadSince, readGuest, readNode, seatOf, wantedNow, wasReadSince } from './seat.ts'
import type { ReadDeps, Seat, ToWatch, Watched } from './seat.ts'
import type { Transport } from '../transport/transport.ts'

export interface RoundsDeps extends ReadDeps {
  readonly maxAtOnce: number
  readonly liveMs: number
  /** Shows what a live round saw. */
  show(this: void, nodeId: number, observations: readonly Observation[]): void
  /** Told what a node says of its cluster in a live round. */
  heard(this: void, witness: Watched, fact: Cluster): void
}

export interface Rounds {
  /** All nodes of a remote, also those that are not watched: others tell of them in live rounds. */
  place(remoteId: number, members: readonly MemberOfRemote[]): void
  displace(remoteId: number): void
  /** Takes the place of whoever watched it before: what that one is reading is not kept, and its connection is closed. */
  watch(node: ToWatch): void
  /** Ends the reads of a node and closes its connection. */
  forget(nodeId: number): void
  /** Starts again with a node that was given up. */
  resume(nodeId: number): void
  /** Why a node is not asked until the operator acts; null where it is. */
  stopped(nodeId: number): Failure | null
  /** How often in a row a node did not answer; null where it did, or was not asked yet. */
  silence(nodeId: number): Silence | null
  /** The nodes of a remote that answered last time. */
  answering(remoteId: number): readonly Watched[]
  /**
   * Reads all of a node now, joining a read under way, unless it was read less than `maxAgeMs` ago. Says whether it is
   * now known as young as that. Never rejects.
   */
  read(nodeId: number, maxAgeMs: number): Promise<boolean>
  /** The same of one guest that is on this node; what it has to answer itself is asked too. */
  readGuest(nodeId: number, vmid: number, maxAgeMs: number): Promise<boolean>
  stop(this: void): void
}

interface Table {
  readonly deps: RoundsDeps
  readonly seats: Map<number, Seat>
  callOff: () => void
  stopped: boolean
}

/** Reads every watched node at its interval, each fact at its own, no more than `maxAtOnce` at a time, each node once at a time. */
export function startRounds(deps: RoundsDeps): Rounds {
  const seats = new Map<number, Seat>()
  const table: Table = { deps, seats, callOff: () => undefined, stopped: false }
  const live = liveRounds(table)
  return {
    place: live.place,
    displace: live.remove,
    watch(node) {
      const before = seats.get(node.nodeId)
      if (before) leave(before, node.transport)
      seats.set(node.nodeId, seatOf(node))
      beginDue(table)
    },
    forget(nodeId) {
      const seat = seats.get(nodeId)
      if (seat) leave(seat)
      seats.delete(nodeId)
    },
    resume(nodeId) {
      const seat = seats.get(nodeId)
      seat?.watched.transport.resume()
      if (seat?.turn.stopped) readSoon(table, seat)
    },
    stopped: (nodeId) => seats.get(nodeId)?.turn.stopped ?? null,
    silence: (nodeId) => silenceOf(table, nodeId),
    answering: (remoteId) => answeringIn(table, remoteId),
    read: (nodeId, maxAgeMs) => readNow(table, nodeId, maxAgeMs),
    readGuest: (nodeId, vmid, maxAgeMs) => readGuestNow(table, nodeId, vmid, maxAgeMs),
    stop() {
      live.stop()
      table.stopped = true
      table.callOff()
      for (const seat of seats.values()) leave(seat)
      seats.clear()
    },
  }
}

function silenceOf({ deps, seats }: Table, nodeId: number): Silence | null {
  const { turn, silentSince: since } = seats.get(nodeId) ?? { silentSince: null }
  if (!turn || since === null) return null
  const nextAt = Math.max(dueAt(turn, deps.intervalMs), deps.clock.now())
  return { times: turn.misses, since, nextAt: turn.stopped ? null : nextAt }
}

const answeringIn = (table: Table, remoteId: number): readonly Watched[] =>
  seatsOf(table, remoteId)
    .filter(answered)
    .map(({ watched }) => watched)

const liveRounds = (table: Table): LiveRounds =>
  startLive({
    ...table.deps,
    collectors: table.deps.collectors.filter(({ anyMember }) => anyMember),
    seatsOf: (remoteId) => seatsOf(table, remoteId),
    heard(witness, fact) {
      readReturned(table, witness, fact)
      table.deps.heard(witness.watched, fact)
    },
    silent(seat) {
      if (!seat.turn.stopped) readSoon(table, seat)
    },
  })

const seatsOf = ({ seats }: Table, remoteId: number): readonly Seat[] =>
  [...seats.values()].filter(({ watched }) => watched.remoteId === remoteId)

/** A node that did not answer is tried at once when another member says that it is back. */
function readReturned(table: Table, { watched: { remoteId } }: Seat, { members }: Cluster): void {
  for (const seat of seatsOf(table, remoteId)) {
    const online = members.find(({ name }) => name === seat.watched.name)?.online
    const isBack = seat.offline && online === true && seat.turn.misses > 0 && !seat.turn.stopped
    seat.offline = online === false
    if (isBack) readSoon(table, seat)
  }
}

function readSoon(table: Table, seat: Seat): void {
  seat.turn = { ...seat.turn, stopped: null, lastAt: null }
  beginDue(table)
}

/** `kept`: the way to the node that goes on being used. */
function leave(seat: Seat, kept?: Transport): void {
  seat.left = true
  const { transport } = seat.watched
  if (transport !== kept) transport.close()
}

async function readNow(table: Table, nodeId: number, maxAgeMs: number): Promise<boolean> {
  const { deps, seats } = table
  const seat = seats.get(nodeId)
  if (!seat) return false
  const oldest = deps.clock.now() - maxAgeMs
  if (!wasReadSince(seat, oldest) && (!seat.turn.stopped || seat.reading)) {
    if (seat.reading?.ofAll === false) await seat.reading.done
    await begin(table, seat, ofEverything(deps.collectors, deps.guestCollectors), true)
  }
  return wasReadSince(seat, oldest)
}

async function readGuestNow({ deps, seats }: Table, nodeId: number, vmid: number, maxAgeMs: number): Promise<boolean> {
  const seat = seats.get(nodeId)
  if (!seat) return false
  const oldest = deps.clock.now() - maxAgeMs
  if (!guestWasReadSince(deps, seat, vmid, oldest) && !seat.turn.stopped) {
    const reading = seat.guests.get(vmid) ?? readGuest(deps, seat, vmid).finally(() => seat.guests.delete(vmid))
    seat.guests.set(vmid, reading)
    await reading
  }
  return guestWasReadSince(deps, seat, vmid, oldest)
}

/** Starts what is due as far as there is room, and comes back when the next one is. */
function beginDue(table: Table): void {
  const { deps, seats } = table
  const { clock, intervalMs, maxAtOnce } = deps
  table.callOff()
  if (table.stopped) return
  const idle = [...seats.values()].filter(({ reading, asking }) => !reading && !asking)
  const turns = idle.map(({ turn }) => turn)
  const now = clock.now()
  const room = maxAtOnce - (seats.size - idle.length)
  const chosen = new Set(due(turns, now, intervalMs, room))
  for (const seat of idle)
    if (chosen.has(seat.turn)) void begin(table, seat, wantedNow(deps, seat, now), seat.answered.isEmpty)
  const later = turns.map((turn) => dueAt(turn, intervalMs)).filter((at) => at > now && Number.isFinite(at))
  if (later.length > 0)
    table.callOff = clock.after(Math.min(...later) - now, () => {
      beginDue(table)
    })
}

/** Resolves when the node is read; asking inside its guests goes on. */
function begin(table: Table, seat: Seat, wanted: Wanted, ofAll: boolean): Promise<void> {
  seat.reading ??= {
    ofAll,
    done: read(table, seat, wanted).finally(() => {
      seat.reading = null
      beginDue(table)
    }),
  }
  return seat.reading.done
}

async function read(table: Table, seat: Seat, wanted: Wanted): Promise<void> {
  const inside = await readNode(table.deps, seat, wanted)
  if (!inside || seat.left) return
  seat.asking ??= askGuests(table.deps, seat, inside).finally(() => {
    seat.asking = null
    beginDue(table)
  })
}

import type { Collector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import type { Link } from '../transport/section.ts'
import { after, due, dueAt } from './due.ts'
import type { Turn } from './due.ts'
import { look, missedLook } from './look.ts'

export interface RoundsDeps {
  readonly collectors: readonly Collector[]
  readonly clock: Clock
  readonly intervalMs: number
  readonly maxAtOnce: number
  /** Keeps what was seen. */
  record(this: void, nodeId: number, observations: readonly Observation[]): Promise<void>
  /** Told when a node starts or stops answering, and when keeping failed. */
  noticed(this: void, nodeId: number, failure: Failure | null): void
}

/** A node that is read again and again. */
export interface Watched {
  readonly nodeId: number
  readonly name: string
  readonly link: Link
  /** When it was read already, just now or before a restart; null for never. */
  readonly lastAt: number | null
}

export interface Rounds {
  watch(node: Watched): void
  /** Ends the reads of a node and closes its connection. */
  forget(nodeId: number): void
  /** Starts again with a node that was given up. */
  resume(nodeId: number): void
  /** Reads a node now, joining a read under way; at once when it was read less than `maxAgeMs` ago. Never rejects. */
  read(nodeId: number, maxAgeMs: number): Promise<void>
  stop(): void
}

interface Seat {
  readonly watched: Watched
  turn: Turn
  reading: Promise<void> | null
}

interface Table {
  readonly deps: RoundsDeps
  readonly seats: Map<number, Seat>
  callOff: () => void
  stopped: boolean
}

/** Reads every watched node at its interval, no more than `maxAtOnce` at a time, each node once at a time. */
export function startRounds(deps: RoundsDeps): Rounds {
  const { clock } = deps
  const seats = new Map<number, Seat>()
  const table: Table = { deps, seats, callOff: () => undefined, stopped: false }
  return {
    watch(watched) {
      const turn = { nodeId: watched.nodeId, lastAt: watched.lastAt, misses: 0, stopped: null }
      seats.set(watched.nodeId, { watched, turn, reading: null })
      beginDue(table)
    },
    forget(nodeId) {
      seats.get(nodeId)?.watched.link.close()
      seats.delete(nodeId)
    },
    resume(nodeId) {
      const seat = seats.get(nodeId)
      if (!seat?.turn.stopped) return
      seat.turn = { ...seat.turn, stopped: null, lastAt: null }
      beginDue(table)
    },
    async read(nodeId, maxAgeMs) {
      const seat = seats.get(nodeId)
      if (!seat) return
      const { lastAt, misses, stopped } = seat.turn
      if (misses === 0 && lastAt !== null && clock.now() - lastAt <= maxAgeMs) return
      if (!stopped || seat.reading) await begin(table, seat)
    },
    stop() {
      table.stopped = true
      table.callOff()
      for (const { watched } of seats.values()) watched.link.close()
      seats.clear()
    },
  }
}

/** Starts what is due as far as there is room, and comes back when the next one is. */
function beginDue(table: Table): void {
  const { deps, seats } = table
  const { clock, intervalMs, maxAtOnce } = deps
  table.callOff()
  if (table.stopped) return
  const idle = [...seats.values()].filter(({ reading }) => reading === null)
  const turns = idle.map(({ turn }) => turn)
  const now = clock.now()
  const room = maxAtOnce - (seats.size - idle.length)
  const chosen = new Set(due(turns, now, intervalMs, room))
  for (const seat of idle) if (chosen.has(seat.turn)) void begin(table, seat)
  const later = turns.map((turn) => dueAt(turn, intervalMs)).filter((at) => at > now && Number.isFinite(at))
  if (later.length > 0)
    table.callOff = clock.after(Math.min(...later) - now, () => {
      beginDue(table)
    })
}

function begin(table: Table, seat: Seat): Promise<void> {
  seat.reading ??= read(table, seat).finally(() => {
    seat.reading = null
    beginDue(table)
  })
  return seat.reading
}

async function read({ deps, seats }: Table, seat: Seat): Promise<void> {
  const { nodeId, misses } = seat.turn
  const { observations, missed } = await lookAt(deps, seat.watched)
  if (seats.get(nodeId) !== seat) return
  seat.turn = after(seat.turn, deps.clock.now(), missed)
  if ((missed === null) !== (misses === 0)) deps.noticed(nodeId, missed)
  try {
    await deps.record(nodeId, observations)
  } catch (error) {
    deps.noticed(nodeId, failureOf(error))
  }
}

interface Seen {
  readonly observations: readonly Observation[]
  /** Why the node could not be asked at all. */
  readonly missed: Failure | null
}

async function lookAt({ collectors, clock }: RoundsDeps, { name, link }: Watched): Promise<Seen> {
  try {
    const { identity, observations } = await look(link, collectors, clock)
    if (identity.product === null) throw new FailureError('command-failed', identity.reason ?? 'not a Proxmox VE node')
    if (identity.node === name) return { observations, missed: null }
    const message = `the host calls itself ${identity.node}, not ${name}`
    throw new FailureError('bad-reply', message, 'Check the address of this node.')
  } catch (error) {
    const missed = failureOf(error)
    return { observations: missedLook(name, collectors, missed, clock.now()), missed }
  }
}

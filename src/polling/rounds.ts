import type { Collector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import type { Link } from '../transport/section.ts'
import { after, answersOf, due, dueAt, dueCollectors } from './due.ts'
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
  /** When each collector last had an answer, just now or before a restart, ms since the epoch. */
  readonly answeredAt: ReadonlyMap<string, number>
}

export interface Rounds {
  watch(node: Watched): void
  /** Ends the reads of a node and closes its connection. */
  forget(nodeId: number): void
  /** Starts again with a node that was given up. */
  resume(nodeId: number): void
  /**
   * Reads all of a node now, joining a read under way, unless it was read less than `maxAgeMs` ago. Says whether it is
   * now known as young as that. Never rejects.
   */
  read(nodeId: number, maxAgeMs: number): Promise<boolean>
  stop(): void
}

interface Seat {
  readonly watched: Watched
  readonly answeredAt: Map<string, number>
  turn: Turn
  reading: Promise<void> | null
}

interface Table {
  readonly deps: RoundsDeps
  readonly seats: Map<number, Seat>
  callOff: () => void
  stopped: boolean
}

/** Reads every watched node at its interval, each fact at its own, no more than `maxAtOnce` at a time, each node once at a time. */
export function startRounds(deps: RoundsDeps): Rounds {
  const { clock } = deps
  const seats = new Map<number, Seat>()
  const table: Table = { deps, seats, callOff: () => undefined, stopped: false }
  return {
    watch(watched) {
      const { nodeId, answeredAt } = watched
      const lastAt = answeredAt.size > 0 ? Math.max(...answeredAt.values()) : null
      const turn = { nodeId, lastAt, misses: 0, stopped: null }
      seats.set(nodeId, { watched, answeredAt: new Map(answeredAt), turn, reading: null })
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
      if (!seat) return false
      const oldest = clock.now() - maxAgeMs
      const young = (): boolean => seat.turn.misses === 0 && seat.turn.lastAt !== null && seat.turn.lastAt >= oldest
      if (!young() && (!seat.turn.stopped || seat.reading)) await begin(table, seat, deps.collectors)
      return young()
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
  const { clock, collectors, intervalMs, maxAtOnce } = deps
  table.callOff()
  if (table.stopped) return
  const idle = [...seats.values()].filter(({ reading }) => reading === null)
  const turns = idle.map(({ turn }) => turn)
  const now = clock.now()
  const room = maxAtOnce - (seats.size - idle.length)
  const chosen = new Set(due(turns, now, intervalMs, room))
  for (const seat of idle)
    if (chosen.has(seat.turn)) void begin(table, seat, dueCollectors(collectors, seat.answeredAt, now, intervalMs))
  const later = turns.map((turn) => dueAt(turn, intervalMs)).filter((at) => at > now && Number.isFinite(at))
  if (later.length > 0)
    table.callOff = clock.after(Math.min(...later) - now, () => {
      beginDue(table)
    })
}

function begin(table: Table, seat: Seat, collectors: readonly Collector[]): Promise<void> {
  seat.reading ??= read(table, seat, collectors).finally(() => {
    seat.reading = null
    beginDue(table)
  })
  return seat.reading
}

async function read({ deps, seats }: Table, seat: Seat, collectors: readonly Collector[]): Promise<void> {
  const { nodeId, misses } = seat.turn
  const { observations, missed } = await lookAt(seat.watched, collectors, deps.clock)
  if (seats.get(nodeId) !== seat) return
  seat.turn = after(seat.turn, deps.clock.now(), missed)
  for (const [collector, at] of answersOf(observations)) seat.answeredAt.set(collector, at)
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

async function lookAt({ name, link }: Watched, collectors: readonly Collector[], clock: Clock): Promise<Seen> {
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

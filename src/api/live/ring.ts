import type { Role } from '../../model/role.ts'
import type { LiveKind } from './live-event.ts'

/** An event as it is sent to everybody who wants its kind. */
export interface Sent {
  readonly kind: LiveKind
  /** Who may be told: null for everybody. */
  readonly role: Role | null
  readonly block: Buffer
}

/** The newest events, numbered one after the other, as many as there is room for. */
export interface Ring {
  /** Number of the newest event; 0 before the first. */
  readonly newest: number
  push(this: void, event: Sent): void
  /** Null where it is not here any more, or not yet. */
  at(this: void, seq: number): Sent | null
  /** Whether everything after this number is here. */
  follows(this: void, seq: number): boolean
  /** Something was missed: nothing follows what was before. */
  skip(this: void): void
}

/** `room`: bytes of all events that are kept. The newest is kept however large it is. */
export function openRing(room: number): Ring {
  let events: Sent[] = []
  let first = 0
  let bytes = 0
  let newest = 0
  const oldest = (): number => newest - (events.length - first) + 1
  const dropOldest = (): void => {
    bytes -= events[first]?.block.length ?? 0
    first++
    if (first * 2 < events.length) return
    events = events.slice(first)
    first = 0
  }
  return {
    get newest() {
      return newest
    },
    push(event) {
      events.push(event)
      newest++
      bytes += event.block.length
      while (bytes > room && oldest() < newest) dropOldest()
    },
    at: (seq) => (seq >= oldest() && seq <= newest ? (events[first + seq - oldest()] ?? null) : null),
    follows: (seq) => seq >= oldest() - 1 && seq <= newest,
    skip() {
      events = []
      first = 0
      bytes = 0
      newest++
    },
  }
}

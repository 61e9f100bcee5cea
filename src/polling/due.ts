import type { Collector } from '../collectors/collector.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'

/** What the poller remembers of one node. Times are milliseconds since the epoch. */
export interface Turn {
  readonly nodeId: number
  /** When it was last asked for; null before the first time. */
  readonly lastAt: number | null
  /** Looks in a row that did not reach it. */
  readonly misses: number
  /** Why it is not asked again until the operator acts. */
  readonly stopped: Failure | null
}

const FIRST_BACK_OFF_MS = 10_000
const LONGEST_BACK_OFF_MS = 300_000

/** When a node is due: at once the first time, at its interval while it answers, ever less often while it does not, never once stopped. */
export function dueAt({ lastAt, misses, stopped }: Turn, intervalMs: number): number {
  if (stopped) return Number.POSITIVE_INFINITY
  if (lastAt === null) return Number.NEGATIVE_INFINITY
  if (misses === 0) return lastAt + intervalMs
  return lastAt + Math.min(FIRST_BACK_OFF_MS * 2 ** (misses - 1), LONGEST_BACK_OFF_MS, intervalMs)
}

/** The nodes to read now, longest overdue first, at most as many as there is room for. */
export function due(turns: readonly Turn[], now: number, intervalMs: number, room: number): readonly Turn[] {
  return turns
    .map((turn) => ({ turn, at: dueAt(turn, intervalMs) }))
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at - b.at)
    .slice(0, Math.max(0, room))
    .map(({ turn }) => turn)
}

/** What a look means for the next one. Refused credentials and changed keys are not tried again: that locks people out. */
export function after(turn: Turn, at: number, missed: Failure | null): Turn {
  if (missed === null) return { ...turn, lastAt: at, misses: 0, stopped: null }
  const stopped = missed.kind === 'auth' || missed.kind === 'untrusted' ? missed : null
  return { ...turn, lastAt: at, misses: turn.misses + 1, stopped }
}

/** When each collector had an answer, ms since the epoch; one that failed had none. */
export const answersOf = (looks: readonly Observation[]): Map<string, number> =>
  new Map(looks.filter(({ outcome }) => outcome.status !== 'failed').map(({ collector, at }) => [collector, at]))

/**
 * The collectors whose interval is over, or will be before half a round has passed. `answeredAt`: when each last had an
 * answer, ms since the epoch; one that failed is asked again in the next round.
 */
export const dueCollectors = (
  collectors: readonly Collector[],
  answeredAt: ReadonlyMap<string, number>,
  now: number,
  intervalMs: number,
): readonly Collector[] =>
  collectors.filter(({ name, every }) => {
    const at = answeredAt.get(name)
    return at === undefined || now - at + intervalMs / 2 >= every * 1000
  })

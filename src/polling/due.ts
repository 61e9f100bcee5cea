import type { Collector } from '../collectors/collector.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { spread } from './spread.ts'

/** What the poller remembers of one node. Times are milliseconds since the epoch. */
export interface Turn {
  readonly nodeId: number
  /** When it was last asked for; null before the first time. */
  readonly lastAt: number | null
  /** How long that look took. */
  readonly tookMs: number
  /** Looks in a row that did not reach it. */
  readonly misses: number
  /** Why it is not asked again until the operator acts. */
  readonly stopped: Failure | null
}

/** How long to wait after so many tries in vain in a row: twice as long each time, up to the longest. */
export const backOff = (times: number, firstMs: number, longestMs: number): number =>
  Math.min(firstMs * 2 ** (times - 1), longestMs)

const FIRST_BACK_OFF_MS = 10_000
const LONGEST_BACK_OFF_MS = 300_000
/** So much of its time, at most, a node is being read. */
const BUSY_SHARE = 0.2
const MOST_STRETCH = 4
/** So much earlier, at most, than at its interval a node is read. */
const JITTER = 0.1

/**
 * When a node is due: at once the first time, at its interval while it answers, less often while looks at it take long,
 * ever less often while it does not answer, never once stopped.
 */
export function dueAt({ nodeId, lastAt, tookMs, misses, stopped }: Turn, intervalMs: number): number {
  if (stopped) return Number.POSITIVE_INFINITY
  if (lastAt === null) return Number.NEGATIVE_INFINITY
  if (misses > 0) return lastAt + backOff(misses, FIRST_BACK_OFF_MS, Math.min(LONGEST_BACK_OFF_MS, intervalMs))
  const stretch = Math.min(Math.max(tookMs / (BUSY_SHARE * intervalMs), 1), MOST_STRETCH)
  return lastAt + Math.round(intervalMs * stretch * (1 - JITTER * spread(nodeId)))
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
export function after(turn: Turn, at: number, tookMs: number, missed: Failure | null): Turn {
  if (missed === null) return { ...turn, lastAt: at, tookMs, misses: 0, stopped: null }
  const stopped = missed.kind === 'auth' || missed.kind === 'untrusted' ? missed : null
  return { ...turn, lastAt: at, tookMs, misses: turn.misses + 1, stopped }
}

/** Names one question: of the node, or of one of its guests. */
export const askKey = (collector: string, vmid: number | null): string =>
  vmid === null ? collector : `${String(vmid)} ${collector}`

const vmidOf = ({ subject }: Observation): number | null => (subject.scope === 'guest' ? subject.vmid : null)

/** When each question had an answer, ms since the epoch; one that failed had none. */
export const answersOf = (looks: readonly Observation[]): Map<string, number> =>
  new Map(
    looks
      .filter(({ outcome }) => outcome.status !== 'failed')
      .map((look) => [askKey(look.collector, vmidOf(look)), look.at]),
  )

/**
 * The collectors whose interval is over, or will be before half a round has passed. `answeredAt`: when each last had an
 * answer, ms since the epoch; one that failed is asked again in the next round.
 */
export const dueCollectors = <One extends Pick<Collector, 'name' | 'every'>>(
  collectors: readonly One[],
  answeredAt: (this: void, collector: string) => number | undefined,
  now: number,
  intervalMs: number,
): readonly One[] =>
  collectors.filter(({ name, every }) => {
    const at = answeredAt(name)
    return at === undefined || now - at + intervalMs / 2 >= every * 1000
  })

import { turn } from '../lib/turn.ts'
import { bucketOf, SPAN_MS } from '../model/sample.ts'
import type { Span } from '../model/sample.ts'
import type { HistoryStore } from '../store/history-port.ts'
import { rollIn, samplesOf } from './rollup.ts'
import type { Rolled } from './rollup.ts'

/** How much is kept, in milliseconds back from now; and how large the store may grow by it. */
export interface Limits {
  readonly keepMs: Readonly<Record<Span, number>>
  readonly keepEventsMs: number
  readonly maxBytes: number
}

/** However much there is to drop, a round drops no more than so many samples of all subjects, or events. */
const MOST_SAMPLES = 60
const MOST_EVENTS = 500
/** Of more events the oldest make room. */
const MOST_KEPT_EVENTS = 500_000

/** Sums up samples when their hour or day is over, and drops what is too old or too much. */
export function openUpkeep(store: HistoryStore, limits: Limits): (now: number) => Promise<void> {
  const rolled = { hour: null as number | null, day: null as number | null }
  return async (now) => {
    rolled.hour = await rollUp(store, 'minute', 'hour', rolled.hour, now)
    rolled.day = await rollUp(store, 'hour', 'day', rolled.day, now)
    // What was summed up last is done again after a restart: it may have been cut off.
    const spare = {
      minute: rolled.hour - SPAN_MS.hour,
      hour: rolled.day - SPAN_MS.day,
      day: bucketOf('day', now),
    }
    for (const span of SPANS) await dropBefore(store, span, Math.min(spare[span], now - limits.keepMs[span]))
    await makeRoom(store, limits.maxBytes, spare)
    await store.dropEvents(now - limits.keepEventsMs, MOST_KEPT_EVENTS, MOST_EVENTS)
  }
}

const SPANS = ['minute', 'hour', 'day'] as const

/** Sums up all whiles that are over, from one on, and says where the first begins that is not. */
async function rollUp(
  store: HistoryStore,
  fine: Span,
  coarse: Span,
  from: number | null,
  now: number,
): Promise<number> {
  let next = from ?? (await store.lastSample(coarse)) ?? 0
  for (;;) {
    const first = await store.firstSample(fine, next)
    const at = first === null ? null : bucketOf(coarse, first)
    if (at === null || at >= bucketOf(coarse, now)) return next
    await sumUp(store, fine, coarse, at)
    next = at + SPAN_MS[coarse]
  }
}

async function sumUp(store: HistoryStore, fine: Span, coarse: Span, start: number): Promise<void> {
  const rolled: Rolled = new Map()
  for (let at = start; at < start + SPAN_MS[coarse]; at += SPAN_MS[fine]) {
    rollIn(rolled, await store.samples(fine, at))
    await turn()
  }
  await store.addSamples(coarse, start, samplesOf(rolled))
}

async function dropBefore(store: HistoryStore, span: Span, before: number): Promise<void> {
  for (let step = 0; step < MOST_SAMPLES && (await store.dropOldest(span, before)); step++) await turn()
}

/** The finest first, of these the oldest. */
async function makeRoom(store: HistoryStore, maxBytes: number, spare: Readonly<Record<Span, number>>): Promise<void> {
  for (let step = 0; step < MOST_SAMPLES && (await store.usedBytes()) > maxBytes; step++) {
    if (!(await dropOldestSpare(store, spare))) return
    await turn()
  }
}

async function dropOldestSpare(store: HistoryStore, spare: Readonly<Record<Span, number>>): Promise<boolean> {
  for (const span of SPANS) if (await store.dropOldest(span, spare[span])) return true
  return false
}

import { bucketOf, SPAN_MS, stepsUntil, TIMEFRAMES } from '../model/sample.ts'
import type { CoursePoint, Sample, Span, Spread, Timeframe } from '../model/sample.ts'
import type { HistoryStore } from '../store/history-port.ts'
import { merged } from './rollup.ts'

const timesFrom = (span: Span, from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / SPAN_MS[span])) }, (_, step) => from + step * SPAN_MS[span])

const FINER: Partial<Record<Span, Span>> = { hour: 'minute', day: 'hour' }

/** What a metric of a subject was, the oldest first. `metric`: its place in the list of what is sampled of the subject. */
export async function courseOf(
  store: Pick<HistoryStore, 'course'>,
  subject: string,
  metric: number,
  timeframe: Timeframe,
  now: number,
): Promise<CoursePoint[]> {
  const { span, stepMs } = TIMEFRAMES[timeframe]
  const steps = stepsUntil(now, timeframe)
  const [start = now] = steps
  const figure = (sample: Sample | undefined): Spread | null => sample?.figures[metric] ?? null
  const known = await store.course(span, subject, timesFrom(span, start, now))
  const unfinished = bucketOf(span, now)
  const finer = FINER[span]
  const latest = finer
    ? await store.course(finer, subject, timesFrom(finer, unfinished, now))
    : new Map<number, Sample>()
  const spreadAt = (at: number): Spread | null =>
    at === unfinished && finer ? together([...latest.values()].map(figure)) : figure(known.get(at))
  return steps.map((at) => ({ at, spread: together(timesFrom(span, at, at + stepMs).map(spreadAt)) }))
}

const together = (spreads: readonly (Spread | null)[]): Spread | null => spreads.reduce(merged, null)

import { z } from 'zod'
import { amount, rowsOf, unknownOr } from './reply.ts'

/** Longer than what PVE keeps in a year, every six hours, or in a day, every minute. */
const MOST_ROWS = 10_000
/** The end of the year 9999. */
const LAST_SECOND = 253_402_300_799

/**
 * The reply of `…/rrddata` (PVE/RRD.pm): a row for each step, the oldest first, with the time the step begins. What was
 * not measured is left out, so that rows from while the node was down have nothing but their time.
 */
export const rrdDataReply = rowsOf(
  z.looseObject({ time: unknownOr(amount.pipe(z.number().int().max(LAST_SECOND))) }),
  MOST_ROWS,
)
type RrdDataRow = z.infer<typeof rrdDataReply>[number]

/** Rows by time. */
export interface RrdTable {
  /** Seconds since the epoch, each one once, the oldest first. */
  readonly times: readonly number[]
  /** What lies between most of them; null where there are fewer than two. */
  readonly stepSeconds: number | null
  /** A value for each time, NaN where there is none; null where there is none at all. */
  column(this: void, name: string): Float64Array | null
}

/**
 * After an upgrade to PVE 9 the rows of the old file come before those of the new one, and the time at which they meet comes
 * twice.
 */
export function rrdTable(rows: readonly RrdDataRow[]): RrdTable {
  const byTime = Map.groupBy(rows, ({ time }) => time)
  const times = [...byTime.keys()].filter((time) => time !== null).sort((one, other) => one - other)
  const ordered = times.map((time) => byTime.get(time) ?? [])
  return {
    times,
    stepSeconds: stepOf(times),
    column(name) {
      const values = new Float64Array(times.length)
      for (const [index, alike] of ordered.entries()) values[index] = lastKnown(alike, name)
      return values.every(Number.isNaN) ? null : values
    },
  }
}

function lastKnown(rows: readonly RrdDataRow[], name: string): number {
  let known = Number.NaN
  for (const row of rows) {
    const value = numberOf(row[name])
    if (!Number.isNaN(value)) known = value
  }
  return known
}

/** Nothing that is measured is negative. */
function numberOf(value: unknown): number {
  if (value === undefined) return Number.NaN
  if (typeof value === 'number') return value >= 0 && value < Infinity ? value : Number.NaN
  return amount.safeParse(value).data ?? Number.NaN
}

function stepOf(times: readonly number[]): number | null {
  const counts = new Map<number, number>()
  for (const [index, time] of times.slice(1).entries()) {
    const step = time - (times[index] ?? time)
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one)
  return most?.[0] ?? null
}

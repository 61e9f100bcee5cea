import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SPAN_MS } from '../model/sample.ts'
import type { Sample, Span } from '../model/sample.ts'
import { courseOf } from './course.ts'

const NOW = Date.UTC(2026, 0, 10, 12, 30, 20)
const MINUTE = SPAN_MS.minute

/** A store that knows these values of one metric, by span and time. */
const storeOf = (known: Partial<Record<Span, Record<number, number>>>) => ({
  async course(span: Span, subject: string, times: readonly number[]): Promise<Map<number, Sample>> {
    const found = times.flatMap((at): [number, Sample][] => {
      const mean = known[span]?.[at]
      return mean === undefined ? [] : [[at, { subject, figures: [null, { least: mean, mean, most: mean, count: 1 }] }]]
    })
    return new Map(found)
  },
})

const course = (known: Parameters<typeof storeOf>[0], timeframe: Parameters<typeof courseOf>[3]) =>
  courseOf(storeOf(known), 'node 1', 1, timeframe, NOW)

describe('a course', () => {
  it('of an hour has 60 points, the last of this minute, and says what is not known', async () => {
    const thisMinute = Date.UTC(2026, 0, 10, 12, 30)
    const points = await course({ minute: { [thisMinute]: 5, [thisMinute - 2 * MINUTE]: 3 } }, 'hour')
    assert.equal(points.length, 60)
    assert.equal(points[0]?.at, thisMinute - 59 * MINUTE)
    assert.deepEqual(
      points.slice(-3).map(({ spread }) => spread?.mean ?? null),
      [3, null, 5],
    )
  })

  it('of a day sums up five minutes a point', async () => {
    const at = Date.UTC(2026, 0, 10, 9)
    const points = await course(
      { minute: { [at]: 1, [at + MINUTE]: 2, [at + 4 * MINUTE]: 6, [at + 5 * MINUTE]: 9 } },
      'day',
    )
    assert.equal(points.length, 288)
    assert.deepEqual(
      points.filter(({ spread }) => spread),
      [
        { at, spread: { least: 1, mean: 3, most: 6, count: 3 } },
        { at: at + 5 * MINUTE, spread: { least: 9, mean: 9, most: 9, count: 1 } },
      ],
    )
  })

  it('of a week goes up to now, though the hour is not over', async () => {
    const hour = Date.UTC(2026, 0, 10, 12)
    const points = await course(
      { hour: { [hour - SPAN_MS.hour]: 7 }, minute: { [hour]: 2, [hour + MINUTE]: 4 } },
      'week',
    )
    assert.equal(points.length, 168)
    assert.deepEqual(points.slice(-2), [
      { at: hour - SPAN_MS.hour, spread: { least: 7, mean: 7, most: 7, count: 1 } },
      { at: hour, spread: { least: 2, mean: 3, most: 4, count: 2 } },
    ])
  })

  it('of a year has a point for each day, the last one of today', async () => {
    const today = Date.UTC(2026, 0, 10)
    const points = await course({ day: { [today - SPAN_MS.day]: 1 }, hour: { [today]: 5 } }, 'year')
    assert.equal(points.length, 366)
    assert.deepEqual(
      points.slice(-2).map(({ at, spread }) => [at, spread?.mean]),
      [
        [today - SPAN_MS.day, 1],
        [today, 5],
      ],
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SPAN_MS } from '../model/sample.ts'
import type { Sample, Span } from '../model/sample.ts'
import type { HistoryStore } from '../store/history-port.ts'
import { openUpkeep } from './upkeep.ts'
import type { Limits } from './upkeep.ts'

const { minute: MINUTE, hour: HOUR, day: DAY } = SPAN_MS
const START = Date.UTC(2026, 0, 1)

const LIMITS: Limits = {
  keepMs: { minute: 48 * HOUR, hour: 90 * DAY, day: 5 * 365 * DAY },
  keepEventsMs: 365 * DAY,
  maxBytes: Infinity,
}

const sampleOf = (value: number): Sample => ({
  subject: 'fleet',
  figures: [{ least: value, mean: value, most: value, count: 1 }],
})

/** Samples in memory, each of which takes a byte; `written` counts what was summed up. */
function memory() {
  const all: Record<Span, Map<number, readonly Sample[]>> = { minute: new Map(), hour: new Map(), day: new Map() }
  const written: string[] = []
  const times = (span: Span): number[] => [...all[span].keys()].sort((a, b) => a - b)
  const store: Pick<
    HistoryStore,
    'addSamples' | 'samples' | 'firstSample' | 'lastSample' | 'dropOldest' | 'usedBytes' | 'dropEvents'
  > = {
    async addSamples(span, at, samples) {
      all[span].set(at, samples)
      if (span !== 'minute') written.push(`${span} ${new Date(at).toISOString().slice(8, 13)}`)
    },
    samples: async (span, at) => all[span].get(at) ?? [],
    firstSample: async (span, from) => times(span).find((at) => at >= from) ?? null,
    lastSample: async (span) => times(span).at(-1) ?? null,
    async dropOldest(span, before) {
      const [first = before] = times(span)
      return first < before && all[span].delete(first)
    },
    usedBytes: async () => all.minute.size + all.hour.size + all.day.size,
    dropEvents: async () => undefined,
  }
  const counts = () => [all.minute.size, all.hour.size, all.day.size]
  return { store: store as HistoryStore, all, written, times, counts }
}

/** One value a minute, for so long. */
async function filled(minutes: number, from = START) {
  const made = memory()
  for (let n = 0; n < minutes; n++) await made.store.addSamples('minute', from + n * MINUTE, [sampleOf(n)])
  return made
}

describe('upkeep', () => {
  it('sums up hours and days that are over, and nothing else', async () => {
    const { store, all, written } = await filled(25 * 60 + 30)
    await openUpkeep(store, LIMITS)(START + 25 * HOUR + 30 * MINUTE)
    assert.equal(written.length, 26)
    assert.deepEqual(written.slice(-2), ['hour 02T00', 'day 01T00'])
    const [day] = all.day.get(START) ?? []
    assert.deepEqual(day?.figures, [{ least: 0, mean: 719.5, most: 1439, count: 1440 }])
  })

  it('leaves a gap where nothing was sampled', async () => {
    const { store, times, written } = await filled(60)
    await store.addSamples('minute', START + 10 * DAY, [sampleOf(1)])
    await openUpkeep(store, { ...LIMITS, keepMs: { ...LIMITS.keepMs, minute: 100 * DAY } })(START + 10 * DAY + HOUR)
    assert.deepEqual(times('hour'), [START, START + 10 * DAY])
    assert.deepEqual(written, ['hour 01T00', 'hour 11T00', 'day 01T00'])
  })

  it('does the last hour again after a restart, since it may have been cut off, and no other', async () => {
    const { store, written } = await filled(180)
    const now = START + 3 * HOUR
    await openUpkeep(store, LIMITS)(now)
    const again = openUpkeep(store, LIMITS)
    await again(now)
    await again(now)
    assert.deepEqual(written, ['hour 01T00', 'hour 01T01', 'hour 01T02', 'hour 01T02'])
  })

  it('drops what is too old in steps, but nothing that is not summed up', async () => {
    const { store, counts, times } = await filled(300)
    const upkeep = openUpkeep(store, { ...LIMITS, keepMs: { ...LIMITS.keepMs, minute: 0 } })
    const now = START + 5 * HOUR - MINUTE
    for (const left of [240, 180, 120, 120]) {
      await upkeep(now)
      assert.deepEqual(counts(), [left, 4, 0])
    }
    assert.equal(times('minute')[0], START + 3 * HOUR)
  })

  it('makes room while the store is too large: the finest first, and of these the oldest', async () => {
    const { store, counts, times } = await filled(3 * 24 * 60)
    const now = START + 3 * DAY
    const roomy = { ...LIMITS, keepMs: { ...LIMITS.keepMs, minute: 100 * DAY } }
    await openUpkeep(store, roomy)(now)
    assert.deepEqual(counts(), [3 * 1440, 72, 3])
    const upkeep = openUpkeep(store, { ...roomy, maxBytes: 4000 })
    for (let round = 0; round < 7; round++) await upkeep(now)
    assert.deepEqual(counts(), [4000 - 75, 72, 3])
    assert.equal(times('minute').at(-1), now - MINUTE)
    const tight = openUpkeep(store, { ...roomy, maxBytes: 90 })
    for (let round = 0; round < 70; round++) await tight(now)
    assert.deepEqual([counts(), times('hour')[0]], [[60, 27, 3], START + 45 * HOUR])
  })
})

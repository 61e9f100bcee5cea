import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { counterSample, ratesOf } from './guest-rates.ts'
import type { CounterSample } from './guest-rates.ts'

const NONE = { netinBytes: null, netoutBytes: null, diskreadBytes: null, diskwriteBytes: null }

const sample = (at: number, more: Partial<CounterSample> = {}): CounterSample => ({
  at,
  uptimeSeconds: at / 1000,
  netinBytes: 0,
  netoutBytes: 0,
  diskreadBytes: 0,
  diskwriteBytes: 0,
  ...more,
})

describe('the rates of a guest', () => {
  it('are what it counted between two looks, by the second', () => {
    const before = sample(10_000, { netinBytes: 100, netoutBytes: 5, diskreadBytes: 0, diskwriteBytes: 7 })
    const after = sample(20_000, { netinBytes: 1100, netoutBytes: 5, diskreadBytes: 25, diskwriteBytes: 8 })
    assert.deepEqual(ratesOf(before, after), { netinBytes: 100, netoutBytes: 0, diskreadBytes: 3, diskwriteBytes: 0 })
  })

  it('trap 31: are unknown from one look', () => {
    assert.deepEqual(ratesOf(null, sample(10_000)), NONE)
    assert.deepEqual(ratesOf(sample(10_000), null), NONE)
  })

  it('trap 31: are unknown when the guest has started again, however much it has counted since', () => {
    assert.deepEqual(ratesOf(sample(10_000), sample(20_000, { uptimeSeconds: 1, netinBytes: 900 })), NONE)
  })

  it('trap 31: are never negative: a counter that fell has none, and spoils no other', () => {
    const before = sample(10_000, { netinBytes: 500, uptimeSeconds: null })
    const rates = ratesOf(before, sample(20_000, { netinBytes: 400, netoutBytes: 50 }))
    assert.deepEqual(rates, { netinBytes: null, netoutBytes: 5, diskreadBytes: 0, diskwriteBytes: 0 })
  })

  it('are unknown when no time has passed, and of counters that are', () => {
    assert.deepEqual(ratesOf(sample(10_000), sample(10_000)), NONE)
    assert.equal(ratesOf(sample(10_000, { netinBytes: null }), sample(20_000)).netinBytes, null)
    assert.equal(ratesOf(sample(10_000), sample(20_000, { netinBytes: null })).netinBytes, null)
  })

  it('go by the time of counting where PVE tells it, which is not that of the look', () => {
    const row = { ...sample(0), countedAtSeconds: 7 }
    assert.equal(counterSample(row, 99_000).at, 7000)
    assert.equal(counterSample({ ...row, countedAtSeconds: null }, 99_000).at, 99_000)
  })

  it('are null or 0 and more, whatever was counted', () => {
    const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))
    const any: fc.Arbitrary<CounterSample> = fc.record({
      at: fc.double({ noNaN: true }),
      uptimeSeconds: number,
      netinBytes: number,
      netoutBytes: number,
      diskreadBytes: number,
      diskwriteBytes: number,
    })
    fc.assert(
      fc.property(any, any, (before, after) => {
        for (const rate of Object.values(ratesOf(before, after)))
          assert.ok(rate === null || (rate >= 0 && Number.isFinite(rate)))
      }),
    )
  })
})

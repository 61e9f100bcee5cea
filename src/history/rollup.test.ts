import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bucketOf, SPAN_MS } from '../model/sample.ts'
import type { Span, Spread } from '../model/sample.ts'
import { merged, rollIn, samplesOf } from './rollup.ts'
import type { Rolled } from './rollup.ts'

const one = (value: number): Spread => ({ least: value, mean: value, most: value, count: 1 })
const all = (values: readonly number[]): Spread | null => values.map(one).reduce<Spread | null>(merged, null)

const value = fc.double({ noNaN: true, noDefaultInfinity: true })
const tame = fc.double({ noNaN: true, min: -1e12, max: 1e12 })

describe('a roll-up', () => {
  it('of 1, 2 and 6 is from 1 to 6, and 3 in the mean', () => {
    assert.deepEqual(all([1, 2, 6]), { least: 1, mean: 3, most: 6, count: 3 })
  })

  it('of what is not known is not known, and beside it what is known counts alone', () => {
    assert.equal(merged(null, null), null)
    assert.deepEqual(merged(null, one(7)), one(7))
    assert.deepEqual(merged(one(7), null), one(7))
  })

  it('never leaves the bounds of its values, whatever they are', () => {
    const property = fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const { least, mean, most, count } = all(values) ?? assert.fail()
      assert.deepEqual([least, most, count], [Math.min(...values), Math.max(...values), values.length])
      assert.ok(least <= mean && mean <= most)
    })
    fc.assert(property)
  })

  it('of roll-ups is the roll-up of all values, however they are divided', () => {
    const property = fc.property(fc.array(fc.array(tame), { minLength: 1 }), (parts) => {
      const [whole, joined] = [all(parts.flat()), parts.map(all).reduce(merged, null)]
      if (!whole || !joined) {
        assert.equal(joined, whole)
        return
      }
      assert.deepEqual([joined.least, joined.most, joined.count], [whole.least, whole.most, whole.count])
      const scale = Math.max(1, Math.abs(whole.least), Math.abs(whole.most))
      assert.ok(Math.abs(joined.mean - whole.mean) <= scale * 1e-9)
    })
    fc.assert(property)
  })

  it('keeps subjects and metrics apart, and takes in metrics that were not sampled before', () => {
    const rolled: Rolled = new Map()
    rollIn(rolled, [
      { subject: 'node 1', figures: [one(1), null] },
      { subject: 'node 2', figures: [one(5)] },
    ])
    rollIn(rolled, [{ subject: 'node 1', figures: [one(3), one(2), one(9)] }])
    assert.deepEqual(samplesOf(rolled), [
      { subject: 'node 1', figures: [{ least: 1, mean: 2, most: 3, count: 2 }, one(2), one(9)] },
      { subject: 'node 2', figures: [one(5)] },
    ])
  })
})

describe('a bucket', () => {
  it('begins at a multiple of its span and holds the time it is for', () => {
    const property = fc.property(
      fc.constantFrom<Span>('minute', 'hour', 'day'),
      fc.nat({ max: 4_000_000_000_000 }),
      (span, at) => {
        const start = bucketOf(span, at)
        assert.equal(start % SPAN_MS[span], 0)
        assert.ok(start <= at && at < start + SPAN_MS[span])
      },
    )
    fc.assert(property)
  })

  it('of an hour lies in the bucket of one day', () => {
    const at = Date.UTC(2026, 0, 1, 23, 59, 59)
    assert.deepEqual([bucketOf('hour', at), bucketOf('day', at)], [Date.UTC(2026, 0, 1, 23), Date.UTC(2026, 0, 1)])
  })
})

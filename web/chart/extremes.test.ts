import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extremesOf } from './extremes.ts'

const step = (at: number, mean: number | null, least = mean, most = mean) => ({ at, mean, least, most })

test('a line comes to its least, its most and its last value', () => {
  assert.deepEqual(extremesOf([step(0, 12), step(60, 80), step(120, 34)]), {
    least: 12,
    most: 80,
    last: { at: 120, value: 34 },
    isNow: true,
  })
})

test('what lies apart within a step counts, and what is not known does not', () => {
  assert.deepEqual(extremesOf([step(0, 10, 2, 30), step(60, null), step(120, 12, null, null)]), {
    least: 2,
    most: 30,
    last: { at: 120, value: 12 },
    isNow: true,
  })
})

test('the last value is of now only where one of the last two steps knows it', () => {
  const isNow = (unknown: number): boolean | undefined =>
    extremesOf([step(0, 1), ...Array.from({ length: unknown }, (_, index) => step(60 * (index + 1), null))])?.isNow
  assert.deepEqual([0, 1, 2].map(isNow), [true, true, false])
})

test('a line of which nothing is known comes to nothing', () => {
  assert.equal(extremesOf([]), null)
  assert.equal(extremesOf([step(0, null)]), null)
})

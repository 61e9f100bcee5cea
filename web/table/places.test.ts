import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atPlaces, newcomers } from './places.ts'

const rows = (...entries: [key: number, cpu: number][]) => new Map(entries.map(([key, cpu]) => [key, { key, cpu }]))

test('rows keep their places while their values change', () => {
  assert.deepEqual(atPlaces([2, 1], rows([1, 99], [2, 0])), [
    { key: 2, cpu: 0 },
    { key: 1, cpu: 99 },
  ])
})

test('a row that is gone leaves its place, and a new one waits for one', () => {
  assert.deepEqual(atPlaces([3, 2, 1], rows([1, 5], [3, 5], [4, 5])), [
    { key: 3, cpu: 5 },
    { key: 1, cpu: 5 },
  ])
})

test('newcomers are counted when the filter means them', () => {
  const now = rows([1, 5], [2, 5], [3, 50], [4, 60])
  assert.equal(
    newcomers(new Set([1, 2]), now, () => true),
    2,
  )
  assert.equal(
    newcomers(new Set([1, 2]), now, ({ cpu }) => cpu > 55),
    1,
  )
})

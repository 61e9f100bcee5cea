import assert from 'node:assert/strict'
import { it } from 'node:test'
import { gib, mib, percentOf } from './units.ts'

it('gives bytes as GiB and MiB with two decimals', () => {
  assert.deepEqual([gib(0), gib(2 ** 30), gib(1.5 * 2 ** 30), gib(1_000_000_000)], [0, 1, 1.5, 0.93])
  assert.deepEqual([mib(0), mib(2 ** 20), mib(1_000_000)], [0, 1, 0.95])
})

it('gives a share as 0–100 with two decimals', () => {
  assert.deepEqual([percentOf(1, 3), percentOf(0, 5), percentOf(5, 5), percentOf(7, 5)], [33.33, 0, 100, 140])
})

it('knows no share of nothing, nor one that no number holds', () => {
  assert.deepEqual(
    [percentOf(1, 0), percentOf(0, 0), percentOf(1, -5), percentOf(1, 5e-324), percentOf(1e308, 1)],
    [null, null, null, null, null],
  )
})

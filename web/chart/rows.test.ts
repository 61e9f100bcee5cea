import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aligned } from './line.ts'
import { rowsOf } from './rows.ts'

const step = (at: number, mean: number | null) => ({ at, mean, least: null, most: null })
const rows = (...lines: ReturnType<typeof step>[][]) =>
  rowsOf(aligned(lines.map((steps) => ({ steps })))).map(({ from, to, steps }) => [
    from,
    to,
    steps?.map((one) => one?.mean) ?? null,
  ])

test('each step is a row, the newest first', () => {
  assert.deepEqual(rows([step(0, 1), step(60, 2)]), [
    [60, 60, [2]],
    [0, 0, [1]],
  ])
})

test('steps of which nothing is known are one row; a step of which one line knows is its own', () => {
  const first = [step(0, null), step(60, null), step(120, 3), step(180, null), step(240, null)]
  const second = [step(0, null), step(60, null), step(120, null), step(180, 7), step(240, null)]
  assert.deepEqual(rows(first, second), [
    [240, 240, null],
    [180, 180, [null, 7]],
    [120, 120, [3, null]],
    [0, 60, null],
  ])
})

test('a chart without steps has no rows', () => assert.deepEqual(rows(), []))

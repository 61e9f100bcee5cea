import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  aligned,
  hasSpread,
  isKnown,
  lasting,
  lastKnown,
  leastOf,
  lonely,
  mostOf,
  type Step,
  together,
  whileOf,
} from './line.ts'

const step = (at: number, mean: number | null, over: Partial<Step> = {}): Step => ({
  at,
  mean,
  least: null,
  most: null,
  ...over,
})

test('lines of two sources share their times, and have nothing where only the other has a step', () => {
  const first = { steps: [step(0, 1), step(60, 2)] }
  const second = { steps: [step(30, 5), step(60, null)] }
  const { times, columns } = aligned([first, second])
  assert.deepEqual(times, [0, 30, 60])
  assert.deepEqual(
    columns.map((column) => column.map((one) => one?.mean)),
    [
      [1, undefined, 2],
      [undefined, 5, null],
    ],
  )
})

test('a step is read for as long as it lasts, where a finer line has times of its own', () => {
  const coarse = { steps: [step(0, 1), step(120, 2)], stepSeconds: 120 }
  const fine = { steps: [0, 60, 120, 180, 240].map((at) => step(at, at === 60 ? null : at)), stepSeconds: 60 }
  const { columns } = lasting(aligned([coarse, fine]), [coarse, fine])
  assert.deepEqual(
    columns.map((column) => column.map((one) => one?.mean)),
    [
      [1, 1, 2, 2, undefined],
      [0, null, 120, 180, 240],
    ],
  )
})

test('the last time that is known is the last of any line', () => {
  const lines = [{ steps: [step(0, 1), step(60, null)] }, { steps: [step(0, null), step(60, null)] }]
  assert.equal(lastKnown(aligned(lines)), 0)
  assert.equal(lastKnown(aligned([{ steps: [step(0, null)] }])), null)
  assert.equal(lastKnown(aligned([])), null)
})

test('a step that knows only its mean or one of its ends has the mean at the other', () => {
  assert.deepEqual([leastOf(step(0, 4)), mostOf(step(0, 4))], [4, 4])
  assert.deepEqual([leastOf(step(0, 4, { most: 9 })), mostOf(step(0, 4, { most: 9 }))], [4, 9])
  assert.deepEqual([leastOf(step(0, null)), mostOf(step(0, null))], [null, null])
})

test('a line has a spread once the values of any step lie apart', () => {
  assert.equal(hasSpread({ steps: [step(0, 4), step(60, null)] }), false)
  assert.equal(hasSpread({ steps: [step(0, 4, { least: 4, most: 4 })] }), false)
  assert.equal(hasSpread({ steps: [step(0, 4), step(60, 4, { most: 4.5 })] }), true)
})

test('a value without a known neighbour is lonely; a step of another source is none', () => {
  assert.deepEqual(lonely([1, null, 2, 3, null]), [0])
  assert.deepEqual(lonely([1, undefined, 2]), [])
  assert.deepEqual(lonely([null, undefined, 2, undefined, null]), [2])
  assert.deepEqual(lonely([]), [])
})

test('all charts of a page show the same while', () => {
  assert.deepEqual(whileOf([[step(60, 1), step(120, 1)], [], [step(90, 1), step(150, 1)]]), [60, 150])
  assert.equal(whileOf([[], []]), null)
})

test('whatever the steps are, every one of them is found again at its time', () => {
  const steps = fc
    .uniqueArray(fc.record({ at: fc.nat(), mean: fc.option(fc.double({ noNaN: true })) }), { selector: ({ at }) => at })
    .map((all) => all.sort((a, b) => a.at - b.at).map(({ at, mean }) => step(at, mean)))
  fc.assert(
    fc.property(fc.array(steps), (all) => {
      const { times, columns } = aligned(all.map((one) => ({ steps: one })))
      assert.deepEqual(
        times.toSorted((a, b) => a - b),
        times,
      )
      for (const [index, one] of all.entries())
        assert.deepEqual(
          columns[index]?.filter((found) => found !== undefined),
          one,
        )
      const last = lastKnown({ times, columns })
      assert.equal(
        last === null,
        all.every((one) => !one.some(isKnown)),
      )
    }),
  )
})

test('two metrics together are known where both are', () => {
  const both = together([step(0, 1), step(60, null), step(120, 3)], [step(0, 10), step(60, 20)])
  assert.deepEqual(both, [step(0, 11), step(60, null), step(120, null)])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stepAfter, stepAt } from './keys.ts'

test('arrows go a step, pages a tenth, and neither leaves the chart', () => {
  const after = (key: string, from: number) => stepAfter(key, from, 60, 58)
  assert.deepEqual([after('ArrowLeft', 5), after('ArrowRight', 5)], [4, 6])
  assert.deepEqual([after('ArrowLeft', 0), after('ArrowRight', 59)], [0, 59])
  assert.deepEqual([after('PageDown', 10), after('PageUp', 10), after('PageUp', 57)], [4, 16, 59])
  assert.deepEqual([after('Home', 5), after('End', 5)], [0, 59])
})

test('the first key goes to the last step that is known, Escape away, and other keys nowhere', () => {
  assert.equal(stepAfter('ArrowLeft', null, 60, 58), 58)
  assert.equal(stepAfter('Escape', 5, 60, 58), null)
  assert.equal(stepAfter('a', 5, 60, 58), undefined)
  assert.equal(stepAfter('End', null, 0, 0), undefined)
})

test('a time is at the step next to it, unless that is further than a step', () => {
  const times = [0, 60, 120, 300]
  assert.deepEqual(
    [0, 29, 31, 120, 170, 239, 241, 361].map((time) => stepAt(times, time, 60)),
    [0, 0, 1, 2, 2, null, 3, null],
  )
  assert.equal(stepAt(times, null, 60), null)
  assert.equal(stepAt([], 5, 60), null)
})

test('whatever the times are, each is at its own step', () => {
  const times = fc.uniqueArray(fc.nat(), { minLength: 1 }).map((all) => all.sort((a, b) => a - b))
  fc.assert(
    fc.property(times, (all) => {
      for (const [index, time] of all.entries()) assert.equal(stepAt(all, time, 60), index)
    }),
  )
})

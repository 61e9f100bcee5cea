import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { axisRange, axisSteps } from './scale.ts'

const GIB = 2 ** 30

test('percent go up to the next of a few tops', () => {
  const tops = [0, 3, 10, 10.1, 26, 50.1, 100].map((most) => axisRange('percent', 0, most)[1])
  assert.deepEqual(tops, [10, 10, 10, 25, 50, 100, 100])
})

test('what is counted begins at zero and leaves a little room above', () => {
  assert.deepEqual(axisRange('bytes', 60 * GIB, 100 * GIB), [0, 106 * GIB])
  assert.deepEqual(axisRange('rate', 0, 0), [0, 1024])
  assert.deepEqual(axisRange('load', 0.1, 0.5), [0, 1])
  assert.deepEqual(axisRange('count', 0, 0), [0, 1])
})

test('temperatures are shown between full tens', () => {
  assert.deepEqual(axisRange('temperature', 41, 67), [30, 70])
  assert.deepEqual(axisRange('temperature', -3, -3), [-10, 0])
})

test('marks of bytes are powers of two, of all others round decimals', () => {
  assert.ok(axisSteps('bytes').every((step) => Number.isInteger(Math.log2(step))))
  assert.deepEqual(axisSteps('load').slice(0, 4), [0.01, 0.02, 0.05, 0.1])
  assert.deepEqual(axisSteps('count').slice(0, 4), [1, 2, 5, 10])
})

test('whatever the values are, the axis shows them', () => {
  const units = fc.constantFrom('percent', 'bytes', 'rate', 'temperature', 'load', 'count')
  const values = fc.array(fc.double({ min: 0, max: 2 ** 40, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(units, values, (unit, all) => {
      const [least, most] = axisRange(unit, Math.min(...all), Math.max(...all))
      assert.ok(all.every((value) => least <= value && value <= most) && least < most)
    }),
  )
})

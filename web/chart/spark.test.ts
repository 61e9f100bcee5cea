import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SPARK, sparkLines } from './spark.ts'

test('values go from left to right and from the bottom to the top', () => {
  assert.deepEqual(sparkLines([0, 50, 100], 100), ['2,22 50,12 98,2'])
})

test('what is not known is a gap, and a value alone a dot', () => {
  assert.deepEqual(sparkLines([null, 100, null, 0, 0], 100), ['26,2 26,2', '74,22 98,22'])
  assert.deepEqual(sparkLines([], 100), [])
  assert.deepEqual(sparkLines([null], 100), [])
  assert.deepEqual(sparkLines([50], 100), ['2,12 2,12'])
})

test('whatever the values, every known one has its point, and none lies outside', () => {
  const values = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(values, fc.double({ min: 0.001, max: 1e9, noNaN: true }), (some, top) => {
      const points = sparkLines(some, top).flatMap((line) => line.split(' '))
      assert.ok(points.length >= some.filter((value) => value !== null).length)
      for (const point of points) {
        const [x = NaN, y = NaN] = point.split(',').map(Number)
        assert.ok(x >= 0 && x <= SPARK.width && y >= 0 && y <= SPARK.height, point)
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelOf, STORAGE_LIMITS, temperatureLimits, USAGE_LIMITS } from './levels.ts'

test('usage asks for attention from 75 and 90 percent, storage from 80 and 90', () => {
  const levels = [74.9, 75, 90].map((percent) => levelOf(percent, USAGE_LIMITS))
  assert.deepEqual(levels, ['calm', 'warning', 'critical'])
  assert.equal(levelOf(79, STORAGE_LIMITS), 'calm')
  assert.equal(levelOf(80, STORAGE_LIMITS), 'warning')
})

test('an unknown value asks for nothing', () => {
  assert.equal(levelOf(null, USAGE_LIMITS), 'calm')
})

test('a sensor is held against its own limits, else 75 and 90 degrees', () => {
  assert.deepEqual(temperatureLimits(80, 100), { warning: 80, critical: 100 })
  assert.deepEqual(temperatureLimits(null, null), { warning: 75, critical: 90 })
})

test('a sensor with one limit only never has them the wrong way round', () => {
  assert.deepEqual(temperatureLimits(95, null), { warning: 95, critical: 95 })
  assert.deepEqual(temperatureLimits(null, 70), { warning: 70, critical: 70 })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeAfter } from './keys.ts'

const from = (place: number, ...keys: string[]) => keys.map((key) => placeAfter(key, place, 100, 20))

test('arrows move by a row, pages by a page, Home and End to the ends', () => {
  const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End']
  assert.deepEqual(from(50, ...keys), [51, 49, 70, 30, 0, 99])
})

test('no key leads out of the list', () => {
  assert.deepEqual(from(0, 'ArrowUp', 'PageUp'), [0, 0])
  assert.deepEqual(from(99, 'ArrowDown', 'PageDown'), [99, 99])
})

test('other keys lead nowhere', () => {
  assert.deepEqual(from(5, 'a', 'Tab', 'Escape'), [null, null, null])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axisMark, quantity } from './quantity.ts'

test('every unit is written in the language', () => {
  assert.deepEqual(
    [
      quantity('percent', 5.24, 'it'),
      quantity('bytes', 1.5 * 2 ** 40, 'en'),
      quantity('rate', 2 ** 20, 'en'),
      quantity('temperature', 45.4, 'en'),
      quantity('load', 1.256, 'it'),
      quantity('count', 1200, 'en'),
    ],
    ['5,2%', '1.5 TiB', '1 MiB/s', '45 °C', '1,26', '1,200'],
  )
})

test('marks of percent have no decimals', () => {
  assert.deepEqual([axisMark('percent', 5, 'en'), axisMark('load', 2, 'en')], ['5%', '2.00'])
})

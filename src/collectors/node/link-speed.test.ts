import assert from 'node:assert/strict'
import { test } from 'node:test'
import { speedMbpsIn } from './link-speed.ts'

test('a speed is the number a text begins with', () => {
  const read = ['1000', '1000Mb/s', '10000 Mbps', '800000'].map(speedMbpsIn)
  assert.deepEqual(read, [1000, 1000, 10_000, 800_000])
})

test('trap 9: speed −1 is unknown, as are 0, the same bits without a sign, and words', () => {
  const unknown = ['-1', '0', '65535', '4294967295', 'Unknown', 'Unknown!', '', undefined, '12345678901']
  assert.deepEqual(
    unknown.map(speedMbpsIn),
    unknown.map(() => null),
  )
})

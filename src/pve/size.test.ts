import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sizeBytes } from './size.ts'

test('sizes of configurations are in powers of 1024, or in bytes', () => {
  const table: [string, number][] = [
    ['4M', 4194304],
    ['528K', 540672],
    ['32G', 34359738368],
    ['1T', 1099511627776],
    ['1.5T', 1649267441664],
    ['3907018584K', 4000787030016],
    ['8GiB', 8589934592],
    ['1474560', 1474560],
    ['0', 0],
    ['0.0001K', 0],
  ]
  for (const [text, bytes] of table) assert.equal(sizeBytes(text), bytes, text)
})

test('what is no size is unknown', () => {
  for (const text of ['', ' ', 'G', '32g', '32 G', '-1G', '.5G', '1e3', '1P', '32GB', '32G\n', '9999999999999999T'])
    assert.equal(sizeBytes(text), null, text)
})

test('any text is a whole number of bytes or unknown', () => {
  const digits = fc.stringMatching(/^\d{1,40}(\.\d{0,40})?[KMGT]?(iB)?$/)
  fc.assert(
    fc.property(fc.oneof(fc.string(), digits), (text) => {
      const bytes = sizeBytes(text)
      assert.ok(bytes === null || (Number.isSafeInteger(bytes) && bytes >= 0))
    }),
  )
})

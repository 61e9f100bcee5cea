import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes, formatRate } from './bytes.ts'

const MIB = 2 ** 20
const TIB = 2 ** 40

test('bytes show IEC units with three significant digits', () => {
  const shown = [0, 1, 999, 1000, 1024, 512 * MIB, 1023 * MIB, 1.8249 * TIB].map((bytes) => formatBytes(bytes, 'en'))
  assert.deepEqual(shown, ['0 B', '1 B', '999 B', '0.977 KiB', '1 KiB', '512 MiB', '0.999 GiB', '1.82 TiB'])
})

test('bytes never show four digits, whatever rounding does', () => {
  assert.equal(formatBytes(999.4 * MIB, 'en'), '999 MiB')
  assert.equal(formatBytes(999.6 * MIB, 'en'), '0.976 GiB')
})

test('bytes use the decimal sign of the language', () => {
  assert.equal(formatBytes(1.5 * TIB, 'it'), '1,5 TiB')
})

test('bytes beyond the largest unit stay in it', () => {
  assert.equal(formatBytes(2 ** 70, 'en'), '1,020 EiB')
})

test('a rate is bytes a second', () => {
  assert.equal(formatRate(3.2 * MIB, 'en'), '3.2 MiB/s')
  assert.equal(formatRate(0, 'it'), '0 B/s')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { amount, knownText, positive, rowsOf, text, unknownOr } from './reply.ts'

const read = (schema: z.ZodType, value: unknown): unknown => {
  const { success, data } = schema.safeParse(value)
  return success ? data : 'refused'
}

test('text is trimmed and says something', () => {
  assert.equal(read(text, ' vmbr0\n'), 'vmbr0')
  assert.equal(read(text, 100), '100')
  assert.equal(read(text, '  '), 'refused')
  assert.equal(read(text, 'x'.repeat(10_001)), 'refused')
  assert.equal(read(knownText, 'Unknown'), 'refused')
  assert.equal(read(knownText, 'unknown vendor'), 'unknown vendor')
})

test('amounts are finite and not negative, also as strings', () => {
  assert.equal(read(amount, '16384'), 16384)
  assert.equal(read(amount, 0), 0)
  assert.equal(read(amount, -1), 'refused')
  assert.equal(read(amount, '1e999'), 'refused')
  assert.equal(read(amount, 'U'), 'refused')
  assert.equal(read(positive, 0), 'refused')
  assert.equal(read(positive, '0.5'), 0.5)
})

test('a field that is missing, null or unreadable is null and leaves its neighbours alone', () => {
  const row = z.object({ size: unknownOr(amount), name: unknownOr(text) })
  assert.deepEqual(read(row, {}), { size: null, name: null })
  assert.deepEqual(read(row, { size: null, name: 'a' }), { size: null, name: 'a' })
  assert.deepEqual(read(row, { size: { much: true }, name: 'a' }), { size: null, name: 'a' })
})

test('a list longer than the bound is refused', () => {
  assert.deepEqual(read(rowsOf(amount, 2), [1, '2']), [1, 2])
  assert.equal(read(rowsOf(amount, 2), [1, 2, 3]), 'refused')
})

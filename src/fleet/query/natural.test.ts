import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareTexts } from './natural.ts'

const sorted = (...texts: string[]): string[] => texts.sort(compareTexts)

test('numbers count as numbers', () => {
  assert.deepEqual(sorted('pve10', 'pve2', 'pve1', 'pve'), ['pve', 'pve1', 'pve2', 'pve10'])
  assert.deepEqual(sorted('10.0.0.10', '10.0.0.9', '9.0.0.1'), ['9.0.0.1', '10.0.0.9', '10.0.0.10'])
  assert.deepEqual(sorted('v1.10-2', 'v1.9-10', 'v1.10-1'), ['v1.9-10', 'v1.10-1', 'v1.10-2'])
})

test('numbers may be longer than any number', () => {
  const digits = '9'.repeat(400)
  assert.deepEqual(sorted(`a${digits}1`, `a${digits}0`, `a${digits}`), [`a${digits}`, `a${digits}0`, `a${digits}1`])
})

test('case does not count unless nothing else does', () => {
  assert.deepEqual(sorted('web', 'Db', 'Web', 'db'), ['Db', 'db', 'Web', 'web'])
})

test('zeros in front do not count unless nothing else does', () => {
  assert.deepEqual(sorted('a2', 'a10', 'a02', 'a0'), ['a0', 'a02', 'a2', 'a10'])
})

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('a', 'A', 'b', '0', '1', '9', '-', ''), { maxLength: 6 }).map((parts) => parts.join('')),
)

test('it is an order: only the same text is equal, and what holds one way round holds the other', () => {
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      assert.equal(compareTexts(a, b) === 0, a === b)
      assert.equal(Math.sign(compareTexts(a, b)), -Math.sign(compareTexts(b, a)) + 0)
      const [first = '', second = '', third = ''] = [a, b, c].sort(compareTexts)
      assert.ok(compareTexts(first, second) <= 0 && compareTexts(second, third) <= 0 && compareTexts(first, third) <= 0)
    }),
  )
})

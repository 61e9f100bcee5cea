import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrongIn } from './account.ts'

const right = { current: 'old', next: 'correct horse battery', repeated: 'correct horse battery' }

test('a change of password needs the old one, a new one that is long enough, and the same again', () => {
  assert.deepEqual(wrongIn(right), [])
  assert.deepEqual(wrongIn({ ...right, current: '' }), ['current'])
  assert.deepEqual(wrongIn({ ...right, next: 'eleven char', repeated: 'eleven char' }), ['next'])
  assert.deepEqual(wrongIn({ ...right, repeated: 'another' }), ['repeated'])
  assert.deepEqual(wrongIn({ current: '', next: '', repeated: 'x' }), ['current', 'next'])
})

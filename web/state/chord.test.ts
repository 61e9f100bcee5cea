import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heard, pressName } from './chord.ts'

const NONE = { ctrlKey: false, metaKey: false, altKey: false }
const SHORTCUTS = ['ctrl+k', '?', '/', 'g n', 'g g']

test('a press is called by its character, whatever keys it takes on this keyboard', () => {
  assert.equal(pressName({ ...NONE, key: '?' }), '?')
  assert.equal(pressName({ ...NONE, key: 'K', ctrlKey: true }), 'ctrl+k')
  assert.equal(pressName({ ...NONE, key: 'k', metaKey: true }), 'ctrl+k')
})

test('a press with Alt is none: it types a character on many keyboards', () => {
  assert.equal(pressName({ ...NONE, key: '/', altKey: true, ctrlKey: true }), null)
})

test('a single key is complete at once', () => {
  assert.deepEqual(heard('', '?', SHORTCUTS), { complete: '?', begun: '' })
})

test('two keys are complete with the second', () => {
  assert.deepEqual(heard('', 'g', SHORTCUTS), { complete: null, begun: 'g' })
  assert.deepEqual(heard('g', 'n', SHORTCUTS), { complete: 'g n', begun: '' })
  assert.deepEqual(heard('g', 'g', SHORTCUTS), { complete: 'g g', begun: '' })
})

test('a second key that leads nowhere begins anew', () => {
  assert.deepEqual(heard('g', 'x', SHORTCUTS), { complete: null, begun: '' })
  assert.deepEqual(heard('g', '/', SHORTCUTS), { complete: '/', begun: '' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { by } from './order.ts'

test('sorts by the key, capitals before small letters whatever the locale, equal ones as they came', () => {
  const items = ['vmbr1', 'eno1', 'Zeta', 'eno1 again', 'ärger', 'eno1'].map((name, index) => ({ name, index }))
  const sorted = items.sort(by(({ name }) => name)).map(({ name, index }) => `${name} ${index}`)
  assert.deepEqual(sorted, ['Zeta 2', 'eno1 1', 'eno1 5', 'eno1 again 3', 'vmbr1 0', 'ärger 4'])
})

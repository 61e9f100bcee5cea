import assert from 'node:assert/strict'
import { test } from 'node:test'
import { licenseLevel, licenseRank } from './license-state.ts'

test('licences that lapsed come before those that run, those before none, and words we do not know last', () => {
  const words = ['notfound', 'whatever', 'active', 'expired']
  assert.deepEqual(
    words.toSorted((a, b) => (licenseRank(a) ?? -1) - (licenseRank(b) ?? -1)),
    ['expired', 'active', 'notfound', 'whatever'],
  )
  assert.equal(licenseRank(null), null)
})

test('only what lapsed asks for attention', () => {
  assert.deepEqual(['suspended', 'invalid', 'active', 'notfound', null].map(licenseLevel), [
    'warning',
    'warning',
    'calm',
    'calm',
    'calm',
  ])
})

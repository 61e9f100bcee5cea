import assert from 'node:assert/strict'
import { test } from 'node:test'
import { couldNot, factState, hasValue } from './fact-state.ts'

const AT = '2026-07-15T12:00:00Z'
const look = (status: string, last_success_at: string | null, stale = false) => ({ status, last_success_at, stale })

test('a fact nobody looked at yet was never read', () => {
  assert.equal(factState(undefined), 'never')
  assert.equal(factState(look('never', null)), 'never')
})

test('a good look is fresh until it is stale', () => {
  assert.equal(factState(look('ok', AT)), 'fresh')
  assert.equal(factState(look('ok', AT, true)), 'stale')
})

test('a failed look keeps the last good value, and has none where there never was one', () => {
  assert.equal(factState(look('failed', AT)), 'kept')
  assert.equal(factState(look('failed', null)), 'failed')
})

test('what is absent now has no value, even if it once had', () => {
  assert.equal(factState(look('absent', AT)), 'absent')
})

const STATES = ['never', 'fresh', 'stale', 'kept', 'absent', 'failed'] as const

test('absent, failed and kept facts have a reason', () => {
  assert.deepEqual(STATES.filter(couldNot), ['kept', 'absent', 'failed'])
})

test('only fresh, stale and kept facts have a value to show', () => {
  assert.deepEqual(STATES.filter(hasValue), ['fresh', 'stale', 'kept'])
})

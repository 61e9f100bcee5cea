import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snapshotAge } from './snapshot-age.ts'

test('a snapshot of more than thirty days is old; one of unknown age is neither old nor recent', () => {
  assert.deepEqual([0, 2_592_000, 2_592_001, null].map(snapshotAge), ['recent', 'recent', 'old', null])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commonFailure } from './common-failure.ts'

const failed = (reason: string) => ({ status: 'failed', reason })
const OK = { status: 'ok', reason: null }

test('what most looks failed with is their common failure', () => {
  const sections = { cpu: failed('no route'), memory: failed('no route'), time: OK }
  assert.deepEqual(commonFailure(sections), failed('no route'))
})

test('half of the looks, or one of one, share nothing', () => {
  assert.equal(commonFailure({ cpu: failed('no route'), memory: failed('no route'), time: OK, pci: OK }), null)
  assert.equal(commonFailure({ cpu: failed('no route') }), null)
  assert.equal(commonFailure({}), null)
})

test('different failures are not common, and what is absent is none', () => {
  assert.equal(commonFailure({ cpu: failed('a'), memory: failed('b'), time: failed('c') }), null)
  const absent = { status: 'absent', reason: 'no tool' }
  assert.equal(commonFailure({ cpu: absent, memory: absent }), null)
})

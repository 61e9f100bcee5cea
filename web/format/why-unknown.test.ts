import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyUnknown } from './why-unknown.ts'

const PROBLEMS = [
  { section: 'agent', reason: 'the guest agent is not enabled', hint: 'set agent: 1' },
  { section: 'disks.zfs', reason: 'zfs timed out', hint: null },
  { section: 'snapshots', reason: null, hint: null },
]

test('a value is not known for the reason its section has, with the next step', () => {
  assert.equal(whyUnknown(PROBLEMS, 'agent'), 'the guest agent is not enabled · set agent: 1')
  assert.equal(whyUnknown(PROBLEMS, 'ip_addresses', 'agent'), 'the guest agent is not enabled · set agent: 1')
})

test('a source of a section speaks for it, and no other section whose name begins alike', () => {
  assert.equal(whyUnknown(PROBLEMS, 'disks'), 'zfs timed out')
  assert.equal(whyUnknown(PROBLEMS, 'disk'), null)
})

test('without a reason there is nothing to say', () => {
  assert.equal(whyUnknown(PROBLEMS, 'snapshots'), null)
  assert.equal(whyUnknown([], 'agent'), null)
})

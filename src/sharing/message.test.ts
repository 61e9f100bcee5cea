import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { messageOf } from './message.ts'

it('understands what another process tells', () => {
  const message = { kind: 'read', remoteId: 1, nodeId: 2, vmid: null, maxAgeMs: 0, request: 'r', from: 'p' } as const
  assert.deepEqual(messageOf(JSON.stringify(message)), message)
  assert.deepEqual(messageOf('{"kind":"observed","remoteId":7,"from":"p"}'), {
    kind: 'observed',
    remoteId: 7,
    from: 'p',
  })
})

it('takes whatever else comes for nothing', () => {
  assert.equal(messageOf('{"kind":"observed","remoteId":-7,"from":"p"}'), null)
  assert.equal(messageOf('{"kind":"new","remoteId":7,"from":"p"}'), null)
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => messageOf(text) === null))
})

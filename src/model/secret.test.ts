import assert from 'node:assert/strict'
import { it } from 'node:test'
import { format, inspect } from 'node:util'
import { Secret } from './secret.ts'

const secret = new Secret('hunter2')

it('shows [secret] however it is printed', () => {
  assert.equal(String(secret), '[secret]')
  assert.equal(JSON.stringify({ password: secret }), '{"password":"[secret]"}')
  assert.equal(inspect({ password: secret }, { depth: 9, showHidden: true }), '{ password: [secret] }')
  assert.equal(format('%s %j %o', secret, secret, secret), '[secret] "[secret]" [secret]')
  assert.deepEqual(Object.entries(secret), [])
})

it('reveals its text only when asked', () => {
  assert.equal(secret.reveal(), 'hunter2')
})

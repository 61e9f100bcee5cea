import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { keptFrom } from '../../../test/tools/kept.ts'
import { subscriptionOf } from '../../../test/tools/sample-subscription.ts'
import { licenseOf, maskedKey } from './license.ts'

it('shows the kind and the end of a key', () => {
  assert.equal(maskedKey('pve2c-0123456789'), 'pve2c-••••…89')
  assert.equal(maskedKey('pve4p-abcdef0123'), 'pve4p-••••…23')
})

it('shows nothing of a key in another form', () => {
  for (const key of ['', 'x', 'pve2c-12', 'no dash but long enough to guess', '0123456789abcdef'])
    assert.equal(maskedKey(key), '••••…')
})

it('never shows more than the kind and two characters', () => {
  const key = fc
    .tuple(fc.stringMatching(/^[a-z0-9]{1,8}$/), fc.stringMatching(/^[0-9a-f]{8,40}$/))
    .map((parts) => parts.join('-'))
  fc.assert(
    fc.property(key, (text) => {
      const shown = maskedKey(text)
      assert.equal(shown.includes(text.slice(text.indexOf('-') + 1)), false)
      assert.equal(shown, `${text.slice(0, text.indexOf('-') + 1)}••••…${text.slice(-2)}`)
    }),
  )
})

it('trap 7: a node without subscription is notfound, which is a status and no error', () => {
  const none = subscriptionOf({ status: 'notfound', sockets: 2, message: 'There is no subscription key' }, 1)
  assert.deepEqual(licenseOf(keptFrom(none)), {
    status: 'notfound',
    level: null,
    product: null,
    key: null,
    sockets: 2,
    expires: null,
    checked_at: null,
    message: 'There is no subscription key',
  })
})

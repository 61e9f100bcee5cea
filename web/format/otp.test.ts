import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { secretGroups } from './otp.ts'

test('a secret is shown in groups of four', () => {
  const uri =
    'otpauth://totp/Panoramica:ann%40example.com?secret=JBSWY3DPEHPK3PXPAB&issuer=Panoramica&digits=6&period=30'
  assert.deepEqual(secretGroups(uri), ['JBSW', 'Y3DP', 'EHPK', '3PXP', 'AB'])
})

test('an address without a secret has none', () => {
  for (const uri of ['', 'otpauth', 'otpauth://totp/x', 'otpauth://totp/x?secret='])
    assert.equal(secretGroups(uri), null)
})

test('the groups together are the secret, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (secret) => {
      const uri = `otpauth://totp/x?${new URLSearchParams({ secret }).toString()}`
      assert.equal(secretGroups(uri)?.join(''), secret)
    }),
  )
})

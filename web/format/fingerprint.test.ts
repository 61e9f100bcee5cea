import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asPveWrites, fingerprintCommand } from './fingerprint.ts'

test('the command to check a fingerprint reads the key of the same type', () => {
  const types = ['ssh-ed25519', 'ssh-rsa', 'rsa-sha2-512', 'ecdsa-sha2-nistp256', 'something; rm -rf']
  const kinds = types.map((type) => /host_(\w+)_key/.exec(fingerprintCommand(type))?.[1])
  assert.deepEqual(kinds, ['ed25519', 'rsa', 'rsa', 'ecdsa', 'ed25519'])
  assert.equal(fingerprintCommand('tls'), 'pvenode cert info')
})

test('a certificate is named as PVE names it, and what is no fingerprint stays what it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const base64 = Buffer.from(bytes).toString('base64').replace('=', '')
      const hex = Buffer.from(bytes).toString('hex').toUpperCase()
      assert.equal(asPveWrites(`SHA256:${base64}`).replaceAll(':', ''), hex)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => asPveWrites(`SHA256:${text}!`) === `SHA256:${text}!`))
})

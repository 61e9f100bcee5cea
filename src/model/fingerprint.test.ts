import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asPveWrites, sha256In, sha256Of } from './fingerprint.ts'

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))

test('a fingerprint is the same however it is written', () => {
  fc.assert(
    fc.property(hash, (bytes) => {
      const sha256 = sha256Of(bytes)
      assert.match(sha256, /^SHA256:[A-Za-z0-9+/]{43}$/)
      const pve = asPveWrites(sha256)
      assert.match(pve, /^([\dA-F]{2}:){31}[\dA-F]{2}$/)
      for (const written of [sha256, `${sha256}=`, ` ${sha256}\n`, pve, pve.toLowerCase(), `${pve} `])
        assert.equal(sha256In(written), sha256)
    }),
  )
})

test('any other text is no fingerprint', () => {
  const pair = 'AA:'
  for (const text of ['', 'SHA256:', 'SHA256:abc', pair.repeat(32), `${pair.repeat(30)}AA`, `MD5:${pair.repeat(31)}AA`])
    assert.equal(sha256In(text), null)
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(sha256In(text), null)))
})

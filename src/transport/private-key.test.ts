import assert from 'node:assert/strict'
import { test } from 'node:test'
import ssh2 from 'ssh2'
import { privateKeyOf } from './private-key.ts'

const pair = (passphrase?: string) =>
  ssh2.utils.generateKeyPairSync('ecdsa', {
    bits: 256,
    ...(passphrase !== undefined && { passphrase, cipher: 'aes256-cbc' }),
  })

test('a key is read once, and another one for itself', () => {
  const [one, other] = [pair().private, pair().private]
  assert.equal(privateKeyOf(one), privateKeyOf(one))
  assert.notEqual(privateKeyOf(one), privateKeyOf(other))
})

test('a key with a passphrase needs it each time', () => {
  const { private: locked } = pair('open sesame')
  assert.equal(privateKeyOf(locked, 'open sesame').isPrivateKey(), true)
  for (const wrong of [undefined, 'open'])
    assert.throws(() => privateKeyOf(locked, wrong), /^Error: Cannot parse privateKey: /)
})

test('what is no private key is none', () => {
  for (const text of ['', 'no key', pair().public])
    assert.throws(() => privateKeyOf(text), /^Error: Cannot parse privateKey: /)
})

test('of very many keys the ones not used for longest are forgotten', () => {
  const first = pair().private
  const kept = privateKeyOf(first)
  for (let others = 0; others < 99; others++) privateKeyOf(pair().private)
  assert.equal(privateKeyOf(first), kept)
  for (let others = 0; others < 100; others++) privateKeyOf(pair().private)
  assert.notEqual(privateKeyOf(first), kept)
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { seededRandom } from '../lib/random.ts'
import { Secret } from '../model/secret.ts'
import { StoreError } from './port.ts'
import { openVault } from './secret.ts'

const random = seededRandom(1)
const vault = openVault(random.bytes(32), random)
const place = 'remote 7 ssh.password'

const refused = (task: () => unknown, words: RegExp): void => {
  assert.throws(task, (error) => error instanceof StoreError && words.test(error.message) && error.hint !== '')
}

it('opens what it sealed, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, where) => {
      assert.equal(vault.open(vault.seal(new Secret(text), where), where).reveal(), text)
    }),
  )
})

it('seals the same secret differently each time, and never in the clear', () => {
  const sealed = [1, 2, 3].map(() => vault.seal(new Secret('correct horse'), place))
  assert.equal(new Set(sealed).size, 3)
  for (const one of sealed) {
    assert.match(one, /^v1\.[0-9a-f]{8}\.[\w-]+$/)
    assert.equal(one.includes('correct'), false)
    assert.equal(Buffer.from(one.split('.')[2] ?? '', 'base64url').includes('correct'), false)
  }
})

it('opens nothing in another place', () => {
  const sealed = vault.seal(new Secret('s'), place)
  refused(() => vault.open(sealed, 'remote 8 ssh.password'), /remote 8 ssh\.password was changed or moved/)
  refused(() => vault.open(sealed, 'remote 7 ssh.passphrase'), /was changed or moved/)
})

it('says that another key sealed it', () => {
  const other = openVault(random.bytes(32), random)
  refused(
    () => other.open(vault.seal(new Secret('s'), place), place),
    /was sealed with another key \([0-9a-f]{8}, this one is [0-9a-f]{8}\)/,
  )
})

it('opens nothing that was tampered with, at any byte', () => {
  const sealed = vault.seal(new Secret('a secret of some length'), place)
  const [version, keyId, body = ''] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    refused(() => vault.open(`${version}.${keyId}.${changed.toString('base64url')}`, place), /was changed or moved/)
  }
  for (const length of [0, 5, 12, 20, 28, bytes.length - 1]) {
    const cut = bytes.subarray(0, length).toString('base64url')
    refused(() => vault.open(`${version}.${keyId}.${cut}`, place), /was changed or moved/)
  }
})

it('refuses any other text in words', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.throws(() => vault.open(text, place), StoreError)
    }),
  )
  refused(() => vault.open('v2.00000000.AAAA', place), /a form this version does not know/)
})

it('takes no key of another length', () => {
  assert.throws(() => openVault(random.bytes(16), random), /a key has 32 bytes, this one has 16/)
})

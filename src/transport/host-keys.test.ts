import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { fingerprintOf, knownHosts, pinned, pinnedAs } from './host-keys.ts'
import { Untrusted } from './untrusted.ts'

/** A public key blob of type ssh-ed25519, made for this run. */
function makeKey(): Buffer {
  const raw = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const type = Buffer.from('ssh-ed25519')
  const length = (bytes: Buffer): Buffer => Buffer.from([0, 0, 0, bytes.length])
  return Buffer.concat([length(type), type, length(raw), raw])
}

const key = makeKey()
const other = makeKey()
const line = (hosts: string, blob = key): string => `${hosts} ssh-ed25519 ${blob.toString('base64')} comment\n`
const hashed = (name: string): string => {
  const salt = Buffer.from('01234567890123456789')
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}
const refused = (pattern: RegExp) => (error: unknown) => error instanceof Untrusted && pattern.test(error.message)

test('a fingerprint reads as ssh-keygen prints it', () => {
  const { type, sha256 } = fingerprintOf(key)
  assert.equal(type, 'ssh-ed25519')
  assert.match(sha256, /^SHA256:[A-Za-z0-9+/]{43}$/)
})

test('a pinned key is accepted, with or without padding; another is refused with both fingerprints', () => {
  const { sha256 } = fingerprintOf(key)
  pinned([sha256]).check(key)
  pinned([`${sha256}=`]).check(key)
  assert.throws(
    () => {
      pinned([sha256]).check(other)
    },
    (error: unknown) =>
      error instanceof Untrusted &&
      error.message.includes(sha256) &&
      error.message.includes(fingerprintOf(other).sha256) &&
      error.expected === sha256,
  )
})

test('a learnt key asks the node for its type; one that was confirmed by its fingerprint asks for any', () => {
  const { type, sha256 } = fingerprintOf(key)
  const learnt = { sha256, keyType: type }
  const confirmed = { sha256, keyType: null }
  assert.deepEqual(pinnedAs([learnt]).types, ['ssh-ed25519'])
  assert.deepEqual(pinnedAs([learnt, { ...learnt, keyType: 'ssh-rsa' }]).types, ['ssh-ed25519', 'ssh-rsa'])
  for (const pins of [[confirmed], [learnt, confirmed], []]) assert.equal(pinnedAs(pins).types, null)
  pinnedAs([learnt]).check(key)
  assert.throws(
    () => {
      pinnedAs([learnt]).check(other)
    },
    refused(/not the one that was confirmed/),
  )
})

test('without a pin every key is unknown, and its fingerprint is shown', () => {
  assert.throws(
    () => {
      pinned([]).check(key)
    },
    refused(/the host key is not known: ssh-ed25519 SHA256:/),
  )
})

for (const [what, hosts, host, port] of [
  ['a plain name', 'pve1.lan', 'pve1.lan', 22],
  ['one of several names', 'pve1.lan,192.0.2.1', '192.0.2.1', 22],
  ['another port', '[pve1.lan]:2222', 'pve1.lan', 2222],
  ['a pattern', '*.lan,!pve9.lan', 'pve1.lan', 22],
  ['a hashed name', hashed('pve1.lan'), 'pve1.lan', 22],
  ['a hashed name with a port', hashed('[pve1.lan]:2222'), 'pve1.lan', 2222],
] as const) {
  test(`known_hosts: ${what} is found`, () => {
    const policy = knownHosts(`# comment\n\n${line(hosts)}`, host, port)
    policy.check(key)
    assert.deepEqual(policy.types, ['ssh-ed25519'])
    assert.throws(
      () => {
        policy.check(other)
      },
      refused(/not the one that was confirmed/),
    )
  })
}

test('known_hosts: another port, a negated pattern and another hash are not this host', () => {
  for (const text of [
    line('[pve1.lan]:2222'),
    line('*,!pve1.lan'),
    line(hashed('pve2.lan')),
    line('@cert-authority *'),
  ])
    assert.throws(
      () => {
        knownHosts(text, 'pve1.lan', 22).check(key)
      },
      refused(/not known/),
    )
})

test('known_hosts: a revoked key is refused even where it is also listed', () => {
  assert.throws(
    () => {
      knownHosts(line('pve1.lan') + line('@revoked *'), 'pve1.lan', 22).check(key)
    },
    refused(/revoked/),
  )
})

test('known_hosts: any text is read without a crash, and no unlisted key is accepted', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 80 }), (text, blob) => {
      assert.throws(() => {
        knownHosts(text, 'pve1.lan', 22).check(Buffer.from(blob))
      }, Untrusted)
    }),
  )
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { asPveWrites, sha256Of } from '../../model/fingerprint.ts'
import { Untrusted } from '../untrusted.ts'
import { pinnedCertificates, vouchedCertificates } from './certificate.ts'

const [der, other] = [Buffer.from('one certificate'), Buffer.from('another')]
const fingerprint = (bytes: Buffer): string => sha256Of(createHash('sha256').update(bytes).digest())

test('a certificate that was confirmed is trusted, however its fingerprint was written and whoever issued it', () => {
  for (const written of [fingerprint(der), `${fingerprint(der)}=`, asPveWrites(fingerprint(der))])
    pinnedCertificates([written]).check({ der, objection: 'CERT_HAS_EXPIRED' })
})

test('another certificate than the confirmed one is refused with both fingerprints, as OpenSSH and as PVE write them', () => {
  assert.throws(
    () => pinnedCertificates([fingerprint(der)]).check({ der: other, objection: null }),
    (error) => {
      assert.ok(error instanceof Untrusted)
      assert.equal(error.failure.kind, 'untrusted')
      assert.deepEqual(error.offered, { type: 'tls', sha256: fingerprint(other) })
      assert.equal(error.expected, fingerprint(der))
      for (const shown of [fingerprint(der), fingerprint(other)])
        assert.ok(error.message.includes(`${shown} (${asPveWrites(shown)})`))
      return true
    },
  )
})

test('a certificate that nobody confirmed is trusted where an authority vouches for it, else shown', () => {
  const policy = vouchedCertificates()
  policy.check({ der, objection: null })
  assert.throws(
    () => policy.check({ der, objection: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    (error) =>
      error instanceof Untrusted &&
      error.offered.sha256 === fingerprint(der) &&
      error.expected === null &&
      error.message.endsWith('no authority vouches for it (DEPTH_ZERO_SELF_SIGNED_CERT)'),
  )
})

import assert from 'node:assert/strict'
import { X509Certificate, createPublicKey } from 'node:crypto'
import { describe, test } from 'node:test'
import { certificateOf } from './certificate.ts'

const ca = {
  subject: '/CN=Proxmox Virtual Environment/OU=abc/O=PVE Cluster Manager CA',
  issuer: '/CN=Proxmox Virtual Environment/OU=abc/O=PVE Cluster Manager CA',
  key: 'ca',
  signedWith: 'ca',
  serial: 1,
  notBefore: Date.UTC(2025, 0, 1) / 1000,
  notAfter: Date.UTC(2055, 0, 1) / 1000,
  names: [],
}
const leaf = {
  ...ca,
  subject: '/OU=PVE Cluster Node/CN=pve1.example.net',
  key: 'leaf',
  serial: 300,
  names: ['192.0.2.1', 'pve1'],
}

describe('a simulated certificate', () => {
  test('is one that OpenSSL reads, with its names, times and fingerprint', () => {
    const { pem, fingerprint } = certificateOf(leaf)
    const read = new X509Certificate(pem)
    assert.equal(read.subject, 'OU=PVE Cluster Node\nCN=pve1.example.net')
    assert.equal(read.subjectAltName, 'IP Address:192.0.2.1, DNS:pve1')
    assert.equal(read.validFromDate.getTime() / 1000, leaf.notBefore)
    assert.equal(read.validToDate.getTime() / 1000, leaf.notAfter)
    assert.equal(read.fingerprint256, fingerprint)
  })

  test('is signed by its authority', () => {
    const authority = new X509Certificate(certificateOf(ca).pem)
    assert.ok(
      new X509Certificate(certificateOf(leaf).pem).verify(
        createPublicKey(authority.publicKey.export({ format: 'pem', type: 'spki' })),
      ),
    )
    assert.ok(authority.verify(authority.publicKey))
    assert.deepEqual([authority.ca, new X509Certificate(certificateOf(leaf).pem).ca], [true, false])
  })

  test('is the same each time', () => {
    assert.deepEqual(certificateOf(leaf), certificateOf(leaf))
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { Absent } from '../../model/failure.ts'
import { nodeCertificates } from './node-certificates.ts'

describe('/nodes/{node}/certificates/info from the PEM files', () => {
  it('is absent without the certificate of the node, and fails where the file holds none', () => {
    assert.throws(() => built(nodeCertificates, {}), Absent)
    for (const pem of ['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])
      assert.throws(
        () => built(nodeCertificates, { files: { '/etc/pve/local/pve-ssl.pem': pem } }),
        /does not hold a certificate/,
      )
  })

  for (const version of ['8.4', '9.2', '7.4'])
    it(`equals what PVE replied: ${version}`, { skip: withoutShared }, () => {
      const recorded = recordedReply(`${version}/node_certificates_info`) as { filename: string; pem: string }[]
      const pemOf = (name: string): string => recorded.find(({ filename }) => filename === name)?.pem ?? ''
      const files = {
        '/etc/pve/pve-root-ca.pem': pemOf('pve-root-ca.pem'),
        '/etc/pve/local/pve-ssl.pem': pemOf('pve-ssl.pem'),
      }
      const keys = ['filename', 'subject', 'issuer', 'notbefore', 'notafter', 'fingerprint', 'san']
      assert.deepEqual(pick(built(nodeCertificates, { files }), keys, 'filename'), pick(recorded, keys, 'filename'))
    })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, findingsOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { certificates } from './certificates.ts'

const PATH = '/nodes/pve1/certificates/info'
const EXPIRES = 1_800_000_000
const DAY = 86_400

test('certificates are sorted by file; what is not told is unknown', async () => {
  const rows = [
    {
      filename: 'pveproxy-ssl.pem',
      subject: '/CN=pve1.example.lan',
      notafter: String(EXPIRES),
      san: ['pve1.example.lan'],
    },
    { filename: 'pve-root-ca.pem', san: null },
  ]
  const unknown = { issuer: null, fingerprintSha256: null }
  assert.deepEqual(await factOf(certificates, PATH, rows), {
    certificates: [
      { ...unknown, file: 'pve-root-ca.pem', subject: null, expiresAtSeconds: null, san: [] },
      {
        ...unknown,
        file: 'pveproxy-ssl.pem',
        subject: '/CN=pve1.example.lan',
        expiresAtSeconds: EXPIRES,
        san: ['pve1.example.lan'],
      },
    ],
  })
})

test('a certificate is a warning for its last 14 days and critical once it has expired', async () => {
  const told = async (secondsLeft: number) => {
    const rows = [{ filename: 'pve-ssl.pem', notafter: EXPIRES }, { filename: 'pve-root-ca.pem' }]
    const found = await findingsOf(certificates, PATH, rows, (EXPIRES - secondsLeft) * 1000)
    return found.map(({ severity, text }) => `${severity}: ${text}`)
  }
  assert.deepEqual(await told(14 * DAY + 1), [])
  assert.deepEqual(await told(14 * DAY), ['warning: certificate pve-ssl.pem expires in 14 days'])
  assert.deepEqual(await told(2 * DAY - 1), ['warning: certificate pve-ssl.pem expires in 1 day'])
  assert.deepEqual(await told(1), ['warning: certificate pve-ssl.pem expires in less than a day'])
  assert.deepEqual(await told(0), ['critical: certificate pve-ssl.pem has expired'])
})

test('trap 21: an empty list is a failure, since every node has certificates', async () => {
  await assert.rejects(factOf(certificates, PATH, []), failure('bad-reply', /PVEAuditor/))
})

test('a recorded reply of 9.2', { skip: withoutShared }, async () => {
  const { certificates: found } = await factOf(certificates, PATH, recordedReply('9.2/node_certificates_info'))
  assert.deepEqual(
    found.map(({ file, expiresAtSeconds }) => [file, expiresAtSeconds]),
    [
      ['pve-root-ca.pem', 2110645126],
      ['pve-ssl.pem', 1858357126],
    ],
  )
  const { fingerprintSha256, san, subject } = found[1]!
  assert.equal(subject, '/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=pve1')
  assert.deepEqual(san.slice(2), ['localhost', '192.0.2.2', 'pve1'])
  assert.match(fingerprintSha256 ?? '', /^95:7A:4F:BF:(?:[0-9A-F]{2}:){27}BE$/)
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(certificates, PATH, 'filename subject issuer notafter fingerprint san'))

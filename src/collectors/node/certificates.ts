import { z } from 'zod'
import { by } from '../../lib/order.ts'
import type { Finding } from '../../model/finding.ts'
import { positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, HOURS } from '../collector.ts'
import { listed } from '../listed.ts'

const DAY_SECONDS = 86_400
const WARNING_DAYS = 14
const RENEW = 'renew it under Certificates of the node, or with pvecm updatecerts'

const certificate = z.object({
  file: z.string().describe('file it is in, for example pve-ssl.pem'),
  subject: z.string().nullable().describe('whom it names'),
  issuer: z.string().nullable().describe('who signed it'),
  expiresAtSeconds: z.number().nullable().describe('end of its validity, in seconds since the epoch'),
  fingerprintSha256: z.string().nullable().describe('SHA-256 fingerprint, in hexadecimal with colons'),
  san: z.array(z.string()).describe('names and addresses it is valid for'),
})
type Certificate = z.infer<typeof certificate>

const fact = z.object({ certificates: z.array(certificate).describe('certificates of the node, by file') })
type Certificates = z.infer<typeof fact>

/** `GET /nodes/{node}/certificates/info`, which also leaves out, without a word, a file it could not read. */
const reply = rowsOf(
  z.object({
    filename: text,
    subject: unknownOr(text),
    issuer: unknownOr(text),
    notafter: unknownOr(positive),
    fingerprint: unknownOr(text),
    san: unknownOr(rowsOf(text)),
  }),
)

function parseCertificates(rows: z.infer<typeof reply>): Certificates {
  const certificates = listed(rows, 'certificates', 'Sys.Audit on /nodes').map((row) => ({
    file: row.filename,
    subject: row.subject,
    issuer: row.issuer,
    expiresAtSeconds: row.notafter,
    fingerprintSha256: row.fingerprint,
    san: row.san ?? [],
  }))
  return { certificates: certificates.sort(by(({ file }) => file)) }
}

function assessCertificate({ file, expiresAtSeconds }: Certificate, at: number): Finding[] {
  if (expiresAtSeconds === null) return []
  const days = (expiresAtSeconds - at / 1000) / DAY_SECONDS
  if (days <= 0) return [{ severity: 'critical', text: `certificate ${file} has expired`, hint: RENEW }]
  if (days > WARNING_DAYS) return []
  return [{ severity: 'warning', text: `certificate ${file} expires in ${inDays(days)}`, hint: RENEW }]
}

const inDays = (days: number): string => {
  const whole = Math.floor(days)
  if (whole === 0) return 'less than a day'
  return whole === 1 ? '1 day' : `${whole} days`
}

export const certificates = collector({
  name: 'certificates',
  title: 'Certificates',
  scope: 'node',
  every: 24 * HOURS,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseCertificates(await pve.get(`/nodes/${node}/certificates/info`, reply))
  },
  assess: (found, at) => found.certificates.flatMap((one) => assessCertificate(one, at)),
})

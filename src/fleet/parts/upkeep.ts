import { z } from 'zod'
import { certificates } from '../../collectors/node/certificates.ts'
import { services } from '../../collectors/node/services.ts'
import { updates } from '../../collectors/node/updates.ts'
import { flag, isoTimeOfSeconds, list, number, text, texts } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const serviceShape = z.object({
  name: z.string().describe('systemd unit without its suffix'),
  state: z.string().describe("systemd's SubState, for example running, dead, failed"),
  enabled: flag('whether it starts with the node'),
  description: text("systemd's description"),
})

export const updatesShape = z.object({
  pending: number('packages that can be updated'),
  security: number("how many of them come from Debian's security archive"),
  packages: list(
    z.object({
      name: z.string().describe('Debian package'),
      version: z.string().describe('version that can be installed'),
      old_version: text('installed version; null for a package the update newly needs'),
      origin: text('archive it comes from, for example Debian or Proxmox'),
    }),
    'these packages, by name',
  ),
})

export const certificateShape = z.object({
  file: z.string().describe('file it is in, for example pve-ssl.pem'),
  subject: text('whom it names'),
  issuer: text('who signed it'),
  expires: text('end of its validity, ISO 8601 in UTC'),
  fingerprint_sha256: text('SHA-256 fingerprint, in hexadecimal with colons'),
  san: texts('names and addresses it is valid for'),
})

export const servicesOf = (kept: KeptByCollector): z.infer<typeof serviceShape>[] | null =>
  factOf(kept, services)?.services ?? null

export function updatesOf(kept: KeptByCollector): z.infer<typeof updatesShape> {
  const fact = factOf(kept, updates)
  const packages = fact?.packages.map(({ oldVersion, ...rest }) => ({ ...rest, old_version: oldVersion }))
  return { pending: fact?.pending ?? null, security: fact?.security ?? null, packages: packages ?? null }
}

export function certificatesOf(kept: KeptByCollector): z.infer<typeof certificateShape>[] | null {
  const found = factOf(kept, certificates)?.certificates.map((certificate) => ({
    file: certificate.file,
    subject: certificate.subject,
    issuer: certificate.issuer,
    expires: isoTimeOfSeconds(certificate.expiresAtSeconds),
    fingerprint_sha256: certificate.fingerprintSha256,
    san: certificate.san,
  }))
  return found ?? null
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificateOf, keyFile } from '../../simulator/node/certificate.ts'
import { systemClock } from '../../src/lib/clock.ts'

const YEAR_SECONDS = 365 * 86_400

/** A certificate for a name, valid now, and its key, as PEM files in a folder. */
export function selfSigned(folder: string, name: string) {
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const now = systemClock.now() / 1000
  const own = { subject: `/CN=${name}`, issuer: `/CN=${name}`, key: name, signedWith: name, serial: 1 }
  const validity = { notBefore: now - YEAR_SECONDS, notAfter: now + YEAR_SECONDS }
  writeFileSync(certificate, certificateOf({ ...own, ...validity, names: [name] }).pem)
  writeFileSync(key, keyFile(name), { mode: 0o600 })
  return { certificate, key }
}

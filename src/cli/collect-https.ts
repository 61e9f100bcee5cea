import type { SessionEnvironment } from '../config.ts'
import { sha256In } from '../model/fingerprint.ts'
import { Secret } from '../model/secret.ts'
import type { HttpsTarget } from '../transport/https/api.ts'
import { pinnedCertificates, vouchedCertificates } from '../transport/https/certificate.ts'
import type { CertificatePolicy } from '../transport/https/certificate.ts'
import type { CollectValues } from './collect-options.ts'
import { textOf } from './text-of.ts'
import { UsageError } from './usage.ts'

/** How to ask over HTTPS. Throws `UsageError`. */
export function httpsTargetOf(
  values: CollectValues,
  { host, port }: { readonly host: string; readonly port: number },
  session: SessionEnvironment,
  readSecret: () => string,
): HttpsTarget {
  const { 'api-token': tokenId = '' } = values
  if (!/^[^\s!@]+@[^\s!@]+![^\s!@=]+$/.test(tokenId))
    throw new UsageError(`--api-token takes the ID of a token, USER@REALM!TOKENID, and never its secret`)
  const entry = { host, port, certificate: certificatePolicy(values), learnt: false }
  return { entries: [entry], tokenId, tokenSecret: new Secret(secretOf(values, session, readSecret)) }
}

function certificatePolicy({ fingerprint, ca }: CollectValues): CertificatePolicy {
  if (fingerprint === undefined) return vouchedCertificates(ca === undefined ? null : textOf('--ca', ca))
  if (ca !== undefined) throw new UsageError('--fingerprint and --ca exclude each other')
  const sha256 = sha256In(fingerprint)
  if (sha256 !== null) return pinnedCertificates([sha256])
  throw new UsageError(
    `--fingerprint takes a SHA-256 fingerprint, SHA256:… or as \`pvenode cert info\` prints it, not ${fingerprint}`,
  )
}

function secretOf(values: CollectValues, { tokenSecret }: SessionEnvironment, readSecret: () => string): string {
  const file = values['token-secret-file']
  const given = values['token-secret-stdin']
    ? readSecret()
    : file === undefined
      ? tokenSecret
      : textOf('--token-secret-file', file)
  const secret = given?.trim() ?? ''
  if (secret === '')
    throw new UsageError(
      'there is no secret of the token: give --token-secret-stdin, --token-secret-file or PANORAMICA_TOKEN_SECRET',
    )
  return secret
}

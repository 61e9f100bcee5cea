import { createHash } from 'node:crypto'
import { createSecureContext, getCACertificates } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { asPveWrites, sha256In, sha256Of } from '../../model/fingerprint.ts'
import { Untrusted } from '../untrusted.ts'

/** The certificate at the other end of a connection. */
interface Shown {
  readonly der: Buffer
  /** Why the authorities do not vouch for it at this address; null where they do. */
  readonly objection: string | null
}

/** Decides on the certificate a node shows, before anything is sent to it. */
export interface CertificatePolicy {
  readonly context: SecureContext
  /** Throws `Untrusted` to refuse it. */
  check(shown: Shown): void
}

const HOW_TO_CHECK =
  'Compare it with what `pvenode cert info` says on the node, or with the certificate of pveproxy under its Certificates in the web interface.'

const textOf = (sha256: string): string => `${sha256} (${asPveWrites(sha256)})`

const fingerprintOf = (der: Buffer): string => sha256Of(createHash('sha256').update(der).digest())

/** Accepts exactly the certificates that were confirmed, whoever issued them and whatever name they are for. */
export function pinnedCertificates(fingerprints: readonly string[]): CertificatePolicy {
  const expected = fingerprints.map((text) => sha256In(text) ?? text)
  return {
    context: createSecureContext({ ca: [] }),
    check({ der }) {
      const sha256 = fingerprintOf(der)
      if (expected.includes(sha256)) return
      throw new Untrusted(
        `the certificate is not the one that was confirmed: expected ${expected.map(textOf).join(' or ')}, the node shows ${textOf(sha256)}`,
        `Nothing was sent. If the certificate was renewed, confirm the new one. ${HOW_TO_CHECK}`,
        { type: 'tls', sha256 },
        expected.join(' or '),
      )
    },
  }
}

/** Those that Node knows, and those of this machine. */
const authorities = (): string[] => [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]

/** Accepts what an authority vouches for: one of this machine, or of `pem`. */
export function vouchedCertificates(pem: string | null = null): CertificatePolicy {
  let context: SecureContext | null = null
  return {
    get context() {
      context ??= createSecureContext({ ca: [...authorities(), ...(pem === null ? [] : [pem])] })
      return context
    },
    check({ der, objection }) {
      if (objection === null) return
      const sha256 = fingerprintOf(der)
      throw new Untrusted(
        `the certificate is not known: ${textOf(sha256)}; no authority vouches for it (${objection})`,
        `Nothing was sent. ${HOW_TO_CHECK}`,
        { type: 'tls', sha256 },
      )
    },
  }
}

import { createHash, timingSafeEqual } from 'node:crypto'
import ssh2 from 'ssh2'
import type { ParsedKey } from 'ssh2'

export interface KeyPair {
  /** In OpenSSH's format. */
  readonly privateKey: string
  readonly publicKey: ParsedKey
}

/** A key made now; no two runs have the same. */
export function newKeyPair(): KeyPair {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync('ed25519')
    const parsed = ssh2.utils.parseKey(made.private)
    // ssh2 1.17 spells a key with leading zero bytes too short now and then.
    if (!(parsed instanceof Error)) return { privateKey: made.private, publicKey: parsed }
  }
}

/** As `ssh-keygen -lf` shows it. */
export const fingerprintOf = ({ publicKey }: KeyPair): string =>
  `SHA256:${createHash('sha256').update(publicKey.getPublicSSH()).digest('base64').replace(/=+$/, '')}`

export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

export function publicKeyOf(privateKey: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(privateKey)
  if (parsed instanceof Error) throw parsed
  return parsed
}

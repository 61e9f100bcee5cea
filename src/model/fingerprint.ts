const BYTES = 32

/** `SHA256:…` of a fingerprint as OpenSSH writes it, or as PVE and OpenSSL do (AA:BB:…); null for any other text. */
export function sha256In(text: string): string | null {
  const [, base64] = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text.trim()) ?? []
  if (base64 !== undefined) return `SHA256:${base64}`
  const pairs = /^[\dA-F]{2}(?::[\dA-F]{2}){31}$/i.test(text.trim()) ? text.trim().split(':') : []
  return pairs.length === BYTES ? sha256Of(Buffer.from(pairs.join(''), 'hex')) : null
}

/** A hash as OpenSSH writes it. */
export const sha256Of = (hash: Buffer): string => `SHA256:${hash.toString('base64').replace(/=+$/, '')}`

/** `SHA256:…` as PVE writes it: `AA:BB:…`. */
export const asPveWrites = (sha256: string): string =>
  [...Buffer.from(sha256.slice('SHA256:'.length), 'base64')]
    .map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
    .join(':')

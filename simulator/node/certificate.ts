import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** A certificate of the simulated fleet, in the encoding of X.690, section 10 (DER). */
export interface CertificateSpec {
  readonly subject: string
  readonly issuer: string
  /** Labels of the two keys: a key follows from its label. */
  readonly key: string
  readonly signedWith: string
  readonly serial: number
  readonly notBefore: number
  readonly notAfter: number
  readonly names: readonly string[]
}

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const { length } = body
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body])
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), body])
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), body])
}
const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts)
const identifier = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
/** Of a small number: as few bytes as hold it, the first without its highest bit. */
const integer = (value: number): Buffer => {
  const hex = value.toString(16)
  const even = hex.padStart(hex.length + (hex.length % 2), '0')
  return tlv(0x02, Buffer.from(Number.parseInt(even.slice(0, 2), 16) > 0x7f ? `00${even}` : even, 'hex'))
}

const ED25519 = sequence(identifier('2b6570'))
const NAME_PARTS: Readonly<Record<string, string>> = { CN: '550403', O: '55040a', OU: '55040b' }
const ALTERNATIVE_NAMES = '551d11'

/** `/CN=pve1.example.net/O=PVE Cluster Node` as a name. */
const nameOf = (slashed: string): Buffer =>
  sequence(
    ...slashed
      .split('/')
      .slice(1)
      .map((part) => {
        const [key = '', value = ''] = part.split('=', 2)
        return tlv(0x31, sequence(identifier(NAME_PARTS[key] ?? '550403'), tlv(0x0c, Buffer.from(value))))
      }),
  )

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280, section 4.1.2.5). */
function timeOf(seconds: number): Buffer {
  const digits = `${new Date(seconds * 1000).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`
  return digits < '2050' ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits))
}

function keyFrom(label: string): KeyObject {
  const seed = createHash('sha256').update(label).digest()
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

const publicKeyOf = (label: string): Buffer => createPublicKey(keyFrom(label)).export({ format: 'der', type: 'spki' })

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    /^[\d.]+$/.test(name) ? tlv(0x87, Buffer.from(name.split('.').map(Number))) : tlv(0x82, Buffer.from(name)),
  )
  return sequence(identifier(ALTERNATIVE_NAMES), tlv(0x04, sequence(...entries)))
}

const TRUE = tlv(0x01, Buffer.from([0xff]))
/** May issue others: critical, `cA` (RFC 5280, section 4.2.1.9). */
const OF_AUTHORITY = sequence(identifier('551d13'), TRUE, tlv(0x04, sequence(TRUE)))

function extensions({ names, subject, issuer }: CertificateSpec): Buffer[] {
  const all = [...(names.length > 0 ? [alternativeNames(names)] : []), ...(subject === issuer ? [OF_AUTHORITY] : [])]
  return all.length > 0 ? [tlv(0xa3, sequence(...all))] : []
}

function derOf(spec: CertificateSpec): Buffer {
  const contents = sequence(
    tlv(0xa0, integer(2)),
    integer(spec.serial),
    ED25519,
    nameOf(spec.issuer),
    sequence(timeOf(spec.notBefore), timeOf(spec.notAfter)),
    nameOf(spec.subject),
    publicKeyOf(spec.key),
    ...extensions(spec),
  )
  const signature = sign(null, contents, keyFrom(spec.signedWith))
  return sequence(contents, ED25519, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])))
}

/** The private key of that label, as PEM. */
export const keyFile = (label: string): string => keyFrom(label).export({ format: 'pem', type: 'pkcs8' }).toString()

export interface Certificate {
  readonly pem: string
  readonly fingerprint: string
}

export function certificateOf(spec: CertificateSpec): Certificate {
  const der = derOf(spec)
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase()
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    fingerprint: digest.match(/../g)?.join(':') ?? '',
  }
}

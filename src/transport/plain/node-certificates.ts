import { X509Certificate } from 'node:crypto'
import { FailureError } from '../../model/failure.ts'
import type { PlainRoute } from './route.ts'
import { orNull } from './sources.ts'

const OWN = '/etc/pve/local/pve-ssl.pem'

export const nodeCertificates: PlainRoute = {
  path: '/nodes/{node}/certificates/info',
  programs: [],
  files: ['/etc/pve/pve-root-ca.pem', OWN, '/etc/pve/local/pveproxy-ssl.pem'],
  preferred: false,
  build(sources) {
    const pems = [
      { filename: 'pve-root-ca.pem', pem: orNull(() => sources.file('/etc/pve/pve-root-ca.pem')) },
      { filename: 'pve-ssl.pem', pem: sources.file(OWN) },
      { filename: 'pveproxy-ssl.pem', pem: orNull(() => sources.file('/etc/pve/local/pveproxy-ssl.pem')) },
    ]
    return pems.flatMap(({ filename, pem }) => (pem === null ? [] : [certificateRow(filename, pem)]))
  },
}

function certificateRow(filename: string, pem: string): Record<string, unknown> {
  const certificate = certificateOf(filename, pem)
  return {
    filename,
    subject: slashed(certificate.subject),
    issuer: slashed(certificate.issuer),
    notbefore: certificate.validFromDate.getTime() / 1000,
    notafter: certificate.validToDate.getTime() / 1000,
    fingerprint: certificate.fingerprint256,
    san: alternativeNames(certificate.subjectAltName),
  }
}

function certificateOf(filename: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new FailureError('bad-reply', `${filename} does not hold a certificate`, null, { cause })
  }
}

/** Node prints a name as lines, PVE as OpenSSL's one line did. */
const slashed = (name: string): string =>
  name
    .split('\n')
    .map((part) => `/${part}`)
    .join('')

/** `DNS:pve1, IP Address:192.0.2.2`; PVE spells IPv6 addresses in full. */
function alternativeNames(names: string | undefined): string[] {
  return (names ?? '').split(', ').flatMap((entry) => {
    const [, kind, name] = /^(DNS|IP Address):(.+)$/s.exec(entry) ?? []
    if (name === undefined) return []
    return kind === 'IP Address' && name.includes(':') ? [inFull(name)] : [name]
  })
}

const inFull = (ipv6: string): string =>
  ipv6
    .split(':')
    .map((group) => group.toLowerCase().padStart(4, '0'))
    .join(':')

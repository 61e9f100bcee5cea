import { dice } from '../dice.ts'
import type { Node } from '../fleet/fleet.ts'
import { lanAddress } from '../fleet/network.ts'
import { DAY } from '../rhythm.ts'
import type { View } from '../state/view.ts'
import { certificateOf } from './certificate.ts'
import type { Certificate, CertificateSpec } from './certificate.ts'

interface CertificateFile extends Certificate {
  readonly filename: 'pve-root-ca.pem' | 'pve-ssl.pem' | 'pveproxy-ssl.pem'
  readonly spec: CertificateSpec
}

const YEAR = 365 * DAY

/** What each node had last, and of what it was made: signing takes its time. */
const made = new WeakMap<Node, { readonly key: string; readonly files: readonly CertificateFile[] }>()

export function certificatesOf(view: View): readonly CertificateFile[] {
  const specs = specsOf(view)
  const key = JSON.stringify(specs)
  const last = made.get(view.node)
  if (last?.key === key) return last.files
  const files = specs.map(([filename, spec]) => ({ filename, spec, ...certificateOf(spec) }))
  made.set(view.node, { key, files })
  return files
}

/** The cluster's authority, the node's own, and on some nodes one of a public authority. */
function specsOf(view: View): readonly (readonly [CertificateFile['filename'], CertificateSpec])[] {
  const { cluster, label, name, index } = view.node
  const { reinstallations } = view.circumstances
  const random = dice(label, 'certificates')
  const authority = dice(cluster.site.label, 'authority').hex(32)
  const issuer = `/CN=Proxmox Virtual Environment/OU=${authority}/O=PVE Cluster Manager CA`
  const notBefore = Math.floor(view.seconds / YEAR) * YEAR - random.int(100, 300) * DAY
  const host = `${name}.${cluster.domain}`
  const ca = `${cluster.site.label}/ca`
  const root = {
    subject: issuer,
    issuer,
    key: ca,
    signedWith: ca,
    serial: 1,
    notBefore,
    notAfter: notBefore + 10 * YEAR,
    names: [],
  }
  const own = {
    subject: `/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=${host}`,
    issuer,
    key: `${label}/ssl/${reinstallations}`,
    signedWith: ca,
    serial: 256 * reinstallations + index + 2,
    notBefore,
    notAfter: notBefore + 2 * YEAR,
    names: ['127.0.0.1', 'localhost', lanAddress(cluster.site, index), name, host],
  }
  const bought = random.chance(0.25) && reinstallations === 0
  return [
    ['pve-root-ca.pem', root],
    ['pve-ssl.pem', own],
    ...(bought ? [['pveproxy-ssl.pem', publicCertificate(view, host)] as const] : []),
  ]
}

/** Renewed each 60 days; one in ten is forgotten. */
function publicCertificate({ node, seconds }: View, host: string): CertificateSpec {
  const forgotten = dice(node.label, 'renewal').chance(0.1)
  const notBefore = Math.floor(seconds / (60 * DAY)) * 60 * DAY - (forgotten ? 85 * DAY : 0)
  const issuer = "/O=Let's Encrypt/CN=R11"
  return {
    subject: `/CN=${host}`,
    issuer,
    key: `${node.label}/proxy`,
    signedWith: 'public authority',
    serial: 77,
    notBefore,
    notAfter: notBefore + 90 * DAY,
    names: [host],
  }
}

/** What the node shows over HTTPS: the bought one where there is one (PVE/Service/pveproxy.pm). */
export function shownCertificate(view: View): CertificateFile {
  const shown = certificatesOf(view).at(-1)
  if (!shown) throw new RangeError(`${view.node.name} has no certificate`)
  return shown
}

export const pemFile = (view: View, filename: CertificateFile['filename']): string | null =>
  certificatesOf(view).find((file) => file.filename === filename)?.pem ?? null

import { semaphore } from '../lib/semaphore.ts'
import type { Semaphore } from '../lib/semaphore.ts'
import type { ApiAccess, KnownNode, Pin, Remote, SshAccess } from '../model/remote.ts'
import { pinnedAs } from '../transport/host-keys.ts'
import type { HttpsTarget, KnownEntry } from '../transport/https/api.ts'
import { pinnedCertificates } from '../transport/https/certificate.ts'
import type { CertificatePolicy } from '../transport/https/certificate.ts'
import { AT_ONCE } from '../transport/https/ports.ts'
import type { SshTarget } from '../transport/ssh.ts'

/** Where one node is reached, how, and which keys are trusted. */
export interface Access {
  readonly address: string
  readonly ssh: SshAccess | null
  readonly api: ApiAccess | null
  readonly pins: readonly Pin[]
  /** Which node of a remote it is; missing for whichever is at the address. */
  readonly member?: Membership
}

/** A node and the other members, which answer for it over HTTPS. */
interface Membership {
  readonly name: string
  /** The address the operator gave for the remote. */
  readonly entrance: string
  readonly others: readonly string[]
  readonly turns: Semaphore
}

/** The key or certificate that is trusted at a place, if one was confirmed or learnt. */
export const pinAt = (pins: readonly Pin[], kind: Pin['kind'], host: string, port: number): Pin | null =>
  pins.find((pin) => pin.kind === kind && pin.host === host && pin.port === port) ?? null

export const KINDS: readonly Pin['kind'][] = ['ssh', 'tls']

/** Null where there is no such access. */
export const portOf = ({ ssh, api }: Pick<Remote, 'ssh' | 'api'>, kind: Pin['kind']): number | null =>
  (kind === 'ssh' ? ssh : api)?.port ?? null

/**
 * How to reach a remote's nodes: those with a trusted key over SSH, all of them over HTTPS, where any member answers for
 * the others. The rest is known only from their cluster.
 */
export function trustedNodes(
  { address: entrance, ssh, api, pins }: Remote,
  nodes: readonly KnownNode[],
): { node: KnownNode; access: Access }[] {
  const turns = semaphore(AT_ONCE)
  const present = nodes.filter(({ gone }) => gone === null)
  return present.flatMap((node) => {
    const { name, address } = node
    const others = present.map((other) => other.address).filter((other) => other !== address && other !== entrance)
    const ownSsh = ssh && { ...ssh, port: node.sshPort ?? ssh.port }
    const trustedSsh = ownSsh && pinAt(pins, 'ssh', address, ownSsh.port) ? ownSsh : null
    if (!trustedSsh && !api) return []
    return [{ node, access: { address, ssh: trustedSsh, api, pins, member: { name, entrance, others, turns } } }]
  })
}

/** `agent`: the socket of the agent of whoever runs Panoramica. */
export function sshTarget({ address, pins }: Access, ssh: SshAccess, agent: string | undefined): SshTarget {
  const pin = pinAt(pins, 'ssh', address, ssh.port)
  const { port, username, privateKey, passphrase, password, useAgent, sudo } = ssh
  return {
    host: address,
    port,
    username,
    sudo,
    hostKey: pinnedAs(pin ? [pin] : []),
    ...(privateKey && { privateKey: privateKey.reveal() }),
    ...(passphrase && { passphrase: passphrase.reveal() }),
    ...(password && { password: password.reveal() }),
    ...(useAgent && agent !== undefined && { agent }),
  }
}

/**
 * The node itself, the address the operator gave, then other members. Where nobody confirmed a certificate for that
 * address, `authorities` decide on all of them; else only members whose certificate is known are asked.
 */
export function httpsTarget(
  { address, pins, member }: Access,
  api: ApiAccess,
  authorities: CertificatePolicy,
): HttpsTarget {
  const { entrance = address, others = [] } = member ?? {}
  const confirmed = pinAt(pins, 'tls', entrance, api.port)
  const entries = [...new Set([address, entrance, ...others])].flatMap((host): KnownEntry[] => {
    const pin = pinAt(pins, 'tls', host, api.port)
    if (!pin && confirmed) return []
    const certificate = pin ? pinnedCertificates([pin.sha256]) : authorities
    return [{ host, port: api.port, certificate, learnt: host !== entrance && pin?.keyType !== null }]
  })
  return { entries, tokenId: api.tokenId, tokenSecret: api.tokenSecret }
}

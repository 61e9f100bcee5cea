import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Fingerprint } from '../model/desk.ts'
import { sha256Of } from '../model/fingerprint.ts'
import type { Pin } from '../model/remote.ts'
import { Untrusted } from './untrusted.ts'

/** Decides on the key a node shows. Throws `Untrusted` to refuse it. */
export interface HostKeyPolicy {
  check(key: Buffer): void
  /** Key types to ask the node for, where only some can be recognised. */
  readonly types: readonly string[] | null
}

/** A public key blob starts with its type, length first (RFC 4253, section 6.6). */
export function fingerprintOf(key: Buffer): Fingerprint {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  const type = length > 0 && length <= 64 ? key.toString('latin1', 4, 4 + length).replace(/[^\w@.-]/g, '?') : 'unknown'
  return { type, sha256: sha256Of(createHash('sha256').update(key).digest()) }
}

const HOW_TO_CHECK =
  'Compare it with what `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` says on the node (use the file of the same key type).'

const unknownKey = (offered: Fingerprint): Untrusted =>
  new Untrusted(`the host key is not known: ${offered.type} ${offered.sha256}`, HOW_TO_CHECK, offered)

const changedKey = (offered: Fingerprint, expected: readonly string[]): Untrusted =>
  new Untrusted(
    `the host key is not the one that was confirmed: expected ${expected.join(' or ')}, the node shows ${offered.type} ${offered.sha256}`,
    `Nothing was sent. If the node was reinstalled, confirm the new key. ${HOW_TO_CHECK}`,
    offered,
    expected.join(' or '),
  )

/** Accepts exactly the fingerprints an operator confirmed; with none, every key is unknown. */
export function pinned(fingerprints: readonly string[]): HostKeyPolicy {
  const expected = fingerprints.map((text) => text.trim().replace(/=+$/, ''))
  return {
    types: null,
    check(key) {
      const offered = fingerprintOf(key)
      if (expected.length === 0) throw unknownKey(offered)
      if (!expected.includes(offered.sha256)) throw changedKey(offered, expected)
    },
  }
}

/** The same for kept pins. Where the type of every key is known, the node is asked for these types only. */
export function pinnedAs(pins: readonly Pick<Pin, 'sha256' | 'keyType'>[]): HostKeyPolicy {
  const types = pins.flatMap(({ keyType }) => keyType ?? [])
  const allTyped = types.length > 0 && types.length === pins.length
  return { ...pinned(pins.map(({ sha256 }) => sha256)), types: allTyped ? types : null }
}

interface KnownKey {
  readonly revoked: boolean
  readonly key: Buffer
}

/** Accepts what an OpenSSH known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) holds for this host and port. */
export function knownHosts(text: string, host: string, port: number): HostKeyPolicy {
  const known = knownKeys(text, port === 22 ? host : `[${host}]:${String(port)}`)
  const types = [...new Set(known.filter(({ revoked }) => !revoked).map(({ key }) => fingerprintOf(key).type))]
  return {
    types: types.length > 0 ? types : null,
    check(key) {
      const offered = fingerprintOf(key)
      const same = known.filter((entry) => entry.key.equals(key))
      if (same.some(({ revoked }) => revoked))
        throw new Untrusted(`the host key is marked as revoked: ${offered.sha256}`, HOW_TO_CHECK, offered)
      if (same.length > 0) return
      if (known.length === 0) throw unknownKey(offered)
      throw changedKey(
        offered,
        known.map((entry) => fingerprintOf(entry.key).sha256),
      )
    },
  }
}

/** What a known_hosts file holds for a name, in its order. */
export function knownKeys(text: string, name: string): KnownKey[] {
  return text.split('\n').flatMap((line): KnownKey[] => {
    const words = line.trim().split(/\s+/)
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined
    const [hosts, , key] = words
    if (!hosts || !key || hosts.startsWith('#') || marker === '@cert-authority') return []
    return matches(hosts, name) ? [{ revoked: marker === '@revoked', key: Buffer.from(key, 'base64') }] : []
  })
}

function matches(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) return matchesHashed(hosts, name)
  const patterns = hosts.split(',')
  const hit = (pattern: string): boolean => wildcard(pattern.toLowerCase(), name.toLowerCase())
  return (
    !patterns.some((p) => p.startsWith('!') && hit(p.slice(1))) && patterns.some((p) => !p.startsWith('!') && hit(p))
  )
}

function matchesHashed(entry: string, name: string): boolean {
  const [, , salt = '', hash = ''] = entry.split('|')
  const expected = Buffer.from(hash, 'base64')
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest()
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function wildcard(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`).test(name)
}

import { isIP } from 'node:net'
import type { Fingerprint } from '../model/desk.ts'
import { fingerprintOf, knownKeys } from './host-keys.ts'
import type { Link } from './section.ts'
import { programOutput } from './shell.ts'

/** The key or certificate that a cluster knows a member by; null where it knows none, or where `ip` is no address. */
export type MemberKeys = (name: string, ip: string) => Fingerprint | null

/** Three lines for each of some 80 members. */
const MOST_LINES = 256
/** A name, its hash, or `*`; a pattern would take long to match. The key is one of up to 16384 bits. */
const LINE = /^(?:@revoked )?(?:\*|[\w.:,|+/=[\]-]{1,255}) [\w-]{1,32} [A-Za-z0-9+/=]{1,4096}(?: |$)/
const KEY_TYPES = ['ssh-rsa', 'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521']

const noMemberKeys: MemberKeys = () => null

/** Asks a trusted member how the cluster knows the others: one channel. Whatever goes wrong, there are no keys to trust. */
export async function memberKeys(link: Link): Promise<MemberKeys> {
  try {
    const [reply] = await link.exchange([{ kind: 'program', name: 'member-keys' }])
    return reply ? keysIn(programOutput('member-keys', reply).stdout) : noMemberKeys
  } catch {
    return noMemberKeys
  }
}

/** PVE looks for the name (HostKeyAlias in PVE/SSHInfo.pm), older tools for the address. The first key found counts. */
export function keysIn(text: string): MemberKeys {
  const lines = text
    .split('\n', MOST_LINES)
    .map((line) => line.trim())
    .filter((line) => LINE.test(line))
    .join('\n')
  const keyOf = (name: string): Fingerprint | undefined => {
    const known = knownKeys(lines, name)
    const revoked = known.filter((entry) => entry.revoked)
    return known
      .filter(({ key }) => !revoked.some((entry) => entry.key.equals(key)))
      .map(({ key }) => fingerprintOf(key))
      .find(({ type }) => KEY_TYPES.includes(type))
  }
  return (name, ip) => (isIP(ip) === 0 ? null : (keyOf(name) ?? keyOf(ip) ?? null))
}

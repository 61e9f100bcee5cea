import type { ApiAccess, Pin, Remote, RemoteChange, SshAccess } from '../model/remote.ts'
import { pinAt } from './targets.ts'
import type { Access } from './targets.ts'

/** The stored form of a change: whole parts, what was left out filled from before. */
export function changedRemote(before: Remote, change: RemoteChange): Partial<Omit<Remote, 'id' | 'addedAt' | 'pins'>> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.address !== undefined && { address: change.address }),
    ...(change.site !== undefined && { site: change.site }),
    ...(change.ssh !== undefined && { ssh: merged(NEW_SSH, before.ssh, change.ssh) }),
    ...(change.api !== undefined && { api: merged(NEW_API, before.api, change.api) }),
  }
}

/** How the remote would be reached after the change, with the key the operator confirms for it. */
export function changedAccess(before: Remote, change: RemoteChange): Access {
  const { address, ssh, api, pins } = { ...before, ...changedRemote(before, change) }
  const confirmed = [
    ...confirmedPin('ssh', address, ssh, change.sshHostKeySha256),
    ...confirmedPin('tls', address, api, change.tlsFingerprintSha256),
  ]
  const others = pins.filter(({ kind, host, port }) => !pinAt(confirmed, kind, host, port))
  return { address, ssh, api, pins: [...others, ...confirmed] }
}

/** The key or certificate that the operator confirms for an address, if any. */
export const confirmedPin = (
  kind: Pin['kind'],
  host: string,
  access: SshAccess | ApiAccess | null,
  sha256: string | null | undefined,
): Pin[] => (access && sha256 ? [{ kind, host, port: access.port, sha256, keyType: null }] : [])

const NEW_SSH: SshAccess = {
  port: 22,
  username: 'root',
  privateKey: null,
  passphrase: null,
  password: null,
  useAgent: false,
  sudo: false,
}
const NEW_API: Pick<ApiAccess, 'port'> = { port: 8006 }

/** Null takes an access away. What is not given of a new one is as usual; a token always is. */
const merged = <T extends object>(usual: Partial<T>, before: T | null, change: Partial<T> | null): T | null =>
  change && ({ ...usual, ...before, ...change } as T)

import { FailureError } from '../model/failure.ts'
import type { ApiAccess, Pin, Remote, RemoteChange, SshAccess } from '../model/remote.ts'
import type { Access } from './targets.ts'

/** The stored form of a change: whole parts, what was left out filled from before. */
export function changedRemote(before: Remote, change: RemoteChange): Partial<Omit<Remote, 'id' | 'addedAt' | 'pins'>> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.address !== undefined && { address: change.address }),
    ...(change.ssh !== undefined && { ssh: merged<SshAccess>(before.ssh, change.ssh) }),
    ...(change.api !== undefined && { api: merged<ApiAccess>(before.api, change.api) }),
  }
}

/** How the remote would be reached after the change, with the key the operator confirms for it. */
export function changedAccess(before: Remote, change: RemoteChange): Access {
  const after = { ...before, ...changedRemote(before, change) }
  const { address, ssh } = after
  const { sshHostKeySha256: sha256 } = change
  if (!ssh || sha256 === undefined) return { address, ssh, pins: before.pins }
  const pin: Pin = { kind: 'ssh', host: address, port: ssh.port, sha256, keyType: null }
  const others = before.pins.filter(
    ({ kind, host, port }) => !(kind === 'ssh' && host === address && port === ssh.port),
  )
  return { address, ssh, pins: [...others, pin] }
}

function merged<T extends object>(before: T | null, change: Partial<T> | null): T | null {
  if (change === null) return null
  if (before === null)
    throw new FailureError('forbidden', 'this remote has no such access to change', 'Give all of it.')
  return { ...before, ...change }
}

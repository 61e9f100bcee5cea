import { FailureError } from '../model/failure.ts'
import type { Pin, SshAccess } from '../model/remote.ts'
import { pinned } from '../transport/host-keys.ts'
import type { SshTarget } from '../transport/ssh.ts'

/** Where one node is reached, how, and which keys the operator confirmed. */
export interface Access {
  readonly address: string
  readonly ssh: SshAccess | null
  readonly pins: readonly Pin[]
}

/** `agent`: the socket of the agent of whoever runs Panoramica. */
export function sshTarget({ address, ssh, pins }: Access, agent: string | undefined): SshTarget {
  if (!ssh) throw new FailureError('forbidden', 'this remote has no SSH access', 'Give an SSH user and key.')
  const confirmed = pins.filter(({ kind, host, port }) => kind === 'ssh' && host === address && port === ssh.port)
  const { port, username, privateKey, passphrase, password, useAgent, sudo } = ssh
  return {
    host: address,
    port,
    username,
    sudo,
    hostKey: pinned(confirmed.map(({ sha256 }) => sha256)),
    ...(privateKey && { privateKey: privateKey.reveal() }),
    ...(passphrase && { passphrase: passphrase.reveal() }),
    ...(password && { password: password.reveal() }),
    ...(useAgent && agent !== undefined && { agent }),
  }
}

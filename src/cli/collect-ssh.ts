import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionEnvironment } from '../config.ts'
import { knownHosts, pinned } from '../transport/host-keys.ts'
import type { HostKeyPolicy } from '../transport/host-keys.ts'
import type { SshTarget } from '../transport/ssh.ts'
import type { CollectValues } from './collect-options.ts'
import { textOf } from './text-of.ts'
import { UsageError } from './usage.ts'

/** How to sign in over SSH. Throws `UsageError`. */
export const sshTargetOf = (
  values: CollectValues,
  place: Pick<SshTarget, 'host' | 'port' | 'username'>,
  session: SessionEnvironment,
  readSecret: () => string,
): SshTarget => ({
  ...place,
  sudo: values.sudo ?? false,
  hostKey: hostKeyPolicy(values, place.host, place.port, session),
  ...signIn(values, session, readSecret),
})

function hostKeyPolicy(values: CollectValues, host: string, port: number, { home }: SessionEnvironment): HostKeyPolicy {
  const fingerprint = values['host-key']
  const file = values['known-hosts']
  if (fingerprint !== undefined) {
    if (file !== undefined) throw new UsageError('--host-key and --known-hosts exclude each other')
    if (!/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(fingerprint))
      throw new UsageError(
        `--host-key takes a fingerprint as \`ssh-keygen -lf\` prints it, SHA256:…, not ${fingerprint}`,
      )
    return pinned([fingerprint])
  }
  if (file !== undefined) return knownHosts(textOf('--known-hosts', file), host, port)
  const standard = join(home, '.ssh', 'known_hosts')
  return existsSync(standard) ? knownHosts(textOf('--known-hosts', standard), host, port) : pinned([])
}

function signIn(
  values: CollectValues,
  { home, agent }: SessionEnvironment,
  readSecret: () => string,
): Pick<SshTarget, 'privateKey' | 'passphrase' | 'password' | 'agent'> {
  if (values['password-stdin']) return { password: readSecret() }
  const passphrase = values['passphrase-stdin'] ? { passphrase: readSecret() } : {}
  if (values.key !== undefined) return { privateKey: textOf('--key', values.key), ...passphrase }
  const standard = ['id_ed25519', 'id_ecdsa', 'id_rsa']
    .map((name) => join(home, '.ssh', name))
    .find((file) => existsSync(file))
  if (agent !== undefined) return { agent }
  if (standard === undefined)
    throw new UsageError('there is no key in ~/.ssh and no SSH agent: give --key or --password-stdin')
  return { privateKey: textOf('--key', standard), ...passphrase }
}

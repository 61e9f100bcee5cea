import { FailureError } from '../model/failure.ts'
import type { KnownNode, Pin, Remote, SshAccess } from '../model/remote.ts'
import { pinnedAs } from '../transport/host-keys.ts'
import type { SshTarget } from '../transport/ssh.ts'

/** Where one node is reached, how, and which keys are trusted. */
export interface Access {
  readonly address: string
  readonly ssh: SshAccess | null
  readonly pins: readonly Pin[]
}

/** The key of a node at its own address, if one was confirmed or learnt: without one it is not signed in to. */
export const sshPin = (pins: readonly Pin[], address: string, port: number): Pin | null =>
  pins.find((pin) => pin.kind === 'ssh' && pin.host === address && pin.port === port) ?? null

/** How to reach those of a remote's nodes that have a trusted key; the others are known only from their cluster. */
export const trustedNodes = (
  { ssh, pins }: Remote,
  nodes: readonly KnownNode[],
): { node: KnownNode; access: Access }[] =>
  nodes
    .filter(({ address }) => ssh && sshPin(pins, address, ssh.port))
    .map((node) => ({ node, access: { address: node.address, ssh, pins } }))

/** `agent`: the socket of the agent of whoever runs Panoramica. */
export function sshTarget({ address, ssh, pins }: Access, agent: string | undefined): SshTarget {
  if (!ssh) throw new FailureError('forbidden', 'this remote has no SSH access', 'Give an SSH user and key.')
  const pin = sshPin(pins, address, ssh.port)
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

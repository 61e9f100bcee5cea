import { by } from '../lib/order.ts'
import type { FiledRemote } from '../model/filed-remote.ts'
import type { ApiAccess, Pin, Remote, RemoteChange, SshAccess } from '../model/remote.ts'
import { Secret } from '../model/secret.ts'
import { pinAt } from './targets.ts'

/** Whether a remote is kept as the file has it, secrets included. */
export function isAsFiled({ name, address, site, ssh, api, pins }: Remote, one: FiledRemote): boolean {
  const isPinned = (kind: Pin['kind'], port: number | undefined, sha256: string | null): boolean =>
    port === undefined || sha256 === null || pinAt(pins, kind, address, port)?.sha256 === sha256
  return (
    name === one.name &&
    address === one.address &&
    site === one.site &&
    revealed(ssh) === revealed(one.ssh) &&
    revealed(api) === revealed(one.api) &&
    isPinned('ssh', ssh?.port, one.sshHostKeySha256) &&
    isPinned('tls', api?.port, one.tlsFingerprintSha256)
  )
}

/** An access in full, to be compared and never shown. */
const revealed = (access: SshAccess | ApiAccess | null): string =>
  JSON.stringify(
    Object.entries(access ?? {})
      .map(([key, value]: [string, unknown]) => [key, value instanceof Secret ? value.reveal() : value] as const)
      .sort(by(([key]) => key)),
  )

/** Everything as the file has it. */
export function changeTo({
  name,
  address,
  site,
  ssh,
  api,
  sshHostKeySha256,
  tlsFingerprintSha256,
}: FiledRemote): RemoteChange {
  const hostKey = sshHostKeySha256 === null ? {} : { sshHostKeySha256 }
  const certificate = tlsFingerprintSha256 === null ? {} : { tlsFingerprintSha256 }
  return { name, address, site, ssh, api, ...hostKey, ...certificate }
}

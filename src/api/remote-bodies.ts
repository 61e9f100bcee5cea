import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { sha256In } from '../model/fingerprint.ts'
import type { ApiAccess, Remote, RemoteChange, RemoteInput, SshAccess } from '../model/remote.ts'
import { Secret } from '../model/secret.ts'

const secret = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .transform((text) => new Secret(text))

const FORBIDDEN_IN_ADDRESS = 'must be a host name or an IP address; ports go into ssh.port and api.port'

const isAddress = (text: string): boolean =>
  text.includes(':') ? isIPv6(text) : /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?$/.test(text)

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('how it is shown; without one it is named after its cluster or node')
export const addressShape = z
  .string()
  .min(1)
  .max(253)
  .refine(isAddress, FORBIDDEN_IN_ADDRESS)
  .describe('host name or IP address of any node of the cluster')
/** What the sites of remotes and processes are called. */
const siteShape = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits and hyphens')
  .describe('where it is, for example milan: processes of that site read it')
export const portShape = z.int().min(1).max(65_535)

/** As OpenSSH prints it; some tools keep the padding. */
export const sha256Shape = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must be SHA256: and 43 characters, as ssh-keygen -lf prints it')
  .transform((text) => text.replace('=', ''))

/** Either so, or as PVE and OpenSSL print it. */
const certificateShape = z
  .string()
  .regex(
    /^(?:SHA256:[A-Za-z0-9+/]{43}=?|[\dA-Fa-f]{2}(?::[\dA-Fa-f]{2}){31})$/,
    'must be SHA256: and 43 characters, or 32 pairs as pvenode cert info prints it',
  )
  .transform((text) => sha256In(text) ?? text)

const ssh = {
  port: portShape.describe('port of sshd'),
  username: z
    .string()
    .max(64)
    .regex(/^[^\s\p{C}-][^\s\p{C}]*$/u, 'must be a user name')
    .describe('who signs in'),
  private_key: secret(32_768).describe('private key in PEM or OpenSSH format'),
  passphrase: secret(1024).describe('what opens the private key'),
  password: secret(1024).describe('password of the user'),
  use_agent: z.boolean().describe('whether the SSH agent of whoever runs Panoramica signs in'),
  sudo: z.boolean().describe("whether root's rights come from sudo without a password"),
  host_key_sha256: sha256Shape.describe('the host key that is trusted, SHA256:…'),
}

const api = {
  port: portShape.describe('port of pveproxy'),
  token_id: z
    .string()
    .max(128)
    .regex(/^[^\s!@]+@[^\s!@]+![^\s!@]+$/, 'must be USER@REALM!TOKENID')
    .describe('USER@REALM!TOKENID'),
  token_secret: secret(256).describe('secret of the API token'),
  fingerprint_sha256: certificateShape.describe('the certificate that is trusted, SHA256:… or AA:BB:…'),
}

const NO_SIGN_IN = 'needs at least one of private_key, password and use_agent'
export const NO_ACCESS = 'needs ssh, api, or both'

export const newRemoteShape = z.strictObject({
  name: name.optional(),
  address: addressShape,
  site: siteShape.nullable().optional(),
  ssh: z
    .strictObject({
      port: ssh.port.default(22),
      username: ssh.username.default('root'),
      private_key: ssh.private_key.optional(),
      passphrase: ssh.passphrase.optional(),
      password: ssh.password.optional(),
      use_agent: ssh.use_agent.default(false),
      sudo: ssh.sudo.default(false),
      host_key_sha256: ssh.host_key_sha256.optional(),
    })
    .refine(({ private_key, password, use_agent }) => Boolean(private_key ?? password) || use_agent, NO_SIGN_IN)
    .optional(),
  api: z
    .strictObject({ ...api, port: api.port.default(8006), fingerprint_sha256: api.fingerprint_sha256.optional() })
    .optional(),
})

export const remoteChangeShape = z.strictObject({
  name: name.optional(),
  address: addressShape.optional(),
  site: siteShape.nullable().optional().describe('null takes it away'),
  ssh: z
    .strictObject({
      ...ssh,
      private_key: ssh.private_key.nullable().describe('null takes it away'),
      passphrase: ssh.passphrase.nullable().describe('null takes it away'),
      password: ssh.password.nullable().describe('null takes it away'),
    })
    .partial()
    .nullable()
    .optional()
    .describe('null takes it away'),
  api: z.strictObject(api).partial().nullable().optional().describe('null takes it away'),
})

export function remoteInputOf({ name, address, site, ssh, api }: z.output<typeof newRemoteShape>): RemoteInput {
  return {
    name: name ?? null,
    address,
    ssh: ssh ? newSshAccess(ssh) : null,
    api: api ? { port: api.port, tokenId: api.token_id, tokenSecret: api.token_secret } : null,
    sshHostKeySha256: ssh?.host_key_sha256 ?? null,
    tlsFingerprintSha256: api?.fingerprint_sha256 ?? null,
    site: site ?? null,
  }
}

function newSshAccess(ssh: NonNullable<z.output<typeof newRemoteShape>['ssh']>): SshAccess {
  const { port, username, private_key = null, passphrase = null, password = null, use_agent, sudo } = ssh
  return { port, username, privateKey: private_key, passphrase, password, useAgent: use_agent, sudo }
}

/** What of a remote is missing as it would be after a change, by parameter; null where nothing is. */
export function missingAfter(before: Remote, change: RemoteChange): { parameter: string; wrong: string } | null {
  const after = <T extends object>(was: T | null, now: Partial<T> | null | undefined): Partial<T> | null =>
    now === undefined ? was : now && { ...was, ...now }
  const [ssh, api] = [after(before.ssh, change.ssh), after(before.api, change.api)]
  if (!ssh && !api) return { parameter: 'body.ssh', wrong: NO_ACCESS }
  if (ssh && !(ssh.privateKey ?? ssh.password ?? ssh.useAgent)) return { parameter: 'body.ssh', wrong: NO_SIGN_IN }
  if (api && !(api.tokenId && api.tokenSecret))
    return { parameter: 'body.api', wrong: 'needs token_id and token_secret' }
  return null
}

type Change = z.output<typeof remoteChangeShape>

export function remoteChangeOf({ name, address, site, ssh, api }: Change): RemoteChange {
  return given<RemoteChange>({
    name,
    address,
    site,
    ssh: ssh && changedSshAccess(ssh),
    api: api && changedApiAccess(api),
    sshHostKeySha256: ssh?.host_key_sha256,
    tlsFingerprintSha256: api?.fingerprint_sha256,
  })
}

function changedSshAccess(ssh: NonNullable<Change['ssh']>): Partial<SshAccess> {
  const { port, username, private_key, passphrase, password, use_agent, sudo } = ssh
  return given<SshAccess>({ port, username, privateKey: private_key, passphrase, password, useAgent: use_agent, sudo })
}

const changedApiAccess = ({ port, token_id, token_secret }: NonNullable<Change['api']>): Partial<ApiAccess> =>
  given<ApiAccess>({ port, tokenId: token_id, tokenSecret: token_secret })

/** What was left out must be missing, not undefined: a merge would take undefined for a value. */
const given = <T extends object>(parts: { readonly [Key in keyof T]?: T[Key] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<T>

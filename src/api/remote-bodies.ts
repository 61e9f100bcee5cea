import { isIPv6 } from 'node:net'
import { z } from 'zod'
import type { ApiAccess, RemoteChange, RemoteInput, SshAccess } from '../model/remote.ts'
import { Secret } from '../model/secret.ts'

const secret = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .transform((text) => new Secret(text))

const FORBIDDEN_IN_ADDRESS = 'must be a host name or an IP address; the port goes into ssh.port'

const isAddress = (text: string): boolean =>
  text.includes(':') ? isIPv6(text) : /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?$/.test(text)

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('how it is shown; without one it is named after its cluster or node')
const address = z
  .string()
  .min(1)
  .max(253)
  .refine(isAddress, FORBIDDEN_IN_ADDRESS)
  .describe('host name or IP address of any node of the cluster')
const port = z.int().min(1).max(65_535)

/** Both kinds of fingerprint as OpenSSH prints them; some tools keep the padding. */
const sha256 = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'must be SHA256: and 43 characters, as ssh-keygen -lf prints it')
  .transform((text) => text.replace('=', ''))

const ssh = {
  port: port.describe('port of sshd'),
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
  host_key_sha256: sha256.describe('the host key that is trusted, SHA256:…'),
}

const api = {
  port: port.describe('port of pveproxy'),
  token_id: z
    .string()
    .max(128)
    .regex(/^[^\s!@]+@[^\s!@]+![^\s!@]+$/, 'must be USER@REALM!TOKENID')
    .describe('USER@REALM!TOKENID'),
  token_secret: secret(256).describe('secret of the API token'),
  fingerprint_sha256: sha256.describe('the certificate that is trusted, SHA256:…'),
}

export const newRemoteShape = z.strictObject({
  name: name.optional(),
  address,
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
    .refine(
      ({ private_key, password, use_agent }) => Boolean(private_key ?? password) || use_agent,
      'needs at least one of private_key, password and use_agent',
    )
    .optional(),
  api: z
    .strictObject({ ...api, port: api.port.default(8006), fingerprint_sha256: api.fingerprint_sha256.optional() })
    .optional(),
})

export const remoteChangeShape = z.strictObject({
  name: name.optional(),
  address: address.optional(),
  ssh: z
    .strictObject({
      ...ssh,
      private_key: ssh.private_key.nullable().describe('null takes it away'),
      passphrase: ssh.passphrase.nullable().describe('null takes it away'),
      password: ssh.password.nullable().describe('null takes it away'),
    })
    .partial()
    .optional(),
  api: z.strictObject(api).partial().nullable().optional().describe('null takes it away'),
})

export function remoteInputOf({ name, address, ssh, api }: z.output<typeof newRemoteShape>): RemoteInput {
  return {
    name: name ?? null,
    address,
    ssh: ssh ? newSshAccess(ssh) : null,
    api: api ? { port: api.port, tokenId: api.token_id, tokenSecret: api.token_secret } : null,
    sshHostKeySha256: ssh?.host_key_sha256 ?? null,
    tlsFingerprintSha256: api?.fingerprint_sha256 ?? null,
  }
}

function newSshAccess(ssh: NonNullable<z.output<typeof newRemoteShape>['ssh']>): SshAccess {
  const { port, username, private_key = null, passphrase = null, password = null, use_agent, sudo } = ssh
  return { port, username, privateKey: private_key, passphrase, password, useAgent: use_agent, sudo }
}

type Change = z.output<typeof remoteChangeShape>

export function remoteChangeOf({ name, address, ssh, api }: Change): RemoteChange {
  return given<RemoteChange>({
    name,
    address,
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

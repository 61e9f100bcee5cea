import { z } from 'zod'
import type { ApiAccess, Remote, SshAccess } from '../model/remote.ts'
import type { Secret } from '../model/secret.ts'
import { StoreError } from './port.ts'
import type { RemoteRow } from './tables.ts'

type SignIn = Pick<Remote, 'ssh' | 'api'>

const storedSsh = z.object({ port: z.number(), username: z.string(), useAgent: z.boolean(), sudo: z.boolean() })
const storedApi = z.object({ port: z.number(), tokenId: z.string() })

/** How to sign in, as the remote's own row holds it: without the secrets. */
export function signInColumns({ ssh, api }: SignIn): Pick<RemoteRow, 'ssh' | 'api'> {
  return {
    ssh: ssh && JSON.stringify(storedSsh.parse(ssh)),
    api: api && JSON.stringify(storedApi.parse(api)),
  }
}

/** The secrets of a sign-in by the name they are kept under. */
export function secretsOf({ ssh, api }: SignIn): readonly (readonly [field: string, secret: Secret])[] {
  const fields = {
    'ssh.privateKey': ssh?.privateKey,
    'ssh.passphrase': ssh?.passphrase,
    'ssh.password': ssh?.password,
    'api.tokenSecret': api?.tokenSecret,
  }
  return Object.entries(fields).flatMap(([field, secret]) => (secret ? [[field, secret] as const] : []))
}

export function signInOf(row: RemoteRow, secrets: ReadonlyMap<string, Secret>): SignIn {
  const secret = (field: string): Secret | null => secrets.get(field) ?? null
  return { ssh: sshOf(row, secret), api: apiOf(row, secret) }
}

function sshOf({ ssh, id }: RemoteRow, secret: (field: string) => Secret | null): SshAccess | null {
  if (ssh === null) return null
  return {
    ...parsed(storedSsh, ssh, id),
    privateKey: secret('ssh.privateKey'),
    passphrase: secret('ssh.passphrase'),
    password: secret('ssh.password'),
  }
}

function apiOf({ api, id }: RemoteRow, secret: (field: string) => Secret | null): ApiAccess | null {
  if (api === null) return null
  const tokenSecret = secret('api.tokenSecret')
  if (!tokenSecret) throw damaged(id)
  return { ...parsed(storedApi, api, id), tokenSecret }
}

function parsed<T>(schema: z.ZodType<T>, json: string, id: number): T {
  const result = schema.safeParse(JSON.parse(json))
  if (!result.success) throw damaged(id)
  return result.data
}

const damaged = (id: number): StoreError =>
  new StoreError(`the sign-in of remote ${id} cannot be read`, 'Restore the store from a backup.')

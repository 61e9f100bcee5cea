import type { AddedReply } from '../../src/api/contract.ts'
import { post } from './client.ts'

/** What the operator typed. */
export interface RemoteForm {
  address: string
  username: string
  signIn: 'key' | 'password'
  privateKey: string
  passphrase: string
  password: string
  port: number
  sudo: boolean
}

export const emptyRemoteForm = (): RemoteForm => ({
  address: '',
  username: 'root',
  signIn: 'key',
  privateKey: '',
  passphrase: '',
  password: '',
  port: 22,
  sudo: false,
})

export type FormField = 'address' | 'username' | 'privateKey' | 'password' | 'port'

/** The fields that keep the form from being sent. */
export function missingFields(form: RemoteForm): FormField[] {
  const missing: FormField[] = []
  if (form.address.trim() === '') missing.push('address')
  if (form.username.trim() === '') missing.push('username')
  if (form.signIn === 'key' && form.privateKey.trim() === '') missing.push('privateKey')
  if (form.signIn === 'password' && form.password === '') missing.push('password')
  if (!Number.isInteger(form.port) || form.port < 1 || form.port > 65535) missing.push('port')
  return missing
}

/** OpenSSH refuses a key whose last line does not end. */
const asKeyFile = (text: string): string => `${text.trim()}\n`

export function remoteBody(form: RemoteForm, hostKeySha256: string | null) {
  const signIn =
    form.signIn === 'password'
      ? { password: form.password }
      : { private_key: asKeyFile(form.privateKey), ...(form.passphrase !== '' && { passphrase: form.passphrase }) }
  return {
    address: form.address.trim(),
    ssh: {
      port: form.port,
      username: form.username.trim(),
      ...signIn,
      ...(form.sudo && { sudo: true }),
      ...(hostKeySha256 !== null && { host_key_sha256: hostKeySha256 }),
    },
  }
}

export const addRemote = (form: RemoteForm, hostKeySha256: string | null): Promise<AddedReply> =>
  post('/api/remotes', remoteBody(form, hostKeySha256))

/** How the administrator reads the same fingerprint on the node itself. */
export function fingerprintCommand(keyType: string): string {
  const kind = /ed25519|ecdsa|rsa/.exec(keyType)?.[0] ?? 'ed25519'
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`
}

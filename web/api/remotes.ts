import type { AddedReply, List, TestReply } from '../../src/api/contract.ts'
import { get, patch, post, remove } from './client.ts'
import type { Remote } from './shapes.ts'

export const SIGN_INS = ['key', 'password', 'agent'] as const

export type SignIn = (typeof SIGN_INS)[number]

/** What the operator typed. */
export interface RemoteForm {
  /** Empty: named after its cluster or node. */
  name: string
  address: string
  username: string
  signIn: SignIn
  privateKey: string
  passphrase: string
  password: string
  port: number
  sudo: boolean
}

export const emptyRemoteForm = (): RemoteForm => ({
  name: '',
  address: '',
  username: 'root',
  signIn: 'key',
  privateKey: '',
  passphrase: '',
  password: '',
  port: 22,
  sudo: false,
})

/** How a remote is signed in to: the key before the password, as SSH tries them. */
const signInOf = ({ ssh }: Remote): SignIn => {
  if (ssh?.has_private_key) return 'key'
  return ssh?.has_password ? 'password' : ssh?.use_agent ? 'agent' : 'key'
}

/** A remote as a form. Its secrets never come back, so their fields are empty. */
export const formOf = (remote: Remote): RemoteForm => ({
  ...emptyRemoteForm(),
  name: remote.name,
  address: remote.address,
  signIn: signInOf(remote),
  ...(remote.ssh && { username: remote.ssh.username, port: remote.ssh.port, sudo: remote.ssh.sudo }),
})

type Secret = 'privateKey' | 'passphrase' | 'password'

/** The secrets that stay as they are when their field is left empty. */
export function keptSecrets(before: Remote | null, { signIn }: RemoteForm): Secret[] {
  if (before?.ssh == null || signIn !== signInOf(before)) return []
  const { has_private_key, has_passphrase, has_password } = before.ssh
  const kept: Record<Secret, boolean> = {
    privateKey: has_private_key,
    passphrase: has_passphrase,
    password: has_password,
  }
  return (Object.keys(kept) as Secret[]).filter((secret) => kept[secret])
}

export type FormField = 'name' | 'address' | 'username' | 'privateKey' | 'password' | 'port'

/** The fields that keep the form from being sent. */
export function missingFields(form: RemoteForm, before: Remote | null = null): FormField[] {
  const { signIn, port } = form
  const kept = keptSecrets(before, form)
  const missing: FormField[] = []
  if (before !== null && form.name.trim() === '') missing.push('name')
  if (form.address.trim() === '') missing.push('address')
  if (form.username.trim() === '') missing.push('username')
  if (signIn === 'key' && form.privateKey.trim() === '' && !kept.includes('privateKey')) missing.push('privateKey')
  if (signIn === 'password' && form.password === '' && !kept.includes('password')) missing.push('password')
  if (!Number.isInteger(port) || port < 1 || port > 65535) missing.push('port')
  return missing
}

/** OpenSSH refuses a key whose last line does not end. */
const asKeyFile = (text: string): string => `${text.trim()}\n`

/** The secrets that were typed for the chosen way to sign in. */
function typedSecrets({ signIn, privateKey, passphrase, password }: RemoteForm) {
  if (signIn === 'password') return password === '' ? {} : { password }
  if (signIn === 'agent') return {}
  return {
    ...(privateKey.trim() !== '' && { private_key: asKeyFile(privateKey) }),
    ...(passphrase !== '' && { passphrase }),
  }
}

export function remoteBody(form: RemoteForm, hostKeySha256: string | null) {
  const name = form.name.trim()
  return {
    ...(name !== '' && { name }),
    address: form.address.trim(),
    ssh: {
      port: form.port,
      username: form.username.trim(),
      ...typedSecrets(form),
      ...(form.signIn === 'agent' && { use_agent: true }),
      ...(form.sudo && { sudo: true }),
      ...(hostKeySha256 !== null && { host_key_sha256: hostKeySha256 }),
    },
  }
}

/** Another way to sign in takes away what the ways before it used; a new key the passphrase of the old one. */
function secretChanges(before: Remote, form: RemoteForm) {
  const { ssh } = before
  const isOther = form.signIn !== signInOf(before)
  const newKey = form.signIn === 'key' && form.privateKey.trim() !== ''
  return {
    ...(isOther && form.signIn !== 'key' && ssh?.has_private_key && { private_key: null }),
    ...((isOther || newKey) && ssh?.has_passphrase && { passphrase: null }),
    ...(isOther && form.signIn !== 'password' && ssh?.has_password && { password: null }),
    ...(isOther && (form.signIn === 'agent') !== ssh?.use_agent && { use_agent: form.signIn === 'agent' }),
    ...typedSecrets(form),
  }
}

/** Only what differs: what is left out stays as it is. */
export function remoteChange(before: Remote, form: RemoteForm, hostKeySha256: string | null) {
  const [name, address, username] = [form.name.trim(), form.address.trim(), form.username.trim()]
  const ssh = {
    ...(form.port !== before.ssh?.port && { port: form.port }),
    ...(username !== before.ssh?.username && { username }),
    ...(form.sudo !== before.ssh?.sudo && { sudo: form.sudo }),
    ...secretChanges(before, form),
    ...(hostKeySha256 !== null && { host_key_sha256: hostKeySha256 }),
  }
  return {
    ...(name !== before.name && { name }),
    ...(address !== before.address && { address }),
    ...(Object.keys(ssh).length > 0 && { ssh }),
  }
}

const pathOf = (id: number): string => `/api/remotes/${id}`

export const listRemotes = (signal: AbortSignal): Promise<List<Remote>> => get('/api/remotes', signal)

export const addRemote = (form: RemoteForm, hostKeySha256: string | null): Promise<AddedReply> =>
  post('/api/remotes', remoteBody(form, hostKeySha256))

export const changeRemote = (id: number, change: object): Promise<Remote> => patch(pathOf(id), change)

export const testRemote = (id: number): Promise<TestReply> => post(`${pathOf(id)}/test`)

export const removeRemote = (id: number): Promise<void> => remove(pathOf(id))

/** How the administrator reads the same fingerprint on the node itself. */
export function fingerprintCommand(keyType: string): string {
  const kind = /ed25519|ecdsa|rsa/.exec(keyType)?.[0] ?? 'ed25519'
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`
}

import type { Remote } from './shapes.ts'

export const SIGN_INS = ['key', 'password', 'agent'] as const
export type SignIn = (typeof SIGN_INS)[number]

/** The ways to a node: SSH reads all there is, the HTTPS API what a token may see. */
export const WAYS = ['ssh', 'api', 'both'] as const
type Way = (typeof WAYS)[number]

/** What the operator typed. */
export interface RemoteForm {
  /** Empty: named after its cluster or node. */
  name: string
  address: string
  /** Empty: nowhere in particular. */
  site: string
  way: Way
  username: string
  signIn: SignIn
  privateKey: string
  passphrase: string
  password: string
  port: number
  sudo: boolean
  /** `user@realm!name`. */
  tokenId: string
  tokenSecret: string
  apiPort: number
}

/** The keys the operator confirmed just now, `SHA256:…`. */
export interface Trusted {
  readonly ssh: string | null
  readonly tls: string | null
}

export const NOTHING_TRUSTED: Trusted = { ssh: null, tls: null }

export const emptyRemoteForm = (): RemoteForm => ({
  name: '',
  address: '',
  site: '',
  way: 'ssh',
  username: 'root',
  signIn: 'key',
  privateKey: '',
  passphrase: '',
  password: '',
  port: 22,
  sudo: false,
  tokenId: '',
  tokenSecret: '',
  apiPort: 8006,
})

export const usesSsh = ({ way }: RemoteForm): boolean => way !== 'api'
export const usesApi = ({ way }: RemoteForm): boolean => way !== 'ssh'

/** How a remote is signed in to: the key before the password, as SSH tries them. */
const signInOf = ({ ssh }: Remote): SignIn => {
  if (ssh?.has_private_key) return 'key'
  return ssh?.has_password ? 'password' : ssh?.use_agent ? 'agent' : 'key'
}

const wayOf = ({ ssh, api }: Remote): Way => {
  if (ssh && api) return 'both'
  return api ? 'api' : 'ssh'
}

/** A remote as a form. Its secrets never come back, so their fields are empty. */
export const formOf = (remote: Remote): RemoteForm => ({
  ...emptyRemoteForm(),
  name: remote.name,
  address: remote.address,
  site: remote.site ?? '',
  way: wayOf(remote),
  signIn: signInOf(remote),
  ...(remote.ssh && { username: remote.ssh.username, port: remote.ssh.port, sudo: remote.ssh.sudo }),
  ...(remote.api && { tokenId: remote.api.token_id, apiPort: remote.api.port }),
})

export type Secret = 'privateKey' | 'passphrase' | 'password' | 'tokenSecret'

/** The secrets that stay as they are when their field is left empty. */
export function keptSecrets(before: Remote | null, form: RemoteForm): Secret[] {
  const ssh = before && form.signIn === signInOf(before) ? before.ssh : null
  const kept: Record<Secret, boolean> = {
    privateKey: ssh?.has_private_key ?? false,
    passphrase: ssh?.has_passphrase ?? false,
    password: ssh?.has_password ?? false,
    tokenSecret: before?.api?.token_id === form.tokenId.trim(),
  }
  return (Object.keys(kept) as Secret[]).filter((secret) => kept[secret])
}

export type FormField =
  'name' | 'address' | 'site' | 'username' | 'privateKey' | 'password' | 'port' | 'tokenId' | 'tokenSecret' | 'apiPort'

/** Where the server finds fault with the form, by its name of the parameter. */
export const FIELD_OF: Readonly<Record<string, FormField>> = {
  'body.name': 'name',
  'body.address': 'address',
  'body.site': 'site',
  'body.ssh.username': 'username',
  'body.ssh.private_key': 'privateKey',
  'body.ssh.password': 'password',
  'body.ssh.port': 'port',
  'body.api.token_id': 'tokenId',
  'body.api.token_secret': 'tokenSecret',
  'body.api.port': 'apiPort',
}

const isSite = (text: string): boolean => /^[a-z0-9-]{0,40}$/.test(text.trim())
const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535
const isTokenId = (text: string): boolean => /^[^\s!@]+@[^\s!@]+![^\s!@]+$/.test(text.trim())

function missingOverSsh({ username, signIn, privateKey, password, port }: RemoteForm, kept: readonly Secret[]) {
  const missing: FormField[] = []
  if (username.trim() === '') missing.push('username')
  if (signIn === 'key' && privateKey.trim() === '' && !kept.includes('privateKey')) missing.push('privateKey')
  if (signIn === 'password' && password === '' && !kept.includes('password')) missing.push('password')
  if (!isPort(port)) missing.push('port')
  return missing
}

function missingOverApi({ tokenId, tokenSecret, apiPort }: RemoteForm, kept: readonly Secret[]) {
  const missing: FormField[] = []
  if (!isTokenId(tokenId)) missing.push('tokenId')
  if (tokenSecret.trim() === '' && !kept.includes('tokenSecret')) missing.push('tokenSecret')
  if (!isPort(apiPort)) missing.push('apiPort')
  return missing
}

/** The fields that keep the form from being sent. */
export function missingFields(form: RemoteForm, before: Remote | null = null): FormField[] {
  const kept = keptSecrets(before, form)
  const missing: FormField[] = []
  if (before !== null && form.name.trim() === '') missing.push('name')
  if (form.address.trim() === '') missing.push('address')
  if (!isSite(form.site)) missing.push('site')
  if (usesSsh(form)) missing.push(...missingOverSsh(form, kept))
  if (usesApi(form)) missing.push(...missingOverApi(form, kept))
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

const confirmedKey = ({ ssh }: Trusted) => (ssh === null ? {} : { host_key_sha256: ssh })
const confirmedCertificate = ({ tls }: Trusted) => (tls === null ? {} : { fingerprint_sha256: tls })

const newSsh = (form: RemoteForm, trusted: Trusted) => ({
  port: form.port,
  username: form.username.trim(),
  ...typedSecrets(form),
  ...(form.signIn === 'agent' && { use_agent: true }),
  ...(form.sudo && { sudo: true }),
  ...confirmedKey(trusted),
})

const newApi = ({ apiPort, tokenId, tokenSecret }: RemoteForm, trusted: Trusted) => ({
  port: apiPort,
  token_id: tokenId.trim(),
  token_secret: tokenSecret.trim(),
  ...confirmedCertificate(trusted),
})

export function remoteBody(form: RemoteForm, trusted: Trusted) {
  const [name, site] = [form.name.trim(), form.site.trim()]
  return {
    ...(name !== '' && { name }),
    address: form.address.trim(),
    ...(site !== '' && { site }),
    ...(usesSsh(form) && { ssh: newSsh(form, trusted) }),
    ...(usesApi(form) && { api: newApi(form, trusted) }),
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

/** Null takes the way away; an empty object leaves it as it is. */
function sshChange(before: Remote, form: RemoteForm, trusted: Trusted): object | null {
  const { ssh } = before
  if (!usesSsh(form)) return ssh ? null : {}
  if (!ssh) return newSsh(form, trusted)
  const username = form.username.trim()
  return {
    ...(form.port !== ssh.port && { port: form.port }),
    ...(username !== ssh.username && { username }),
    ...(form.sudo !== ssh.sudo && { sudo: form.sudo }),
    ...secretChanges(before, form),
    ...confirmedKey(trusted),
  }
}

function apiChange({ api }: Remote, form: RemoteForm, trusted: Trusted): object | null {
  if (!usesApi(form)) return api ? null : {}
  if (!api) return newApi(form, trusted)
  const [tokenId, tokenSecret] = [form.tokenId.trim(), form.tokenSecret.trim()]
  return {
    ...(form.apiPort !== api.port && { port: form.apiPort }),
    ...(tokenId !== api.token_id && { token_id: tokenId }),
    ...(tokenSecret !== '' && { token_secret: tokenSecret }),
    ...confirmedCertificate(trusted),
  }
}

const isChange = (part: object | null): boolean => part === null || Object.keys(part).length > 0

/** Only what differs: what is left out stays as it is. */
export function remoteChange(before: Remote, form: RemoteForm, trusted: Trusted) {
  const [name, address, site] = [form.name.trim(), form.address.trim(), form.site.trim() || null]
  const [ssh, api] = [sshChange(before, form, trusted), apiChange(before, form, trusted)]
  return {
    ...(name !== before.name && { name }),
    ...(address !== before.address && { address }),
    ...(site !== before.site && { site }),
    ...(isChange(ssh) && { ssh }),
    ...(isChange(api) && { api }),
  }
}

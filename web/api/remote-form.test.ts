import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  emptyRemoteForm,
  formOf,
  keptSecrets,
  missingFields,
  NOTHING_TRUSTED,
  remoteBody,
  remoteChange,
} from './remote-form.ts'
import type { Remote } from './shapes.ts'

const filled = {
  ...emptyRemoteForm(),
  address: ' pve1.lan ',
  privateKey: '-----BEGIN KEY-----\nabc\n-----END KEY-----',
}

test('an empty form lacks its address and its key', () => {
  assert.deepEqual(missingFields(emptyRemoteForm()), ['address', 'privateKey'])
})

test('signing in with a password asks for the password only', () => {
  const form = { ...filled, signIn: 'password' as const, privateKey: '' }
  assert.deepEqual(missingFields(form), ['password'])
})

test('a port that is no port is refused', () => {
  for (const port of [0, 65536, 2.5, Number.NaN]) assert.deepEqual(missingFields({ ...filled, port }), ['port'])
})

test('a form with a key sends the key, ends its last line and leaves everything else out', () => {
  assert.deepEqual(remoteBody({ ...filled, password: 'left over' }, NOTHING_TRUSTED), {
    address: 'pve1.lan',
    ssh: { port: 22, username: 'root', private_key: '-----BEGIN KEY-----\nabc\n-----END KEY-----\n' },
  })
})

test('a form with a password sends no key', () => {
  const form = { ...filled, signIn: 'password' as const, password: ' secret ', sudo: true, passphrase: 'left over' }
  assert.deepEqual(remoteBody(form, NOTHING_TRUSTED), {
    address: 'pve1.lan',
    ssh: { port: 22, username: 'root', password: ' secret ', sudo: true },
  })
})

test('a confirmed fingerprint travels with the same form', () => {
  const { ssh } = remoteBody({ ...filled, passphrase: 'p' }, { ssh: 'SHA256:abc', tls: null })
  assert.equal(ssh?.host_key_sha256, 'SHA256:abc')
  assert.equal('passphrase' in ssh && ssh.passphrase, 'p')
})

test('a form with the agent sends neither key nor password, and a name only where one was typed', () => {
  const form = { ...filled, signIn: 'agent' as const, password: 'left over', name: ' Lab ' }
  assert.deepEqual(missingFields({ ...form, privateKey: '' }), [])
  assert.deepEqual(remoteBody(form, NOTHING_TRUSTED), {
    name: 'Lab',
    address: 'pve1.lan',
    ssh: { port: 22, username: 'root', use_agent: true },
  })
})

const ssh = {
  port: 2222,
  username: 'ops',
  use_agent: false,
  sudo: true,
  has_private_key: true,
  has_passphrase: true,
  has_password: false,
}
const remote = (over: Partial<typeof ssh> = {}): Remote => ({
  id: 1,
  from_file: false,
  site: null,
  name: 'prod',
  address: 'pve1.lan',
  cluster: 'prod',
  ssh: { ...ssh, ...over },
  api: null,
  pins: [],
  added_at: '2026-07-15T12:00:00Z',
})
const changeOf = (before: Remote, over: object) => remoteChange(before, { ...formOf(before), ...over }, NOTHING_TRUSTED)

test('a remote as a form has no secrets, keeps those it has, and changes nothing', () => {
  const form = formOf(remote())
  assert.deepEqual(form, {
    ...emptyRemoteForm(),
    name: 'prod',
    address: 'pve1.lan',
    username: 'ops',
    port: 2222,
    sudo: true,
  })
  assert.deepEqual(keptSecrets(remote(), form), ['privateKey', 'passphrase'])
  assert.deepEqual(missingFields(form, remote()), [])
  assert.deepEqual(remoteChange(remote(), form, NOTHING_TRUSTED), {})
})

test('a remote signs in with what it has', () => {
  const has = (over: Partial<typeof ssh>) => formOf(remote({ has_private_key: false, ...over })).signIn
  assert.deepEqual([has({ has_password: true }), has({ use_agent: true }), has({})], ['password', 'agent', 'key'])
  assert.equal(formOf(remote({ has_password: true })).signIn, 'key')
})

test('only what differs is sent', () => {
  const over = { name: 'lab ', address: 'pve2.lan', port: 22, username: 'root', sudo: false }
  assert.deepEqual(changeOf(remote(), over), {
    name: 'lab',
    address: 'pve2.lan',
    ssh: { port: 22, username: 'root', sudo: false },
  })
})

test('a site is sent where one was typed, changed, and taken away by an empty field', () => {
  assert.equal(remoteBody({ ...filled, site: ' milan ' }, NOTHING_TRUSTED).site, 'milan')
  assert.equal('site' in remoteBody(filled, NOTHING_TRUSTED), false)
  const inMilan = { ...remote(), site: 'milan' }
  assert.equal(formOf(inMilan).site, 'milan')
  assert.deepEqual(changeOf(remote(), { site: 'milan' }), { site: 'milan' })
  assert.deepEqual(changeOf(inMilan, { site: 'rome' }), { site: 'rome' })
  assert.deepEqual(changeOf(inMilan, { site: ' ' }), { site: null })
})

test('a site is one word in lower case', () => {
  for (const site of ['Milan', 'milan 2', 'x'.repeat(41), 'mìlan'])
    assert.deepEqual(missingFields({ ...filled, site }), ['site'])
  for (const site of ['', 'dc-2', 'x'.repeat(40)]) assert.deepEqual(missingFields({ ...filled, site }), [])
})

test('a confirmed key is a change of its own', () => {
  assert.deepEqual(remoteChange(remote(), formOf(remote()), { ssh: 'SHA256:abc', tls: null }), {
    ssh: { host_key_sha256: 'SHA256:abc' },
  })
})

test('a new key takes away the passphrase of the old one', () => {
  assert.deepEqual(changeOf(remote(), { privateKey: 'k' }), { ssh: { private_key: 'k\n', passphrase: null } })
  assert.deepEqual(changeOf(remote(), { privateKey: 'k', passphrase: 'p' }), {
    ssh: { private_key: 'k\n', passphrase: 'p' },
  })
})

test('another way to sign in takes away what the one before used', () => {
  assert.deepEqual(changeOf(remote(), { signIn: 'password', password: 's' }), {
    ssh: { private_key: null, passphrase: null, password: 's' },
  })
  assert.deepEqual(changeOf(remote(), { signIn: 'agent' }), {
    ssh: { private_key: null, passphrase: null, use_agent: true },
  })
  const byAgent = remote({ has_private_key: false, has_passphrase: false, use_agent: true })
  assert.deepEqual(changeOf(byAgent, { privateKey: 'k', signIn: 'key' }), {
    ssh: { use_agent: false, private_key: 'k\n' },
  })
})

test('another way to sign in needs its own secret', () => {
  const form = { ...formOf(remote()), signIn: 'password' as const }
  assert.deepEqual(missingFields(form, remote()), ['password'])
  assert.deepEqual(missingFields({ ...form, name: ' ', password: 's' }, remote()), ['name'])
})

const token = { way: 'api' as const, address: 'pve1.lan', tokenId: ' panoramica@pve!read ', tokenSecret: ' s3cret ' }
const overApi: Remote = { ...remote(), ssh: null, api: { port: 8006, token_id: 'panoramica@pve!read' } }
const overBoth: Remote = { ...remote(), api: overApi.api }

test('a form with an API token sends it without SSH, with the certificate once it is confirmed', () => {
  const form = { ...emptyRemoteForm(), ...token, privateKey: 'left over' }
  assert.deepEqual(missingFields(form), [])
  assert.deepEqual(remoteBody(form, { ssh: null, tls: 'SHA256:def' }), {
    address: 'pve1.lan',
    api: { port: 8006, token_id: 'panoramica@pve!read', token_secret: 's3cret', fingerprint_sha256: 'SHA256:def' },
  })
})

test('an API token needs its whole name, its secret and a port', () => {
  const missing = (over: object) => missingFields({ ...emptyRemoteForm(), ...token, ...over })
  for (const tokenId of ['', 'root@pam', 'root!read', 'a b@pam!x', 'root@pam!x=y z'])
    assert.deepEqual(missing({ tokenId }), ['tokenId'], tokenId)
  assert.deepEqual(missing({ tokenSecret: ' ', apiPort: 0 }), ['tokenSecret', 'apiPort'])
  assert.deepEqual(missing({ way: 'both' }), ['privateKey'])
})

test('both ways send both, each with what was confirmed for it', () => {
  const { ssh, api } = remoteBody({ ...filled, ...token, way: 'both' }, { ssh: 'SHA256:abc', tls: 'SHA256:def' })
  assert.deepEqual([ssh?.host_key_sha256, api?.fingerprint_sha256], ['SHA256:abc', 'SHA256:def'])
})

test('a remote over the API as a form keeps its secret, and changes nothing', () => {
  for (const before of [overApi, overBoth]) {
    const form = formOf(before)
    assert.equal(form.way, before.ssh ? 'both' : 'api')
    assert.ok(keptSecrets(before, form).includes('tokenSecret'))
    assert.deepEqual(missingFields(form, before), [])
    assert.deepEqual(changeOf(before, {}), {})
  }
})

test('another token needs its own secret', () => {
  const form = { ...formOf(overApi), tokenId: 'panoramica@pve!other' }
  assert.deepEqual(missingFields(form, overApi), ['tokenSecret'])
  assert.deepEqual(changeOf(overApi, { tokenId: form.tokenId, tokenSecret: 's', apiPort: 443 }), {
    api: { port: 443, token_id: 'panoramica@pve!other', token_secret: 's' },
  })
})

test('a way is added with all it takes, and taken away', () => {
  assert.deepEqual(changeOf(overBoth, { way: 'api' }), { ssh: null })
  assert.deepEqual(changeOf(overBoth, { way: 'ssh' }), { api: null })
  assert.deepEqual(changeOf(remote(), token), {
    ssh: null,
    api: { port: 8006, token_id: 'panoramica@pve!read', token_secret: 's3cret' },
  })
  assert.deepEqual(changeOf(overApi, { way: 'both', privateKey: 'k' }), {
    ssh: { port: 22, username: 'root', private_key: 'k\n' },
  })
})

test('a confirmed certificate is a change of its own', () => {
  assert.deepEqual(remoteChange(overApi, formOf(overApi), { ssh: null, tls: 'SHA256:def' }), {
    api: { fingerprint_sha256: 'SHA256:def' },
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyRemoteForm, fingerprintCommand, missingFields, remoteBody } from './remotes.ts'

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
  assert.deepEqual(remoteBody({ ...filled, password: 'left over' }, null), {
    address: 'pve1.lan',
    ssh: { port: 22, username: 'root', private_key: '-----BEGIN KEY-----\nabc\n-----END KEY-----\n' },
  })
})

test('a form with a password sends no key', () => {
  const form = { ...filled, signIn: 'password' as const, password: ' secret ', sudo: true, passphrase: 'left over' }
  assert.deepEqual(remoteBody(form, null), {
    address: 'pve1.lan',
    ssh: { port: 22, username: 'root', password: ' secret ', sudo: true },
  })
})

test('a confirmed fingerprint travels with the same form', () => {
  const body = remoteBody({ ...filled, passphrase: 'p' }, 'SHA256:abc')
  assert.equal(body.ssh.host_key_sha256, 'SHA256:abc')
  assert.equal('passphrase' in body.ssh && body.ssh.passphrase, 'p')
})

test('the command to check a fingerprint reads the key of the same type', () => {
  const types = ['ssh-ed25519', 'ssh-rsa', 'rsa-sha2-512', 'ecdsa-sha2-nistp256', 'something; rm -rf']
  const kinds = types.map((type) => /host_(\w+)_key/.exec(fingerprintCommand(type))?.[1])
  assert.deepEqual(kinds, ['ed25519', 'rsa', 'rsa', 'ecdsa', 'ed25519'])
})

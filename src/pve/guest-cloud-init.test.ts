import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cloudInitIn } from './guest-cloud-init.ts'

const NONE = { user: null, ipconfig: [], nameservers: [], searchDomain: null, sshKeys: 0, custom: null }

test('what cloud-init is told is read, but no key and no password', () => {
  const raw = {
    ciuser: 'debian',
    cipassword: '[hidden]',
    cicustom: 'user=local:snippets/user.yaml',
    ipconfig10: 'ip=dhcp,ip6=auto',
    ipconfig2: 'ip=192.0.2.7/24,gw=192.0.2.1,ip6=2001:db8::7/64,gw6=2001:db8::1',
    nameserver: '192.0.2.53 192.0.2.54',
    searchdomain: 'example.com',
    sshkeys: 'ssh-ed25519%20AAAA%20a%40example.com%0Assh-rsa%20BBBB%0D%0A%20%0A',
  }
  assert.deepEqual(cloudInitIn(raw), {
    user: 'debian',
    ipconfig: [
      { id: 'net2', ipv4: '192.0.2.7/24', gateway4: '192.0.2.1', ipv6: '2001:db8::7/64', gateway6: '2001:db8::1' },
      { id: 'net10', ipv4: 'dhcp', gateway4: null, ipv6: 'auto', gateway6: null },
    ],
    nameservers: ['192.0.2.53', '192.0.2.54'],
    searchDomain: 'example.com',
    sshKeys: 2,
    custom: 'user=local:snippets/user.yaml',
  })
})

test('a VM with nothing but the drive uses it', () => {
  assert.deepEqual(cloudInitIn({ ide2: 'tank:vm-100-cloudinit,media=cdrom', name: 'a' }), NONE)
})

test('a VM without drive and settings has none', () => {
  assert.equal(cloudInitIn({ name: 'a', ide2: 'none,media=cdrom', ciphers: 'x', ipconfig: 'x' }), null)
})

test('keys are counted however they are encoded', () => {
  const table: [string, number][] = [
    ['ssh-rsa A\nssh-rsa B\n', 2],
    ['ssh-rsa%20A%0assh-rsa%20B', 2],
    ['%zz%0A%', 2],
    ['%20%09%0D%0A\n', 0],
    ['', 0],
  ]
  for (const [sshkeys, count] of table) assert.equal(cloudInitIn({ sshkeys })?.sshKeys, count, sshkeys)
})

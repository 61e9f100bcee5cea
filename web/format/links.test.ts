import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxmoxGuestLink, proxmoxNodeLink } from './links.ts'

test('a node opens in Proxmox VE by name or address', () => {
  assert.equal(proxmoxNodeLink('pve1.lan', 'pve1'), 'https://pve1.lan:8006/#v1:0:=node%2Fpve1')
  assert.equal(proxmoxNodeLink('192.0.2.10', 'pve1'), 'https://192.0.2.10:8006/#v1:0:=node%2Fpve1')
})

test('a guest opens in Proxmox VE by its kind and number', () => {
  assert.equal(proxmoxGuestLink('pve1.lan', 'qemu', 100), 'https://pve1.lan:8006/#v1:0:=qemu%2F100')
  assert.equal(proxmoxGuestLink('192.0.2.10', 'lxc', 101), 'https://192.0.2.10:8006/#v1:0:=lxc%2F101')
})

test('an IPv6 address gets its brackets', () => {
  assert.equal(proxmoxNodeLink('2001:db8::1', 'pve1'), 'https://[2001:db8::1]:8006/#v1:0:=node%2Fpve1')
})

test('a hostile name stays inside the link', () => {
  assert.equal(proxmoxNodeLink('pve1.lan', '"><script>'), 'https://pve1.lan:8006/#v1:0:=node%2F%22%3E%3Cscript%3E')
})

test('an address that is none makes no link', () => {
  for (const address of ['', 'a b', 'user@evil.example', 'evil.example/path', 'pve1.lan#', 'pve1.lan?x', '<img src=x>'])
    assert.equal(proxmoxNodeLink(address, 'pve1'), null, address)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { updates } from './updates.ts'

const PATH = '/nodes/pve1/apt/update'

const row = (name: string, origin: string, fields = {}) => ({
  Package: name,
  Version: '2.0',
  OldVersion: '1.0',
  Origin: origin,
  Arch: 'amd64',
  ...fields,
})
const securityOf = async (...origins: string[]) =>
  (
    await factOf(
      updates,
      PATH,
      origins.map((origin, index) => row(`package${index}`, origin)),
    )
  ).security

test('packages are sorted by name; one newly needed has no old version and is listed once', async () => {
  const needed = { Package: 'proxmox-kernel-6.8.12-11', Version: '6.8.12-11', Origin: 'Proxmox' }
  assert.deepEqual(await factOf(updates, PATH, [row('zlib1g', 'unknown'), needed, needed]), {
    pending: 2,
    security: null,
    packages: [
      { name: 'proxmox-kernel-6.8.12-11', version: '6.8.12-11', oldVersion: null, origin: 'Proxmox' },
      { name: 'zlib1g', version: '2.0', oldVersion: '1.0', origin: null },
    ],
  })
})

test('one package of two architectures is two updates', async () => {
  const rows = [row('libc6', 'Debian'), row('libc6', 'Debian', { Arch: 'i386' })]
  assert.equal((await factOf(updates, PATH, rows)).pending, 2)
})

test('security updates are counted where the origin tells them, and unknown where it cannot', async () => {
  assert.equal(await securityOf('Debian', 'Debian-Security', 'Proxmox', 'Debian-Security'), 2)
  assert.equal(await securityOf('Debian', 'Proxmox'), null)
  assert.equal(await securityOf('unknown', 'Proxmox'), null)
  assert.equal(await securityOf('Proxmox', 'Docker'), 0)
  assert.equal(await securityOf(), 0)
})

test('no pending update is a fact, a missing list is a failure', async () => {
  assert.deepEqual(await factOf(updates, PATH, []), { pending: 0, security: 0, packages: [] })
  await assert.rejects(factOf(updates, PATH, null), failure('bad-reply', /^$/))
})

test('recorded replies of 7.4 and 9.2', { skip: withoutShared }, async () => {
  for (const release of ['7.4', '9.2']) {
    const { pending, security, packages } = await factOf(updates, PATH, recordedReply(`${release}/node_apt_update`))
    assert.deepEqual([pending, security, packages.length], [104, null, 104])
    assert.deepEqual(
      packages.find(({ name }) => name === 'libssh2-1'),
      { name: 'libssh2-1', version: '1.10.0-3+deb12u1', oldVersion: '1.10.0-3+b1', origin: 'Debian' },
    )
  }
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(updates, PATH, 'Package Version OldVersion Origin Arch'))

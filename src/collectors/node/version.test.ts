import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { version } from './version.ts'

const PATH = '/nodes/pve1/status'

test('trap 4: on a 7.x line the version is that of pve-manager, not of the kernel', async () => {
  const reply = { pveversion: 'pve-manager/7.4-20/5d6e3351', kversion: 'Linux 5.15.158-2-pve #1 SMP', uptime: '60' }
  assert.deepEqual(await factOf(version, PATH, reply), {
    pveVersion: '7.4-20',
    kernelVersion: '5.15.158-2-pve',
    uptimeSeconds: 60,
    bootMode: null,
    secureBoot: null,
  })
})

test('secure boot is known on an EFI node that says so, and nowhere else', async () => {
  const bootOf = async (boot: unknown) => {
    const { bootMode, secureBoot } = await factOf(version, PATH, { 'boot-info': boot })
    return [bootMode, secureBoot]
  }
  assert.deepEqual(await bootOf({ mode: 'efi', secureboot: 1 }), ['efi', true])
  assert.deepEqual(await bootOf({ mode: 'efi', secureboot: '0' }), ['efi', false])
  assert.deepEqual(await bootOf({ mode: 'efi' }), ['efi', null])
  assert.deepEqual(await bootOf({ mode: 'legacy-bios', secureboot: 0 }), ['legacy-bios', null])
  assert.deepEqual(await bootOf({ mode: 'coreboot' }), [null, null])
})

test('a reply that says nothing makes everything unknown, not zero', async () => {
  assert.deepEqual(await factOf(version, PATH, { pveversion: 'pve-manager', uptime: '', kversion: 7 }), {
    pveVersion: null,
    kernelVersion: null,
    uptimeSeconds: null,
    bootMode: null,
    secureBoot: null,
  })
})

test('recorded replies of 7.4, 8.4 and 9.2', { skip: withoutShared }, async () => {
  const told = async (recording: string) => {
    const { pveVersion, kernelVersion, uptimeSeconds, bootMode } = await factOf(version, PATH, recordedReply(recording))
    return [pveVersion, kernelVersion, uptimeSeconds, bootMode]
  }
  assert.deepEqual(await told('7.4/node_status'), ['7.4-20', '6.8.12-9-pve', 4078, null])
  assert.deepEqual(await told('8.4/node_status'), ['8.4.21', '6.8.12-9-pve', 3771, 'legacy-bios'])
  assert.deepEqual(await told('9.2/node_status'), ['9.2.11', '6.8.12-9-pve', 4724, 'legacy-bios'])
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(version, PATH, 'pveversion kversion uptime current-kernel boot-info release mode secureboot'))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing, missing } from '../../../test/tools/printed.ts'
import { guestFactOf, survivesAnyGuestReply } from '../../../test/tools/pve-reply.ts'
import { FailureError } from '../../model/failure.ts'
import { agent } from './agent.ts'

const LINUX = {
  'agent/info': { result: { version: '8.0.2', supported_commands: [{ name: 'guest-ping', enabled: true }] } },
  'agent/get-osinfo': {
    result: {
      id: 'alpine',
      name: 'Alpine Linux',
      'pretty-name': 'Alpine Linux v3.20',
      'kernel-release': '6.6.32-0-virt',
    },
  },
  'agent/get-host-name': { result: { 'host-name': 'edge.example.net' } },
}

const unknownCommand = { result: { error: { class: 'CommandNotFound', desc: 'it has not been found' } } }
const silent = new FailureError('command-failed', 'QEMU guest agent is not running')

test('the agent tells its version, and of its system the name, the kernel and the host name', async () => {
  assert.deepEqual(await guestFactOf(agent, 'qemu', LINUX), {
    version: '8.0.2',
    os: 'Alpine Linux v3.20',
    kernel: '6.6.32-0-virt',
    hostname: 'edge.example.net',
  })
})

test('a system without a name to show goes by its plain one; what is not told is unknown', async () => {
  const told = { 'agent/get-osinfo': { result: { name: 'FreeBSD', 'pretty-name': '' } }, 'agent/info': { result: {} } }
  assert.deepEqual(await guestFactOf(agent, 'qemu', told), {
    version: null,
    os: 'FreeBSD',
    kernel: null,
    hostname: null,
  })
})

test('an old agent that knows only its version is read all the same', async () => {
  const old = { ...LINUX, 'agent/get-osinfo': unknownCommand, 'agent/get-host-name': unknownCommand }
  assert.deepEqual(await guestFactOf(agent, 'qemu', old), { version: '8.0.2', os: null, kernel: null, hostname: null })
})

test('an agent that falls silent after the first answer has given that one', async () => {
  const late = { ...LINUX, 'agent/get-osinfo': silent, 'agent/get-host-name': silent }
  assert.equal((await guestFactOf(agent, 'qemu', late)).version, '8.0.2')
})

test('trap 28: where no command has an answer, the silence of the agent is the reason', async () => {
  const replies = { 'agent/info': unknownCommand, 'agent/get-osinfo': silent, 'agent/get-host-name': unknownCommand }
  await assert.rejects(guestFactOf(agent, 'qemu', replies), missing('the guest agent does not answer'))
  const cutOff = new FailureError('timeout', 'no answer in time')
  const all = { 'agent/info': cutOff, 'agent/get-osinfo': cutOff, 'agent/get-host-name': cutOff }
  await assert.rejects(guestFactOf(agent, 'qemu', all), failing('timeout', /no answer in time/))
})

test('containers have no agent and are not asked', () => {
  assert.deepEqual(agent.types, ['qemu'])
})

test('any reply gives a valid fact, or an absence or failure that says so', async () => {
  await survivesAnyGuestReply(agent, 'qemu', { ...LINUX, 'agent/info': unknownCommand })
})

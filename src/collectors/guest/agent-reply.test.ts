import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { portsOf } from '../../../test/tools/ports.ts'
import { failing, missing } from '../../../test/tools/printed.ts'
import { recordedCall, withoutShared } from '../../../test/tools/shared.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import type { GuestSubject } from '../../model/observation.ts'
import { messageFailure } from '../../transport/pve-failures.ts'
import { agentReply, askAgent, mostTelling, waitedInVain } from './agent-reply.ts'

const VM: GuestSubject = { scope: 'guest', node: 'pve1', vmid: 100, type: 'qemu' }
const PATH = '/nodes/pve1/qemu/100/agent/get-osinfo'

/** What comes of asking for an agent's operating system where PVE replies so. */
const asked = (reply: unknown): Promise<unknown> =>
  askAgent(portsOf({ pve: { [PATH]: reply } }).pve, VM, 'get-osinfo', agentReply(z.object({ id: z.string() })))

const refusal = (kind: string | null, desc: string | null): unknown => ({ result: { error: { class: kind, desc } } })

test('an answer is what PVE wraps as a result', async () => {
  assert.deepEqual(await asked({ result: { id: 'debian' } }), { id: 'debian' })
})

test('trap 28: not enabled, not running and not answering are three reasons, whatever PVE says of each', async () => {
  const said: [string, string][] = [
    ['No QEMU guest agent configured\n', 'the guest agent is not enabled'],
    ['VM 100 is not running\n', 'the VM is not running'],
    ["VM 100 qmp command 'guest-info' failed - VM 100 not running", 'the VM is not running'],
    ['QEMU guest agent is not running\n', 'the guest agent does not answer'],
    ["VM 100 qmp command 'guest-get-fsinfo' failed - got timeout\n", 'the guest agent does not answer'],
    ["VM 100 qga command 'guest-get-fsinfo' failed - got timeout\n", 'the guest agent does not answer'],
    [
      "VM 100 qga command 'guest-info' failed - unable to connect to VM 100 qga socket - timeout after 31 retries\n",
      'the guest agent does not answer',
    ],
    ["VM 100 qga command 'guest-info' failed - client closed connection\n", 'the guest agent does not answer'],
    ['unable to open monitor socket\n', 'the guest agent does not answer'],
  ]
  for (const [message, reason] of said)
    await assert.rejects(asked(messageFailure(message, 500)), missing(reason), message)
})

test('trap 28: a command that this agent lacks is absent, and says which', async () => {
  const lacking = missing('the guest agent does not offer get-osinfo')
  for (const reply of [
    refusal('CommandNotFound', 'The command guest-get-osinfo has not been found'),
    refusal('CommandNotFound', 'Command guest-get-osinfo has been disabled: the command is not allowed'),
    refusal('GenericError', 'The command guest-get-osinfo has been disabled for this instance'),
    refusal('GenericError', 'this feature or command is not currently supported'),
  ])
    await assert.rejects(asked(reply), lacking, JSON.stringify(reply))
})

test('an agent that refuses for now has failed: while its file systems are frozen it lacks nothing', async () => {
  const frozen = 'Command guest-get-osinfo has been disabled: the agent is in frozen state'
  await assert.rejects(asked(refusal('CommandNotFound', frozen)), failing('command-failed', /in frozen state$/))
  const words = 'failed to open /etc/os-release'
  await assert.rejects(
    asked(refusal('GenericError', words)),
    failing('command-failed', /at get-osinfo: failed to open/),
  )
  await assert.rejects(asked(refusal(null, null)), failing('command-failed', /it does not say why$/))
  const long = failing('command-failed', /^[^x]*x{200}$/)
  await assert.rejects(asked(refusal('GenericError', 'x'.repeat(9000))), long)
})

test('what is no matter of the agent stays what it is', async () => {
  for (const [kind, message] of [
    ['forbidden', 'Permission check failed (/vms/100, VM.GuestAgent.Audit)'],
    ['unreachable', 'proxy handler failed: no route to host'],
    ['command-failed', 'rbd error: no such pool'],
  ] as const)
    await assert.rejects(asked(messageFailure(message, 500)), failing(kind, new RegExp(message.slice(0, 10))))
  await assert.rejects(asked(messageFailure("no handler for 'nodes/pve1/qemu/100/agent/get-osinfo'")), Absent)
  await assert.rejects(asked({ result: null }), failing('bad-reply', /get-osinfo/))
  await assert.rejects(asked(null), failing('bad-reply', /get-osinfo/))
})

test('a node waited in vain for an agent that is silent and for a batch that was cut off, and for nothing else', () => {
  const absent = (reason: string) => waitedInVain({ status: 'absent', reason, hint: null })
  assert.equal(absent('the guest agent does not answer'), true)
  assert.equal(absent('the guest agent is not enabled'), false)
  assert.equal(absent('the VM is not running'), false)
  const failed = (kind: 'timeout' | 'command-failed') =>
    waitedInVain({ status: 'failed', failure: { kind, message: 'no', hint: null } })
  assert.deepEqual([failed('timeout'), failed('command-failed')], [true, false])
  assert.equal(waitedInVain({ status: 'ok', value: null }), false)
})

test('of several reasons the silence of the agent is told, else the first', () => {
  const unknown = new Absent('the guest agent does not offer info')
  const silent = new Absent('the guest agent does not answer')
  const late = new FailureError('timeout', 'too late')
  assert.equal(mostTelling([unknown, late, silent]), silent)
  assert.equal(mostTelling([late, unknown]), late)
})

test('the recorded refusals of PVE have the same three reasons', { skip: withoutShared }, async () => {
  for (const [call, reason] of [
    ['8.4/err_agent_disabled', 'the guest agent is not enabled'],
    ['8.4/qemu_100_agent_network-get-interfaces', 'the VM is not running'],
    ['8.4/qemu_106_agent_network-get-interfaces', 'the guest agent does not answer'],
    ['traps/agent_paused_vm', 'the guest agent does not answer'],
    ['traps/agent_no_response', 'the guest agent does not answer'],
  ] as const)
    await assert.rejects(asked(messageFailure(recordedCall(call).stderr, 500)), missing(reason), call)
})

import { z } from 'zod'
import { Absent, FailureError } from '../../model/failure.ts'
import type { GuestSubject } from '../../model/observation.ts'
import type { Outcome } from '../../model/outcome.ts'
import { text, unknownOr } from '../../pve/reply.ts'
import type { PveApi } from '../../transport/ports.ts'
import { guestPath } from './guest-path.ts'

const SILENT = 'the guest agent does not answer'

interface Cause {
  readonly said: RegExp
  readonly reason: string
  readonly hint: string | null
}

/**
 * Why PVE has no answer of an agent (PVE/QemuServer/Agent.pm), in the order in which it looks. Before each command it
 * waits 3 s for a sign of life, then 5 s for the answer (PVE/QMPClient.pm). It goes by the presence of `agent` alone: a
 * VM with `agent: 0` counts as one that does not answer.
 */
const CAUSES: readonly Cause[] = [
  {
    said: /^No QEMU guest agent configured/,
    reason: 'the guest agent is not enabled',
    hint: 'install qemu-guest-agent in the VM, enable the agent in the options of the VM, then stop and start it',
  },
  { said: /VM \d+ (is )?not running/, reason: 'the VM is not running', hint: null },
  {
    said: /^QEMU guest agent is not running|got timeout|client closed connection|unable to (connect to VM|open monitor socket)/,
    reason: SILENT,
    hint: 'check that qemu-guest-agent runs in the VM; once enabled, the agent needs a stop and start of the VM',
  },
]

type Command = 'info' | 'get-osinfo' | 'get-host-name' | 'network-get-interfaces' | 'get-fsinfo'

const refusal = z.object({ error: z.object({ class: unknownOr(text), desc: unknownOr(text) }) })
type Refusal = z.infer<typeof refusal>

interface AgentReply<T> {
  readonly result: Refusal | { readonly value: T }
}

/** PVE's reply: what the agent answered, be it that it refuses the command or failed at it, as a result. */
export const agentReply = <T>(answer: z.ZodType<T>): z.ZodType<AgentReply<T>> =>
  z.object({ result: z.union([refusal, answer.transform((value) => ({ value }))]) })

/** Asks the agent of a VM. Throws `Absent` where there is none, where it does not answer or does not know the command. */
export async function askAgent<T>(
  pve: PveApi,
  guest: GuestSubject,
  command: Command,
  reply: z.ZodType<AgentReply<T>>,
): Promise<T> {
  const { result } = await pve.get(`${guestPath(guest)}/agent/${command}`, reply).catch((error: unknown) => {
    throw inOtherWords(error)
  })
  if ('error' in result) throw refused(command, result)
  return result.value
}

function inOtherWords(error: unknown): unknown {
  if (!(error instanceof FailureError) || error.failure.kind !== 'command-failed') return error
  const cause = CAUSES.find(({ said }) => said.test(error.message))
  return cause ? new Absent(cause.reason, cause.hint) : error
}

/**
 * A command that the agent does not know, that its system has no use for, or that its configuration forbids; that class
 * is also what it says while its file systems are frozen for a backup (qapi/qmp-dispatch.c of QEMU).
 */
const isMissing = (kind: string | null, desc: string): boolean =>
  (kind === 'CommandNotFound' || /not currently supported|has been disabled/.test(desc)) &&
  !/fsfreeze|frozen/.test(desc)

function refused(command: Command, { error: { class: kind, desc } }: Refusal): Error {
  if (isMissing(kind, desc ?? ''))
    return new Absent(
      `the guest agent does not offer ${command}`,
      'update qemu-guest-agent in the VM, or allow the command there',
    )
  const why = desc ?? kind ?? 'it does not say why'
  return new FailureError('command-failed', `the guest agent failed at ${command}: ${why.slice(0, 200)}`)
}

const isSilence = (error: unknown): boolean => error instanceof Absent && error.message === SILENT

/** Of the reasons for several answers that did not come, the one to tell. */
export const mostTelling = (errors: readonly unknown[]): unknown => errors.find(isSilence) ?? errors[0]

/** Whether the node waited in vain for what the guest has to answer. */
export const waitedInVain = (outcome: Outcome<unknown>): boolean =>
  (outcome.status === 'absent' && outcome.reason === SILENT) ||
  (outcome.status === 'failed' && outcome.failure.kind === 'timeout')

import { FailureError } from '../model/failure.ts'
import type { Answered } from './converse.ts'
import { GATE_NAME, GATE_VERSION } from './gate/program.ts'
import { gateRefusalIn, gateRequest } from './gate/request.ts'
import { scriptOf } from './script.ts'
import type { ScriptOptions } from './script.ts'
import type { Section } from './section.ts'

/** Who is at the other end of a channel, and how sections are asked of it. */
export interface Answerer {
  /** What is to run. Where the key has a forced command, that runs instead. */
  readonly command: string
  text(this: void, sections: readonly Section[], options: ScriptOptions): string
}

/** Runs `sh`, whatever the user's login shell is; the script follows on its standard input. */
export const SHELL: Answerer = { command: 'sh', text: scriptOf }
export const GATE: Answerer = { command: GATE_NAME, text: gateRequest }

/**
 * Who is there, judging by the answer: if another one than was asked, it is to be asked again. A shell is taken for
 * granted until a gate says what it is. Throws `FailureError` for a gate that is no use.
 */
export function answererSeen(asked: Answerer, { ended }: Answered): Answerer {
  const { retort = null, failure } = ended ?? {}
  if (retort === null) return asked
  const refusal = gateRefusalIn(retort)
  if (!refusal) return asked === GATE && failure?.failure.kind === 'bad-reply' ? SHELL : asked
  if (refusal.version !== GATE_VERSION)
    throw new FailureError(
      'forbidden',
      `the gate on this node is of another version (${refusal.version}, this Panoramica has ${GATE_VERSION})`,
      'Put what `panoramica gate` prints in its place on the node.',
    )
  if (asked === GATE) throw new FailureError('bug', `the gate on this node refused a request: ${refusal.reason}`)
  return GATE
}

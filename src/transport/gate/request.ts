import type { ScriptOptions } from '../script.ts'
import { keyOf, wordsOf } from '../section.ts'
import type { Get, Section } from '../section.ts'
import { GATE_NAME, GATE_VERSION } from './program.ts'

/** What a gate is asked in place of a script: the names of the sections, a line each. */
export function gateRequest(sections: readonly Section[], { nonce, sudo, maxSeconds }: ScriptOptions): string {
  const head = `${GATE_NAME} ${GATE_VERSION} ${nonce} ${sudo ? 'sudo' : 'plain'} ${String(maxSeconds)}`
  return [head, ...sections.flatMap(linesOf), ''].join('\n')
}

function linesOf(section: Section): string[] {
  switch (section.kind) {
    case 'program':
    case 'file':
      return [keyOf(section)]
    case 'get':
      return [`get ${readOf(section.get)}`]
    case 'execute':
      return [`execute ${section.node}`, ...section.gets.map((get) => `+ ${readOf(get)}`)]
  }
}

const readOf = (get: Get): string => [get.path, ...wordsOf(get)].join(' ')

/** What a gate says when it does not answer. */
export interface GateRefusal {
  readonly version: string
  readonly reason: string
}

/** Null where it was no gate that spoke. */
export function gateRefusalIn(text: string): GateRefusal | null {
  const [, version, reason] = new RegExp(`^${GATE_NAME} ([0-9a-f]{16}): ([ -~]{1,200})$`, 'm').exec(text) ?? []
  return version === undefined || reason === undefined ? null : { version, reason }
}

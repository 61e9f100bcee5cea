import { isOfApi } from './fault.ts'
import type { Command } from '../wire/command.ts'
import type { Fault } from './fault.ts'

/** Turns what a reply holds into something else. */
const twisted = (value: unknown): unknown => {
  if (Array.isArray(value)) return { rows: value }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, [part, 'and more']]))
  return [value]
}

function twistedText(text: string, kind: Command['kind']): string {
  const reply: unknown = JSON.parse(text)
  switch (kind) {
    case 'execute':
      return JSON.stringify((reply as Envelope[]).map(twistedWithin))
    case 'request':
      return JSON.stringify(twistedWithin(reply as Envelope))
    default:
      return JSON.stringify(twisted(reply))
  }
}

interface Envelope {
  readonly data?: unknown
}

const twistedWithin = (envelope: Envelope): Envelope => ({ ...envelope, data: twisted(envelope.data) })

export const wrongTypes: Fault = {
  name: 'wrong-types',
  effect: 'the API gives JSON that is not what it promises',
  answer: (answer, command) =>
    isOfApi(command) && answer.exit === 0 ? { ...answer, stdout: twistedText(answer.stdout, command.kind) } : answer,
}

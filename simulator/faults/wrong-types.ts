import { isPvesh } from './fault.ts'
import type { Fault } from './fault.ts'

/** Turns what a reply holds into something else, one level below the envelope of a batch. */
const twisted = (value: unknown): unknown => {
  if (Array.isArray(value)) return { rows: value }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, [part, 'and more']]))
  return [value]
}

function twistedText(text: string, kind: string): string {
  const reply: unknown = JSON.parse(text)
  if (kind !== 'execute') return JSON.stringify(twisted(reply))
  return JSON.stringify((reply as { data?: unknown }[]).map((entry) => ({ ...entry, data: twisted(entry.data) })))
}

export const wrongTypes: Fault = {
  name: 'wrong-types',
  effect: 'pvesh prints JSON that is not what the API promises',
  answer: (answer, command) =>
    isPvesh(command) && answer.exit === 0 ? { ...answer, stdout: twistedText(answer.stdout, command.kind) } : answer,
}

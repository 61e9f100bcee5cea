import type { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { Output } from '../../transport/ports.ts'

const LONGEST_WORD = 200

/** What a command printed. It failed when it says so with its exit code; the first line of its complaint is the reason. */
export function printedBy(command: string, { exit, stdout, stderr }: Output): string {
  if (exit === 0) return stdout
  const complaint = (stderr.trim().split('\n', 1)[0] ?? '').replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_WORD)
  const message = `${command} ended with ${exit}`
  throw new FailureError('command-failed', complaint === '' ? message : `${message}: ${complaint}`)
}

/** The JSON a command printed. Throws what `observe` understands for anything the schema does not know. */
export function jsonBy<T>(command: string, text: string, schema: z.ZodType<T>): T {
  const { success, data, error } = schema.safeParse(jsonOf(command, text))
  if (success) return data
  const place = (error.issues[0]?.path ?? []).map(String).join('.').slice(0, LONGEST_WORD)
  throw new FailureError('bad-reply', `${command} printed JSON of another shape${place === '' ? '' : ` at ${place}`}`)
}

function jsonOf(command: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FailureError('bad-reply', `${command} printed no JSON`)
  }
}

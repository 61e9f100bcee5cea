import { z } from 'zod'
import { Absent, FailureError } from '../../model/failure.ts'
import type { ProgramName } from '../catalogue.ts'
import type { Sources } from './route.ts'

/** What a source that may be missing gave, or null. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof Absent || error instanceof FailureError) return null
    throw error
  }
}

/** Standard output of a program that has to succeed. */
export function stdoutOf(sources: Sources, name: ProgramName): string {
  const { exit, stdout, stderr } = sources.program(name)
  if (exit === 0) return stdout
  const said = stderr.trim().split('\n').at(-1)?.slice(0, 300)
  throw new FailureError('command-failed', `${name} ended with exit code ${String(exit)}${said ? `: ${said}` : ''}`)
}

/** A value as what the schema says. `name` is for the sentence when it is not. */
export function checked<T>(value: unknown, schema: z.ZodType<T>, name: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new FailureError('bad-reply', `${name} is not as expected: ${z.prettifyError(parsed.error).slice(0, 300)}`)
}

/** JSON text as what the schema says. */
export function parseJson<T>(text: string, schema: z.ZodType<T>, name: string): T {
  return checked(jsonOf(text, name), schema, name)
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FailureError('bad-reply', `${name} is not JSON`, null, { cause })
  }
}

/** The entries that are known: PVE leaves a key out where it has no value. */
export function known(...parts: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const left: Record<string, unknown> = {}
  for (const part of parts)
    for (const key in part) if (part[key] !== null && part[key] !== undefined) left[key] = part[key]
  return left
}

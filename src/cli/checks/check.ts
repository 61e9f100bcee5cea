import { failureOf } from '../../model/failure.ts'
import { StoreError } from '../../store/port.ts'

/** One thing that was looked at, in a line; with what to do about it. */
export interface Check {
  readonly status: 'ok' | 'warning' | 'problem'
  readonly what: string
  readonly next: string | null
}

export const ok = (what: string): Check => ({ status: 'ok', what, next: null })
export const warning = (what: string, next: string): Check => ({ status: 'warning', what, next })
export const problem = (what: string, next: string | null): Check => ({ status: 'problem', what, next })

/** What a task threw, as a problem; `where` it was met comes first. */
export function problemOf(error: unknown, where = ''): Check {
  const { message, hint } = error instanceof StoreError ? error : failureOf(error)
  return problem(`${where}${message}`, hint)
}

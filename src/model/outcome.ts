import type { Failure } from './failure.ts'

/** What came of one look at one fact. Failure is never empty, absence is never failure. */
export type Outcome<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'absent'; readonly reason: string; readonly hint: string | null }
  | { readonly status: 'failed'; readonly failure: Failure }

/** Which rung of the ladder answered: PVE's batch, a single `pvesh get`, plain commands and files, the HTTPS API. */
export type Via = 'ssh-batch' | 'ssh-pvesh' | 'ssh-plain' | 'https'

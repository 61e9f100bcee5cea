/** Closed list: every consumer switches on it exhaustively. */
export const FAILURE_KINDS = [
  'unreachable',
  'untrusted',
  'auth',
  'forbidden',
  'timeout',
  'command-failed',
  'bad-reply',
  'bug',
] as const

export type FailureKind = (typeof FAILURE_KINDS)[number]

export interface Failure {
  readonly kind: FailureKind
  /** One sentence for the operator. */
  readonly message: string
  /** The next step: the privilege, the package, the command. */
  readonly hint: string | null
}

/** Thrown inside, converted to an outcome once, in `observe`. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(kind: FailureKind, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FailureError'
    this.failure = { kind, message, hint }
  }
}

/** Thrown by collectors and ports for what does not exist on this node, which is not a failure. */
export class Absent extends Error {
  readonly hint: string | null

  constructor(reason: string, hint: string | null = null) {
    super(reason)
    this.name = 'Absent'
    this.hint = hint
  }
}

/** Any error as the failure that it is; what nobody foresaw is a mistake of ours. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'bug', message, hint: 'This is a mistake in Panoramica: please report it.' }
}

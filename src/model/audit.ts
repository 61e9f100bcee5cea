/** Everything that is written down about who did what. */
export const AUDIT_ACTIONS = [
  'sign-in',
  'sign-out',
  'setup',
  'session.revoke',
  'password.change',
  'two-factor.enable',
  'two-factor.disable',
  'two-factor.codes',
  'passkey.add',
  'passkey.change',
  'passkey.remove',
  'user.add',
  'user.change',
  'user.remove',
  'sign-in-link.create',
  'token.create',
  'token.revoke',
  'remote.add',
  'remote.change',
  'remote.remove',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export const ACTOR_KINDS = ['user', 'token', 'command', 'nobody'] as const

/** Who did it, under the name they had then: nothing here points to what may be removed. */
export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number]
  /** E-mail address of a user, name of a token; null where there is none. */
  readonly name: string | null
}

/** Whoever runs `panoramica` on the machine itself. */
export const COMMAND_LINE: Actor = { kind: 'command', name: null }
export const NOBODY: Actor = { kind: 'nobody', name: null }

export interface AuditEvent {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly action: AuditAction
  readonly actor: Actor
  /** What it was done to, for example `prod (remote 3)`; null where the action says it all. */
  readonly subject: string | null
  /** IP address the request came from; null on the command line. */
  readonly from: string | null
  /** False for a sign-in that was refused. */
  readonly ok: boolean
}

export interface KeptEvent extends AuditEvent {
  /** Grows with time. */
  readonly id: number
}

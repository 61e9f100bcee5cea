import type { Passkey } from '../../src/api/contract.ts'
import { get, post, remove } from './client.ts'
import { LEAST_PASSWORD } from './sign-in.ts'

/** What whoever is signed in typed to change their password. */
export interface PasswordChange {
  current: string
  next: string
  repeated: string
}

/** The fields that keep the change from being sent. */
export function wrongIn({ current, next, repeated }: PasswordChange): (keyof PasswordChange)[] {
  const wrong: (keyof PasswordChange)[] = []
  if (current === '') wrong.push('current')
  if (next.length < LEAST_PASSWORD) wrong.push('next')
  else if (repeated !== next) wrong.push('repeated')
  return wrong
}

/** Ends all other sessions of theirs, too. */
export const changePassword = ({ current, next }: PasswordChange): Promise<unknown> =>
  post('/api/auth/change-password', { currentPassword: current, newPassword: next })

/** What an authenticator app is to keep, and the codes for when it is lost. */
export interface Enrolment {
  readonly totpURI: string
  readonly backupCodes: readonly string[]
}

export const beginSecondFactor = (password: string): Promise<Enrolment> =>
  post('/api/auth/two-factor/enable', { password })

export const endSecondFactor = (password: string): Promise<unknown> =>
  post('/api/auth/two-factor/disable', { password })

/** The codes before are worth nothing any more. */
export const newBackupCodes = (password: string): Promise<Pick<Enrolment, 'backupCodes'>> =>
  post('/api/auth/two-factor/generate-backup-codes', { password })

export const listPasskeys = (signal: AbortSignal): Promise<readonly Passkey[]> =>
  get('/api/auth/passkey/list-user-passkeys', signal)

export const renamePasskey = (id: string, name: string): Promise<unknown> =>
  post('/api/auth/passkey/update-passkey', { id, name: name.trim() })

export const removePasskey = (id: string): Promise<unknown> => post('/api/auth/passkey/delete-passkey', { id })

export const endOtherSessions = (): Promise<void> => remove('/api/sessions')

import type { Entrance, Identity } from '../../src/api/contract.ts'
import { get, post } from './client.ts'

export const entrance = (signal: AbortSignal): Promise<Entrance> => get('/api/sign-in', signal)

export const whoIsSignedIn = (): Promise<Identity> => get('/api/session')

interface Answer {
  /** Asks for the second factor, too. */
  readonly twoFactorRedirect?: boolean
}

export const signIn = (email: string, password: string): Promise<Answer> =>
  post('/api/auth/sign-in/email', { email: email.trim(), password })

export type SecondFactor = 'totp' | 'backup-code'

/** Apps show their codes in groups. */
export const proveSecondFactor = (way: SecondFactor, code: string): Promise<unknown> =>
  post(`/api/auth/two-factor/verify-${way}`, { code: way === 'totp' ? code.replaceAll(/\s/g, '') : code.trim() })

/** Where the identity provider asks who it is; it sends people back to `path`. */
export const providerAddress = (path: string): Promise<{ readonly url: string }> =>
  post('/api/auth/sign-in/social', { provider: 'oidc', callbackURL: path })

export const signOut = (): Promise<unknown> => post('/api/auth/sign-out')

/** What the first admin typed. */
export interface SetupForm {
  email: string
  password: string
  repeated: string
}

type SetupField = keyof SetupForm

export const LEAST_PASSWORD = 12

/** The fields that keep the form from being sent. */
export function wrongFields({ email, password, repeated }: SetupForm): SetupField[] {
  const wrong: SetupField[] = []
  if (!/^\S+@\S+$/.test(email.trim())) wrong.push('email')
  if (password.length < LEAST_PASSWORD) wrong.push('password')
  else if (repeated !== password) wrong.push('repeated')
  return wrong
}

export const makeFirstAdmin = (token: string, { email, password }: SetupForm): Promise<unknown> =>
  post('/api/setup', { token, email: email.trim(), password })

import { z } from 'zod'
import type { AuditAction } from '../../model/audit.ts'
import type { Access } from '../access.ts'
import { OIDC, PASSWORD_LENGTH } from './library.ts'

/** An endpoint of the library that is reachable. */
export interface LibraryRoute {
  readonly method: 'GET' | 'POST'
  /** Below /api/auth, where the library has it. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  /** Of a way to sign in its name, which is written down with each attempt. */
  readonly signsIn?: string
  /** What is written down when it succeeds for somebody who was signed in before. */
  readonly audit?: AuditAction
  readonly body?: z.ZodType
  readonly querystring?: z.ZodType
  /** What of the library's reply goes out. */
  readonly reply: z.ZodType
}

const text = (most: number) => z.string().min(1).max(most)
const password = z.strictObject({ password: text(PASSWORD_LENGTH.most) })
const code = z.strictObject({ code: text(32), trustDevice: z.boolean().optional() })
/** What a browser's authenticator says: the library checks it. */
const credential = z.looseObject({ id: text(2048) })
const user = z.object({ id: z.string(), email: z.string(), name: z.string() })
const done = z.object({ status: z.boolean() }).partial()
export const passkeyShape = z.object({
  id: z.string(),
  name: z.string().nullish(),
  deviceType: z.string(),
  backedUp: z.boolean(),
  createdAt: z.coerce.string().nullish(),
  aaguid: z.string().nullish(),
})

/** Without a session: the ways to sign in. */
const SIGN_IN: readonly LibraryRoute[] = [
  {
    method: 'POST',
    path: '/sign-in/email',
    summary: 'Sign in with e-mail address and password; twoFactorRedirect asks for the second factor',
    access: 'public',
    signsIn: 'password',
    body: z.strictObject({
      email: text(254),
      password: text(PASSWORD_LENGTH.most),
      rememberMe: z.boolean().optional().describe('false: until the browser is closed'),
    }),
    reply: z.object({ user, twoFactorRedirect: z.boolean(), twoFactorMethods: z.array(z.string()) }).partial(),
  },
  {
    method: 'POST',
    path: '/two-factor/verify-totp',
    summary: 'The second factor of a sign-in; when signed in, proves the app and so enables it',
    access: 'public',
    signsIn: 'second factor',
    audit: 'two-factor.enable',
    body: code,
    reply: z.object({ user }),
  },
  {
    method: 'POST',
    path: '/two-factor/verify-backup-code',
    summary: 'The second factor of a sign-in, with one of the codes kept for when the app is lost',
    access: 'public',
    signsIn: 'backup code',
    body: code,
    reply: z.object({ user }),
  },
  {
    method: 'GET',
    path: '/passkey/generate-authenticate-options',
    summary: 'What a browser needs to sign in with a passkey',
    access: 'public',
    reply: z.looseObject({ challenge: z.string() }),
  },
  {
    method: 'POST',
    path: '/passkey/verify-authentication',
    summary: 'Sign in with a passkey',
    access: 'public',
    signsIn: 'passkey',
    body: z.strictObject({ response: credential }),
    reply: z.object({ user }),
  },
  {
    method: 'POST',
    path: '/sign-in/social',
    summary: 'Where to go to sign in over OpenID Connect',
    access: 'public',
    body: z.strictObject({
      provider: z.literal(OIDC),
      callbackURL: z
        .string()
        .regex(/^\/(?![/\\])[^\\]{0,500}$/, 'must be a path')
        .default('/'),
    }),
    reply: z.object({ url: z.string() }),
  },
  {
    method: 'GET',
    path: `/callback/${OIDC}`,
    summary: 'Where the identity provider sends people back to',
    access: 'public',
    signsIn: 'OpenID Connect',
    querystring: z
      .object({
        code: text(4096).describe('what the provider gave, to be exchanged for who it is'),
        state: text(500).describe('what it was sent there with'),
        error: text(200).describe('why the provider refuses'),
      })
      .partial(),
    reply: z.unknown(),
  },
  {
    method: 'GET',
    path: '/link',
    summary: 'Sign in with a link that works once',
    access: 'public',
    signsIn: 'link',
    querystring: z.object({ token: text(100).describe('the secret of the link') }),
    reply: z.unknown(),
  },
]

/** With a session: what somebody does to their own ways to sign in. */
const OWN: readonly LibraryRoute[] = [
  {
    method: 'POST',
    path: '/sign-out',
    summary: 'End this session',
    access: 'public',
    audit: 'sign-out',
    reply: z.object({ success: z.boolean() }),
  },
  {
    method: 'POST',
    path: '/change-password',
    summary: 'Change the own password',
    access: 'session',
    audit: 'password.change',
    body: z.strictObject({
      currentPassword: text(PASSWORD_LENGTH.most),
      newPassword: z.string().min(PASSWORD_LENGTH.least).max(PASSWORD_LENGTH.most),
      revokeOtherSessions: z.boolean().default(true),
    }),
    reply: z.object({ user }),
  },
  {
    method: 'POST',
    path: '/two-factor/enable',
    summary: 'A secret for an authenticator app; verify-totp with a code of it enables the second factor',
    access: 'session',
    body: password,
    reply: z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) }),
  },
  {
    method: 'POST',
    path: '/two-factor/disable',
    summary: 'Do without the second factor',
    access: 'session',
    audit: 'two-factor.disable',
    body: password,
    reply: done,
  },
  {
    method: 'POST',
    path: '/two-factor/generate-backup-codes',
    summary: 'New codes for when the app is lost; the old ones end',
    access: 'session',
    audit: 'two-factor.codes',
    body: password,
    reply: z.object({ backupCodes: z.array(z.string()) }),
  },
  {
    method: 'GET',
    path: '/passkey/generate-register-options',
    summary: 'What a browser needs to make a passkey',
    access: 'session',
    reply: z.looseObject({ challenge: z.string() }),
  },
  {
    method: 'POST',
    path: '/passkey/verify-registration',
    summary: 'Keep a passkey',
    access: 'session',
    audit: 'passkey.add',
    body: z.strictObject({ response: credential, name: text(100).optional() }),
    reply: passkeyShape,
  },
  {
    method: 'GET',
    path: '/passkey/list-user-passkeys',
    summary: 'The own passkeys',
    access: 'session',
    reply: z.array(passkeyShape),
  },
  {
    method: 'POST',
    path: '/passkey/update-passkey',
    summary: 'Name a passkey',
    access: 'session',
    audit: 'passkey.change',
    body: z.strictObject({ id: text(100), name: z.string().trim().min(1).max(100) }),
    reply: z.object({ passkey: passkeyShape }),
  },
  {
    method: 'POST',
    path: '/passkey/delete-passkey',
    summary: 'Forget a passkey',
    access: 'session',
    audit: 'passkey.remove',
    body: z.strictObject({ id: text(100) }),
    reply: done,
  },
]

/** The closed list: an endpoint of the library that is not here does not exist. */
export const LIBRARY_ROUTES = [...SIGN_IN, ...OWN]

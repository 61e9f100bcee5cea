import { apiKey } from '@better-auth/api-key'
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import type { BetterAuthOptions } from 'better-auth'
import { APIError, isAPIError } from 'better-auth/api'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { FastifyBaseLogger } from 'fastify'
import { ROLES } from '../../model/role.ts'
import type { SharedStore } from '../../store/port.ts'
import { baseUrlOf, isSecure } from '../site.ts'
import type { Site } from '../site.ts'
import type { OidcProvider } from './port.ts'
import { signInLinks } from './sign-in-links.ts'

export interface LibraryOptions {
  readonly store: Pick<SharedStore, 'database' | 'secretFor'>
  readonly site: Site
  readonly log: FastifyBaseLogger
  readonly oidc: OidcProvider | null
}

export type Library = ReturnType<typeof openLibrary>
export type LibraryContext = Awaited<Library['$context']>

export const PASSWORD_LENGTH = { least: 12, most: 128 } as const
/** Set by us on what the library is handed: the address of the client, as the server or a trusted proxy saw it. */
export const CLIENT_HEADER = 'x-panoramica-client'
export const OIDC = 'oidc'
/** How the library calls passwords among the ways to sign in. */
export const CREDENTIAL = 'credential'
/** Without a limit its lists end after a hundred. */
export const ALL = 100_000

/** Of a token that has an end. */
export const LONGEST_LIFE_DAYS = 3650
const DAY_SECONDS = 86_400

/** better-auth as we use it. Nothing outside this folder sees a type of it. */
export function openLibrary({ store, site, log, oidc }: LibraryOptions) {
  return betterAuth({
    appName: 'Panoramica',
    baseURL: baseUrlOf(site),
    basePath: '/api/auth',
    secret: store.secretFor('sessions').reveal(),
    database: store.database,
    telemetry: { enabled: false },
    logger: { level: 'warn', log: logTo(log) },
    onAPIError: { errorURL: '/sign-in', onError: (error) => logUnforeseen(log, error) },
    ...SIGN_IN,
    // What comes here has passed the guard: it is asked for by a page of this very origin, or by no page.
    trustedOrigins: (request) => (request ? [new URL(request.url).origin] : []),
    advanced: {
      cookiePrefix: 'panoramica',
      useSecureCookies: isSecure(site),
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [CLIENT_HEADER] },
    },
    plugins: [
      twoFactor({ issuer: 'Panoramica' }),
      passkey({
        rpName: 'Panoramica',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        authentication: { afterVerification: requireVerifiedUser },
        advanced: { webAuthnChallengeCookie: 'passkey' },
      }),
      signInLinks,
      apiKey(TOKENS),
      genericOAuth({ config: oidc ? [providerOf(oidc)] : [] }),
    ],
  })
}

const SIGN_IN = {
  emailAndPassword: {
    enabled: true,
    disableSignUp: true,
    minPasswordLength: PASSWORD_LENGTH.least,
    maxPasswordLength: PASSWORD_LENGTH.most,
  },
  user: { additionalFields: { role: { type: [...ROLES], required: true, input: false } } },
  session: { expiresIn: 30 * DAY_SECONDS, updateAge: DAY_SECONDS, freshAge: DAY_SECONDS },
  verification: { storeIdentifier: 'hashed' },
  account: { updateAccountOnSignIn: false },
  databaseHooks: { account: { create: { before: withoutTokens } } },
  rateLimit: { enabled: true, storage: 'memory', customRules: { '/sign-in/email': { window: 60, max: 5 } } },
} as const satisfies BetterAuthOptions

const TOKENS = {
  defaultPrefix: 'pano_',
  maximumNameLength: 100,
  requireName: true,
  keyExpiration: { minExpiresIn: 0, maxExpiresIn: LONGEST_LIFE_DAYS },
  startingCharactersConfig: { shouldStore: true, charactersLength: 9 },
  rateLimit: { enabled: false },
} as const

const providerOf = ({ issuer, clientId, clientSecret }: OidcProvider) => ({
  providerId: OIDC,
  discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
  clientId,
  clientSecret: clientSecret.reveal(),
  scopes: ['openid', 'email', 'profile'],
  requireIdTokenVerification: true,
  disableSignUp: true,
})

/** We ask the provider nothing after the sign-in, so its tokens are not kept. */
async function withoutTokens<Account extends object>(account: Account) {
  return { data: { ...account, accessToken: null, refreshToken: null, idToken: null } }
}

/** A passkey stands for password and second factor, so the device must have asked for finger, face or PIN. */
async function requireVerifiedUser(passkeyUse: {
  readonly verification: { readonly authenticationInfo: { readonly userVerified: boolean } }
}): Promise<void> {
  if (passkeyUse.verification.authenticationInfo.userVerified) return
  throw new APIError('UNAUTHORIZED', { message: 'The passkey did not ask who uses it.', code: 'USER_NOT_VERIFIED' })
}

/** Its sentences only: what follows them may hold what was sent. */
const logTo =
  (log: FastifyBaseLogger) =>
  (_level: string, message: string): void =>
    log.warn({ library: 'better-auth' }, message)

function logUnforeseen(log: FastifyBaseLogger, error: unknown): void {
  if (isAPIError(error)) return
  const { name, message, stack } = error instanceof Error ? error : new Error(typeof error)
  log.error({ error: { type: name, message, stack } }, 'sign-in library failed')
}

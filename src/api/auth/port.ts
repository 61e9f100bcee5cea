import type { Actor } from '../../model/audit.ts'
import type { Role } from '../../model/role.ts'
import type { Secret } from '../../model/secret.ts'

interface SomebodyWithRole {
  readonly role: Role
  readonly actor: Actor
}

/** Somebody who is signed in. */
export interface SessionIdentity extends SomebodyWithRole {
  readonly via: 'session'
  readonly userId: string
  readonly sessionId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Whoever holds an API token. */
export interface TokenIdentity extends SomebodyWithRole {
  readonly via: 'token'
  /** Who made the token; null for the command line. */
  readonly userId: string | null
  /** Null for a token without an end. */
  readonly expiresAt: number | null
}

/** Who asks, and what they may do. */
export type Identity = SessionIdentity | TokenIdentity

export interface Identified {
  readonly identity: Identity
  /** Cookies that make a session last longer. */
  readonly cookies: readonly string[]
}

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** Without one a user signs in with a passkey, over OpenID Connect or with a link. */
  readonly hasPassword: boolean
  readonly twoFactor: boolean
  readonly createdAt: number
}

export interface NewUser {
  readonly email: string
  readonly name: string | null
  readonly role: Role
  readonly password: Secret | null
}

export interface UserChange {
  readonly name?: string
  readonly role?: Role
  /** Ends the user's sessions. */
  readonly password?: Secret
  /** Takes the second factor away from whoever lost it. */
  readonly twoFactor?: false
}

/** Throws `Problem` for what cannot be done. */
export interface Users {
  list(): Promise<readonly User[]>
  find(id: string): Promise<User | null>
  add(user: NewUser): Promise<User>
  /** Null where there is no such user. */
  change(id: string, change: UserChange): Promise<User | null>
  /** Takes sessions and tokens with it. Null where there is no such user. */
  remove(id: string): Promise<User | null>
  /** The path of a page that signs this user in, once and soon. */
  link(id: string): Promise<{ readonly path: string; readonly expiresAt: number }>
}

export interface Session {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly address: string | null
  readonly userAgent: string | null
}

export interface Sessions {
  of(userId: string): Promise<readonly Session[]>
  /** False where this user has no such session. */
  end(userId: string, sessionId: string): Promise<boolean>
  /** Ends all sessions of a user, but for one. */
  endOthers(userId: string, keepSessionId: string | null): Promise<void>
}

export interface Token {
  readonly id: string
  readonly name: string
  /** Its first characters, to tell it from others. */
  readonly start: string
  readonly role: Role
  /** Who made it; null for the command line. */
  readonly userId: string | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

export interface NewToken {
  readonly name: string
  readonly role: Role
  readonly expiresInDays: number | null
  /** Who makes it; null for the command line. What it may do ends with what they may. */
  readonly userId: string | null
}

export interface Tokens {
  list(): Promise<readonly Token[]>
  create(token: NewToken): Promise<{ readonly token: Token; readonly secret: Secret }>
  /** What was revoked; null where there is no such token. */
  revoke(id: string): Promise<Token | null>
}

/** The first admin, by a link that was printed at start. */
export interface Setup {
  /** The token of this start's link; null where there is a user already. */
  readonly token: Secret | null
  isNeeded(): Promise<boolean>
  /** Makes the admin. The token works once. */
  finish(token: Secret, user: Omit<NewUser, 'role'>): Promise<User>
}

/** An identity provider that speaks OpenID Connect. */
export interface OidcProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret
}

/** Users and all ways to be one. */
export interface Accounts {
  /** Null for nobody, or for somebody who cannot prove it. */
  identify(headers: Headers): Promise<Identified | null>
  /** Signs in, signs out, and what a user does to their own ways to sign in: the endpoints of the library. */
  handle(request: Request): Promise<Response>
  readonly hasOidc: boolean
  readonly users: Users
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly setup: Setup
}

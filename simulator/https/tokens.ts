import type { Release } from '../fleet/release.ts'
import { percentDecoded } from './http.ts'

/** An API token as people keep it. */
export interface Credential {
  /** `USER@REALM!NAME`. */
  readonly id: string
  readonly secret: string
}

/** What a token may read. */
interface Scope {
  /** Below this path it has the role PVEAuditor; null: nowhere. */
  readonly auditsBelow: string | null
  /** What it may beside, everywhere. */
  readonly privileges: readonly string[]
}

export type Token = Credential & Scope

const SCOPES = {
  auditor: { auditsBelow: '/', privileges: [] },
  // What PVEAuditor lacks: guest agents up to 8, and updates.
  monitor: { auditsBelow: '/', privileges: ['VM.Monitor', 'Sys.Modify'] },
  guests: { auditsBelow: '/vms', privileges: [] },
  nobody: { auditsBelow: null, privileges: [] },
} as const satisfies Readonly<Record<string, Scope>>

export type TokenName = keyof typeof SCOPES

const USER = 'panoramica@pve'

/** One of each scope, all with one secret. */
export const credentialsOf = (secret: string): Readonly<Record<TokenName, Credential>> => ({
  auditor: { id: `${USER}!auditor`, secret },
  monitor: { id: `${USER}!monitor`, secret },
  guests: { id: `${USER}!guests`, secret },
  nobody: { id: `${USER}!nobody`, secret },
})

export const tokensOf = (secret: string): readonly Token[] =>
  Object.entries(credentialsOf(secret)).map(([name, credential]) => ({ ...credential, ...SCOPES[name as TokenName] }))

/** Why a request is not let in, as PVE says it. */
export class NotSignedIn extends Error {}

/** The token of an `Authorization` header (PVE/APIServer/Formatter.pm, PVE/AccessControl.pm). Throws `NotSignedIn`. */
export function tokenIn(header: string | undefined, tokens: readonly Token[], { line }: Release): Token {
  const [, given] = /(?:^|\s)PVEAPIToken[= ]([^;]*)/.exec(header ?? '') ?? []
  if (given === undefined || given === '') throw new NotSignedIn('No ticket')
  try {
    return tokenGiven(percentDecoded(given), tokens)
  } catch (error) {
    // Since pve-manager 8.4.17 and 9.1.5 it tells no more.
    throw line === '9.2' ? new NotSignedIn('Authentication failed!') : error
  }
}

function tokenGiven(given: string, tokens: readonly Token[]): Token {
  const at = given.lastIndexOf('=')
  if (at < 0) throw new NotSignedIn('no tokenid specified')
  const id = given.slice(0, at)
  const [, user, name] = /^([^\s:/]+@[A-Za-z][\w.-]+)!([A-Za-z][\w.-]+)$/.exec(id) ?? []
  if (user === undefined || name === undefined)
    throw new NotSignedIn(`'${id}' is not a valid token ID - not able to split into user and token parts`)
  if (user !== USER) throw new NotSignedIn(`no such user ('${user}')`)
  const token = tokens.find((one) => one.id === id)
  if (!token) throw new NotSignedIn(`no such token '${name}' for user '${user}'`)
  if (token.secret !== given.slice(at + 1)) throw new NotSignedIn('invalid token value!')
  return token
}

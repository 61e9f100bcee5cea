import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../lib/clock.ts'
import { lesserOf, ROLES } from '../../model/role.ts'
import type { Role } from '../../model/role.ts'
import { Secret } from '../../model/secret.ts'
import { ALL } from './library.ts'
import type { Library, LibraryContext } from './library.ts'
import type { Token, TokenIdentity, Tokens, User } from './port.ts'

/** Who owns the tokens that were made on the command line. No user has this id. */
const COMMAND_LINE = 'command-line'
const DAY_SECONDS = 86_400
/**
 * The library writes down each use, which costs two writes to disk, so a token that was good is good for a moment. A
 * token revoked by another process may be used that much longer.
 */
const REMEMBERED_MS = 10_000

/** As the library hands it out. */
const tokenRow = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  referenceId: z.string(),
  permissions: z.preprocess(
    (value): unknown => (typeof value === 'string' ? JSON.parse(value) : value),
    z.object({ role: z.tuple([z.enum(ROLES)]) }),
  ),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastRequest: z.date().nullable(),
})

interface Remembered {
  readonly identity: TokenIdentity
  readonly until: number
}

interface Verifier {
  /** Null for one that is unknown, expired or revoked, or whose owner is gone. */
  identify(this: void, token: string): Promise<TokenIdentity | null>
  /** To be called when a user has changed. */
  forget(this: void): void
}

type FindOwner = (userId: string) => Promise<User | null>

export function openTokens(library: Library, clock: Clock, findOwner: FindOwner): Tokens & Verifier {
  const { identify, forget } = openVerifier(library, clock, findOwner)
  return {
    list: async () => (await rowsIn(await library.$context)).map(tokenOf),
    create: (token) => createToken(library, token),
    async revoke(id) {
      const token = await revokeToken(await library.$context, id)
      forget()
      return token
    },
    identify,
    forget,
  }
}

function openVerifier(library: Library, clock: Clock, findOwner: FindOwner): Verifier {
  const remembered = new Map<string, Remembered>()
  /** Those that are being looked at, once for all who come with them meanwhile. */
  const verifying = new Map<string, Promise<TokenIdentity | null>>()
  let forgotten = 0
  const verify = async (text: string, key: string): Promise<TokenIdentity | null> => {
    const begunAfter = forgotten
    const { valid, key: row } = await library.api.verifyApiKey({ body: { key: text } })
    const identity = valid ? await ownedIdentity(tokenOf(row), findOwner) : null
    const until = Math.min(clock.now() + REMEMBERED_MS, identity?.expiresAt ?? Infinity)
    if (!identity || until <= clock.now()) return null
    if (begunAfter === forgotten) remembered.set(key, { identity, until })
    return identity
  }
  return {
    async identify(text) {
      const key = createHash('sha256').update(text).digest('base64')
      const known = remembered.get(key)
      if (known && clock.now() < known.until) return known.identity
      remembered.delete(key)
      const begun = verifying.get(key) ?? verify(text, key)
      verifying.set(key, begun)
      return begun.finally(() => verifying.delete(key))
    },
    forget() {
      forgotten++
      remembered.clear()
      verifying.clear()
    },
  }
}

async function ownedIdentity(token: Token, findOwner: FindOwner): Promise<TokenIdentity | null> {
  if (token.userId === null) return identityOf(token, token.role)
  const owner = await findOwner(token.userId)
  return owner && identityOf(token, lesserOf(token.role, owner.role))
}

const identityOf = ({ name, userId, expiresAt }: Token, role: Role): TokenIdentity => ({
  via: 'token',
  role,
  actor: { kind: 'token', name },
  userId,
  expiresAt,
})

function tokenOf(row: unknown): Token {
  const { id, name, start, referenceId, permissions, createdAt, expiresAt, lastRequest } = tokenRow.parse(row)
  return {
    id,
    name,
    start,
    role: permissions.role[0],
    userId: referenceId === COMMAND_LINE ? null : referenceId,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt?.getTime() ?? null,
    lastUsedAt: lastRequest?.getTime() ?? null,
  }
}

const rowsIn = ({ adapter }: LibraryContext): Promise<unknown[]> =>
  adapter.findMany({ model: 'apikey', sortBy: { field: 'createdAt', direction: 'asc' }, limit: ALL })

const createToken: (library: Library, token: Parameters<Tokens['create']>[0]) => ReturnType<Tokens['create']> = async (
  { api },
  { name, role, expiresInDays, userId },
) => {
  const expiresIn = expiresInDays === null ? null : expiresInDays * DAY_SECONDS
  const body = { name, userId: userId ?? COMMAND_LINE, expiresIn, permissions: { role: [role] } }
  const { key, ...row } = await api.createApiKey({ body })
  return { token: tokenOf(row), secret: new Secret(key) }
}

async function revokeToken({ adapter }: LibraryContext, id: string): Promise<Token | null> {
  const where = [{ field: 'id', value: id }]
  const row = await adapter.findOne({ model: 'apikey', where })
  if (row === null) return null
  await adapter.delete({ model: 'apikey', where })
  return tokenOf(row)
}

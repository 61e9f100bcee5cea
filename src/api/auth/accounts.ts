import type { Clock } from '../../lib/clock.ts'
import type { Random } from '../../lib/random.ts'
import type { SharedStore } from '../../store/port.ts'
import { openLibrary, OIDC } from './library.ts'
import type { Library, LibraryOptions } from './library.ts'
import type { Accounts, Identified, NewUser } from './port.ts'
import { openSessions } from './sessions.ts'
import { openSetup } from './setup.ts'
import { openTokens } from './tokens.ts'
import { openUsers } from './users.ts'

interface AccountsOptions extends LibraryOptions {
  readonly store: Pick<SharedStore, 'database' | 'secretFor' | 'ping'>
  readonly clock: Clock
  readonly random: Random
  /** Made where there is no user yet. */
  readonly firstAdmin: Omit<NewUser, 'role'> | null
}

/** Users and all ways to be one, in the store. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { store, clock, random, oidc, firstAdmin } = options
  const library = openLibrary({ ...options, oidc: null })
  const withOidc = lazily(options)
  const tokens = openTokens(library, clock, (id) => users.find(id))
  const users = openUsers(library, { clock, random, changed: tokens.forget })
  if (firstAdmin && (await users.list()).length === 0) await users.add({ ...firstAdmin, role: 'admin' })
  return {
    async identify(headers) {
      const authorization = headers.get('authorization')
      const asked = authorization === null ? bySession(library, headers) : byToken(tokens, authorization)
      // The library does not tell a store that fails from somebody it does not know.
      const [found] = await Promise.allSettled([asked])
      if (found.status === 'rejected' || found.value === null) await store.ping()
      return asked
    },
    async handle(request) {
      if (!oidc || !isOidc(request)) return library.handler(request)
      return (await withOidc())?.handler(request) ?? Response.json(SILENT_PROVIDER, { status: 502 })
    },
    hasOidc: oidc !== null,
    users,
    sessions: openSessions(library, clock),
    tokens,
    setup: await openSetup(users, random),
  }
}

const isOidc = ({ url }: Request): boolean =>
  ['/api/auth/sign-in/social', `/api/auth/callback/${OIDC}`].includes(new URL(url).pathname)

/**
 * The library asks the identity provider for its addresses when it is opened, and waits. So one of its own serves those
 * sign-ins, opened at the first of them, and again as long as the provider did not answer.
 */
function lazily(options: LibraryOptions): () => Promise<Library | null> {
  let opened: Library | null = null
  return async () => {
    const library = (opened ??= openLibrary(options))
    const { socialProviders } = await library.$context
    return (opened = socialProviders.length > 0 ? library : null)
  }
}

const SILENT_PROVIDER = { message: 'The identity provider does not answer.', code: 'PROVIDER_UNREACHABLE' }

async function bySession(library: Library, headers: Headers): Promise<Identified | null> {
  if (!headers.has('cookie')) return null
  const { response, headers: set } = await library.api.getSession({ headers, returnHeaders: true })
  if (!response) return null
  const { user, session } = response
  return {
    identity: {
      via: 'session',
      role: user.role,
      actor: { kind: 'user', name: user.email },
      userId: user.id,
      sessionId: session.id,
      expiresAt: session.expiresAt.getTime(),
    },
    cookies: set.getSetCookie(),
  }
}

async function byToken(tokens: ReturnType<typeof openTokens>, authorization: string): Promise<Identified | null> {
  const token = /^bearer +(\S{1,200})$/i.exec(authorization)?.[1]
  const identity = token === undefined ? null : await tokens.identify(token)
  return identity && { identity, cookies: [] }
}

import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { openAccounts } from '../../src/api/auth/accounts.ts'
import type { Accounts, User } from '../../src/api/auth/port.ts'
import type { Entrance } from '../../src/api/entrance.ts'
import { fakeClock, systemClock } from '../../src/lib/clock.ts'
import type { FakeClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import type { Role } from '../../src/model/role.ts'
import { Secret } from '../../src/model/secret.ts'
import { openStore } from '../../src/store/open.ts'
import type { SharedStore } from '../../src/store/port.ts'
import { apiWith, AT_LOOPBACK } from './api.ts'
import type { Fakes } from './api.ts'
import { temporaryFolder } from './temporary.ts'

export const PASSWORD = 'correct horse battery staple'

/** Where the browser of a test believes to be. */
const HOST = 'localhost:8470'
export const ORIGIN = `http://${HOST}`

export interface People {
  readonly app: FastifyInstance
  readonly accounts: Accounts
  readonly store: SharedStore
  /** The folder that holds the store. */
  readonly folder: string
  /** Every line logged. */
  readonly log: readonly string[]
  /** Starts now, since the library has its own. */
  readonly clock: FakeClock
  readonly add: (role: Role, email?: string) => Promise<User>
  /** The secret of a token. */
  readonly token: (role: Role, owner?: User) => Promise<string>
  /** A request of a page of ours, from an address of its own so that no limit counts the requests of others. */
  readonly ask: (request: InjectOptions) => Promise<LightMyRequestResponse>
  /** The cookie of a fresh session. */
  readonly signIn: (email: string, password?: string) => Promise<string>
}

let addresses = 0

/** An API with real users in a real store, as the server opens it. */
export async function withPeople(
  task: (people: People) => Promise<void>,
  { entrance = {}, fakes = {} }: { readonly entrance?: Partial<Entrance>; readonly fakes?: Fakes } = {},
): Promise<void> {
  using folder = temporaryFolder()
  const store = await openStore({ dataDir: folder.path, masterKeyFile: join(folder.path, 'master.key') }, systemRandom)
  const clock = fakeClock(systemClock.now())
  const log: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line) => log.push(line) })
  const options = { ...AT_LOOPBACK, ...entrance }
  const accounts = await openAccounts({ ...options, store, clock, random: systemRandom, log: logger })
  const { app } = await apiWith({ ...fakes, store: { ...store, ...fakes.store }, accounts, entrance: options, logger })
  const ask = (request: InjectOptions): Promise<LightMyRequestResponse> => {
    const remoteAddress = `10.0.${String(addresses >> 8)}.${String(addresses++ & 255)}`
    const headers = { host: HOST, ...request.headers }
    return app.inject({ remoteAddress, ...request, headers })
  }
  try {
    await task({
      app,
      accounts,
      store,
      folder: folder.path,
      log,
      clock,
      ask,
      add: (role, email = `${role}@example.com`) =>
        accounts.users.add({ email, name: null, role, password: new Secret(PASSWORD) }),
      async token(role, owner) {
        const made = await accounts.tokens.create({ name: role, role, expiresInDays: null, userId: owner?.id ?? null })
        return made.secret.reveal()
      },
      async signIn(email, password = PASSWORD) {
        const response = await ask(post('/api/auth/sign-in/email', { email, password }))
        assert.equal(response.statusCode, 200, response.body)
        return cookieIn(response)
      },
    })
  } finally {
    await app.close()
    await store.close()
  }
}

export const post = (url: string, payload: object = {}, headers: Record<string, string> = {}) =>
  ({ method: 'POST', url, payload, headers: { origin: ORIGIN, ...headers } }) as const

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** What the browser sends back of the cookies that a reply sets. */
export const cookieIn = ({ cookies }: LightMyRequestResponse): string =>
  cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ')

import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../src/api/app.ts'
import { openAccounts } from '../src/api/auth/accounts.ts'
import type { ApiPorts } from '../src/api/ports.ts'
import { systemClock } from '../src/lib/clock.ts'
import { systemRandom } from '../src/lib/random.ts'
import { openStore } from '../src/store/open.ts'
import { AT_LOOPBACK } from '../test/tools/api.ts'
import type { MadeFleet, Size } from './made-fleet.ts'

/** As src/config.ts has them. */
const LIVE_MS = 15_000
const INVENTORY_MS = 600_000

export interface MadeServer {
  readonly origin: string
  /** An API token of a viewer. */
  readonly token: string
  /** Signs an admin in, once. */
  signInPath(): Promise<string>
  stop(): Promise<void>
}

/** The real API, and the web interface where there is a folder of it, over a fleet that was made. */
export async function madeServer({ fleet }: MadeFleet, folder: string, webFolder: string | null): Promise<MadeServer> {
  const store = await openStore({ dataDir: folder, masterKeyFile: join(folder, 'key') }, systemRandom)
  const logger = pino({ level: 'warn' })
  const accounts = await openAccounts({ ...AT_LOOPBACK, store, clock: systemClock, random: systemRandom, log: logger })
  const { secret } = await accounts.tokens.create({ name: 'bench', role: 'viewer', expiresInDays: null, userId: null })
  const options = { ...AT_LOOPBACK, logger, version: '0', webFolder, clock: systemClock }
  const app = await buildApp({ ...NOBODY_ASKED, store, fleet, accounts }, options)
  return {
    origin: await app.listen({ host: '127.0.0.1', port: 0 }),
    token: secret.reveal(),
    async signInPath() {
      const { id } = await accounts.users.add({ email: 'a@example.com', name: 'A', role: 'admin', password: null })
      return (await accounts.users.link(id)).path
    },
    stop: () => app.close().then(() => store.close()),
  }
}

const nobody = (): never => {
  throw new Error('nothing is asked of a node here')
}

const NOBODY_ASKED: Omit<ApiPorts, 'store' | 'fleet' | 'accounts'> = {
  remotes: {
    add: nobody,
    change: nobody,
    remove: nobody,
    test: nobody,
    members: nobody,
    changeMember: nobody,
    refresh: nobody,
    refreshGuest: nobody,
    course: nobody,
  },
  history: { events: async () => [], course: async () => [], since: () => null },
  transcripts: { of: () => [] },
  permissions: [],
}

/** Live rounds and inventories as they come in at the default intervals, spread over them. */
export function collect(made: MadeFleet, { clusters, nodesEach }: Size): () => void {
  const nodes = clusters * nodesEach
  let [lives, inventories] = [0, 0]
  const live = setInterval(() => {
    made.live((lives % clusters) + 1, 1 + Math.floor(lives / clusters))
    lives++
  }, LIVE_MS / clusters)
  const inventory = setInterval(() => {
    made.inventory((inventories++ % nodes) + 1, 1 + Math.floor(lives / clusters))
  }, INVENTORY_MS / nodes)
  return () => {
    clearInterval(live)
    clearInterval(inventory)
  }
}

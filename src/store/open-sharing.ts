import { Kysely, PostgresDialect } from 'kysely'
import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../model/secret.ts'
import type { SharedStore } from './port.ts'
import { startBoss } from './postgres-boss.ts'
import { exchangeIn } from './postgres-exchange.ts'
import { listenToNews } from './postgres-news.ts'
import { poolOf } from './postgres-pool.ts'
import { openQueue } from './postgres-queue.ts'
import type { Exchange, WorkQueue } from './sharing-port.ts'
import type { Tables } from './tables.ts'

export interface SharedDatabase extends AsyncDisposable {
  readonly queue: WorkQueue
  readonly exchange: Exchange
  /** Calls `heard` with each message, and `listening` whenever some may have been missed. Returns what ends it. */
  listen(this: void, heard: (message: string) => void, listening: () => void): () => Promise<void>
}

/** A beat that takes longer comes too late. */
const LATE_MS = 5_000

/** What processes share beside the store in a database. Throws `StoreError`. */
export async function openSharedDatabase(
  url: Secret,
  { database }: SharedStore,
  clock: Clock,
): Promise<SharedDatabase> {
  // Work has connections of its own: it is held however much is being written.
  const pool = poolOf(url, { max: 3, query_timeout: LATE_MS })
  await using opened = new AsyncDisposableStack()
  opened.defer(() => pool.end())
  const boss = await startBoss(pool, clock)
  opened.defer(() => boss.stop({ graceful: false }))
  const queue = await openQueue({ boss, clock, db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) })
  const running = opened.move()
  return {
    queue,
    exchange: exchangeIn(database.db),
    listen: (heard, listening) => listenToNews({ url, clock, heard, listening }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

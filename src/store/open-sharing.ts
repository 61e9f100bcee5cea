import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../model/secret.ts'
import type { SharedStore } from './port.ts'
import { exchangeIn } from './postgres-exchange.ts'
import { leasesIn } from './postgres-leases.ts'
import { listenToNews } from './postgres-news.ts'
import { connectedTo } from './postgres.ts'
import type { Exchange, LeaseTable } from './sharing-port.ts'

export interface SharedDatabase extends AsyncDisposable {
  readonly table: LeaseTable
  readonly exchange: Exchange
  /** Calls `heard` with each message, and `listening` whenever some may have been missed. Returns what ends it. */
  listen(this: void, heard: (message: string) => void, listening: () => void): () => Promise<void>
}

/** A renewal that takes longer comes too late. */
const LATE_MS = 5_000

/** What processes share beside the store in a database. */
export function openSharedDatabase(url: Secret, { database }: SharedStore, clock: Clock): SharedDatabase {
  // Leases have connections of their own: they are renewed however much is being written.
  const leases = connectedTo(url, { max: 2, query_timeout: LATE_MS })
  return {
    table: leasesIn(leases),
    exchange: exchangeIn(database.db),
    listen: (heard, listening) => listenToNews({ url, clock, heard, listening }),
    [Symbol.asyncDispose]: () => leases.destroy(),
  }
}

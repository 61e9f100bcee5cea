import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { StoreError } from './port.ts'
import type { PostgresOptions } from './postgres-pool.ts'
import type { Tables } from './tables.ts'

/** How a command connects that works on the whole store: over one connection, so that the others are not its own. */
export const ALONE: PostgresOptions = { max: 1, application_name: 'panoramica-alone' }

/**
 * Keeps every other Panoramica from opening the store until the transaction ends. Throws `StoreError` where one has it
 * open.
 */
export async function holdAlone(db: Kysely<Tables>, name: string): Promise<void> {
  // Whoever opens the store reads this table.
  await sql`lock table own_secret in access exclusive mode`.execute(db)
  const { rows } = await sql<{ host: string | null }>`
    select host(client_addr) as host from pg_stat_activity
    where datname = current_database() and application_name like 'panoramica%' and pid <> pg_backend_pid()`.execute(db)
  const [other] = rows
  if (!other) return
  const where = other.host === null ? '' : ` on ${other.host}`
  throw new StoreError(`the store ${name} is in use by another process${where}`, 'Stop every Panoramica that uses it.')
}

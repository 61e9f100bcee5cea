import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Secret } from '../model/secret.ts'
import { migrate } from './migrations.ts'
import { StoreError } from './port.ts'
import type { SharedStore } from './port.ts'
import { postgresEngine } from './postgres-engine.ts'
import { nameOf, poolOf } from './postgres-pool.ts'
import type { PostgresOptions } from './postgres-pool.ts'
import type { Vault } from './secret.ts'
import { sqlStore } from './sql-store.ts'
import type { Tables } from './tables.ts'

/** As server_version_num says it. */
const OLDEST = 150_000

/** A server that went away without a word is noticed, whatever the network says of it. */
export const PATIENT: PostgresOptions = { query_timeout: 120_000 }

/** Opens the store in a PostgreSQL database, making its tables at the first start. Throws `StoreError`. */
export async function openPostgresStore(url: Secret, vault: Vault): Promise<SharedStore> {
  const db = await openPostgresTables(url, PATIENT)
  try {
    return await sqlStore(db, vault, postgresEngine())
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** The tables in a PostgreSQL database, up to date. Throws `StoreError`. */
export async function openPostgresTables(url: Secret, options: PostgresOptions = {}): Promise<Kysely<Tables>> {
  const db = connectedTo(url, options)
  try {
    await checkServer(db, nameOf(url))
    await migrate(db, nameOf(url))
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** The tables in a PostgreSQL database as they are, up to date or not. Connects when it is asked something. */
export const connectedTo = (url: Secret, options: PostgresOptions = {}): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOf(url, options) }) })

/** Throws `StoreError` for a server that cannot hold a store. */
export async function checkServer(db: Kysely<Tables>, name: string): Promise<void> {
  const { rows } = await sql<{ version: number; readonly: boolean; encoding: string }>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
      pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as readonly`.execute(db)
  const [server] = rows
  if (!server) return
  if (server.version < OLDEST)
    throw new StoreError(
      `the store ${name} is on PostgreSQL ${String(Math.floor(server.version / 10_000))}`,
      'It takes 15 or newer.',
    )
  if (server.encoding !== 'UTF8')
    throw new StoreError(
      `the store ${name} is encoded in ${server.encoding}`,
      'Make a database with `createdb -E UTF8 -T template0`.',
    )
  if (server.readonly)
    throw new StoreError(
      `the store ${name} takes no writes: it is a standby, or read-only`,
      'Name the primary in PANORAMICA_DATABASE_URL.',
    )
}

import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration } from 'kysely/migration'
import { initial } from './migrations/0001-initial.ts'
import { StoreError } from './port.ts'
import type { Tables } from './tables.ts'

/** In the order they run. One that was released is never changed again. */
const MIGRATIONS: Record<string, Migration> = { '0001-initial': initial }

/** Brings a store up to date. Throws `StoreError` for one that a newer version of Panoramica wrote. */
export async function migrate(db: Kysely<Tables>, name: string): Promise<void> {
  const unknown = (await done(db)).filter((migration) => !(migration in MIGRATIONS))
  if (unknown.length > 0) {
    throw new StoreError(
      `the store ${name} was written by a newer version of Panoramica (it knows ${unknown.join(', ')})`,
      'Start that version or a newer one, or restore a backup made before it.',
    )
  }
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } })
  const { error } = await migrator.migrateToLatest()
  if (error)
    throw error instanceof Error ? error : new Error('the store cannot be brought up to date', { cause: error })
}

async function done(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const rows = await db
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute()
  return rows.map((row) => row.name)
}

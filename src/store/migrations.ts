import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration } from 'kysely/migration'
import { initial } from './migrations/0001-initial.ts'
import { guests } from './migrations/0002-guests.ts'
import { users } from './migrations/0003-users.ts'
import { ownSecret } from './migrations/0004-own-secret.ts'
import { members } from './migrations/0005-members.ts'
import { history } from './migrations/0006-history.ts'
import { sharing } from './migrations/0007-sharing.ts'
import { sites } from './migrations/0008-sites.ts'
import { answers } from './migrations/0009-answers.ts'
import { jobs } from './migrations/0011-jobs.ts'
import { StoreError } from './port.ts'
import type { Tables } from './tables.ts'

/** In the order they run. One that was released is never changed again. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-guests': guests,
  '0003-users': users,
  '0004-own-secret': ownSecret,
  '0005-members': members,
  '0006-history': history,
  '0007-sharing': sharing,
  '0008-sites': sites,
  '0009-answers': answers,
  '0011-jobs': jobs,
}

/** How a store that has had these migrations compares to this version. */
export const compared = (had: readonly string[]): { readonly unknown: string[]; readonly missing: string[] } => ({
  unknown: had.filter((name) => !(name in MIGRATIONS)),
  missing: Object.keys(MIGRATIONS).filter((name) => !had.includes(name)),
})

/** Brings a store up to date. Throws `StoreError` for one that a newer version of Panoramica wrote. */
export async function migrate(db: Kysely<Tables>, name: string): Promise<void> {
  const { unknown } = compared(await done(db))
  if (unknown.length > 0) throw newer(`the store ${name}`, unknown)
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } })
  const { error } = await migrator.migrateToLatest()
  if (error)
    throw error instanceof Error ? error : new Error('the store cannot be brought up to date', { cause: error })
}

/** What a newer version wrote cannot be used. */
export const newer = (what: string, unknown: readonly string[]): StoreError =>
  new StoreError(
    `${what} was written by a newer version of Panoramica (it knows ${unknown.join(', ')})`,
    'Start that version or a newer one, or restore a backup made before it.',
  )

/** The migrations a store has had; none where it has no tables yet. */
export async function done(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const rows = await db
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .execute()
  return rows.map((row) => row.name)
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from './columns.ts'

/** Where remotes are, and on PostgreSQL the processes that read them. */
export const sites: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('remote').addColumn('site', 'text').execute()
    if (isPostgres(db)) await sql`alter table process add column site text`.execute(db)
  },
}

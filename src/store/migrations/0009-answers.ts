import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from './columns.ts'

/** What processes answer each other, too long for a notification, and of which version they are. A SQLite file has one process. */
export const answers: Migration = {
  async up(db: Kysely<unknown>) {
    if (!isPostgres(db)) return
    // Whoever asked waits for it for seconds: it is not worth a write-ahead log.
    await sql`create unlogged table answer (
      request text primary key, answer text not null, until timestamptz not null
    )`.execute(db)
    await sql`alter table process add column version text`.execute(db)
  },
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from './columns.ts'

/** Which processes there are, who reads what, and what others have to take in. A SQLite file has one process. */
export const sharing: Migration = {
  async up(db: Kysely<unknown>) {
    if (!isPostgres(db)) return
    await sql`create table process (id text primary key, collects boolean not null, until timestamptz not null)`.execute(
      db,
    )
    await sql`create table lease (name text primary key, holder text not null, until timestamptz not null)`.execute(db)
    // What is seen again in seconds is not worth a write-ahead log.
    await sql`create unlogged table live_look (
      node_id bigint primary key references node (id) on delete cascade, remote_id bigint not null, looks text not null
    )`.execute(db)
    await sql`create index live_look_of_remote on live_look (remote_id)`.execute(db)
    for (const table of ['observation', 'guest_observation'])
      await sql`alter table ${sql.table(table)}
        add column written xid8 not null default pg_current_xact_id()`.execute(db)
  },
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from './columns.ts'

/** Leases of our own give way to jobs. A SQLite file has one process. */
export const jobs: Migration = {
  async up(db: Kysely<unknown>) {
    if (!isPostgres(db)) return
    // An older process that is renewing its leases finds none, and stops.
    await sql`alter table lease rename to lease_that_was`.execute(db)
    // One that hears nothing stops by its own clock before they are over: what is read by leases is not read by jobs.
    await sql`select pg_sleep(greatest(0, extract(epoch from max(until) - clock_timestamp()))::float8)
      from lease_that_was`.execute(db)
    await sql`drop table lease_that_was`.execute(db)
  },
}

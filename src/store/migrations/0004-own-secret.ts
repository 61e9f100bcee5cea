import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What the store itself keeps secret, sealed. */
export const ownSecret: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('own_secret')
      .addColumn('name', 'text', (column) => column.notNull().primaryKey())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute()
  },
}

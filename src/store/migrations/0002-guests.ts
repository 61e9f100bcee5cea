import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { columnsOf } from './columns.ts'

/** What was seen of guests, wherever they were. */
export const guests: Migration = {
  async up(db: Kysely<unknown>) {
    const { integer } = columnsOf(db)
    await db.schema
      .createTable('guest_observation')
      .addColumn('remote_id', integer, (column) => column.notNull().references('remote.id').onDelete('cascade'))
      .addColumn('vmid', integer, (column) => column.notNull())
      .addColumn('collector', 'text', (column) => column.notNull())
      .addColumn('last', 'text', (column) => column.notNull())
      .addColumn('good', 'text')
      .addPrimaryKeyConstraint('observation_of_guest', ['remote_id', 'vmid', 'collector'])
      .execute()
  },
}

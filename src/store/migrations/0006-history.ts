import { sql } from 'kysely'
import type { ColumnDefinitionBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { columnsOf, isPostgres } from './columns.ts'

/** What changed, what was told of it last, and how things went over time. */
export const history: Migration = {
  async up(db: Kysely<unknown>) {
    const { integer } = columnsOf(db)
    await createEvents(db)
    await db.schema
      .createTable('told')
      .addColumn('remote_id', integer, (column) => ofRemote(column).primaryKey())
      .addColumn('told', 'text', notNull)
      .execute()
    await createSamples(db)
  },
}

const notNull = (column: ColumnDefinitionBuilder) => column.notNull()
const ofRemote = (column: ColumnDefinitionBuilder) => column.notNull().references('remote.id').onDelete('cascade')

async function createEvents(db: Kysely<unknown>): Promise<void> {
  const { integer, numbered } = columnsOf(db)
  await db.schema
    .createTable('fleet_event')
    .addColumn('id', integer, numbered)
    .addColumn('remote_id', integer, ofRemote)
    // No reference: what changed stays known when the node has left its cluster, and its number is not given again.
    .addColumn('node_id', integer)
    .addColumn('vmid', integer)
    .addColumn('name', 'text')
    .addColumn('at', integer, notNull)
    .addColumn('kind', 'text', notNull)
    .addColumn('what', 'text')
    .addColumn('from', 'text')
    .addColumn('to', 'text')
    .execute()
  await index(db, 'fleet_event_of_guest', ['remote_id', 'vmid'])
  await index(db, 'fleet_event_of_node', ['node_id'])
  await index(db, 'fleet_event_at', ['at'])
}

const index = (db: Kysely<unknown>, name: string, columns: string[]): Promise<void> =>
  db.schema.createIndex(name).on('fleet_event').columns(columns).execute()

/**
 * The key begins with the time: what is written together and dropped together lies together. One subject is found at any
 * time, since all times are multiples of the span.
 */
async function createSamples(db: Kysely<unknown>): Promise<void> {
  const { integer } = columnsOf(db)
  await db.schema
    .createTable('sample')
    .addColumn('span_ms', integer, notNull)
    .addColumn('at', integer, notNull)
    .addColumn('subject', 'text', notNull)
    .addColumn('figures', 'text', notNull)
    .addPrimaryKeyConstraint('sample_of_subject', ['span_ms', 'at', 'subject'])
    .modifyEnd(isPostgres(db) ? sql`partition by list (span_ms)` : sql`without rowid`)
    .execute()
  if (isPostgres(db)) await createSpans(db)
}

/** Samples that are dropped together are a table of their own; such tables are made when the first sample comes. */
async function createSpans(db: Kysely<unknown>): Promise<void> {
  for (const [span, milliseconds] of Object.entries({ minute: 60_000, hour: 3_600_000, day: 86_400_000 }))
    await sql`create table ${sql.table(`sample_${span}`)} partition of sample
      for values in (${sql.lit(milliseconds)}) partition by range (at)`.execute(db)
}

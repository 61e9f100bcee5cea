import { PostgresAdapter } from 'kysely'
import type { ColumnDefinitionBuilder, Kysely, QueryExecutorProvider } from 'kysely'

/** What the engines call the types of columns. SQLite's never change: stores of all versions have them. */
export interface Columns {
  /** Any whole number that JavaScript knows. */
  readonly integer: 'integer' | 'bigint'
  /** What is 0 or 1 in SQLite. */
  readonly boolean: 'integer' | 'boolean'
  /** What is a text of ISO 8601 in SQLite. */
  readonly date: 'date' | 'timestamptz'
  /** Makes a column the number of its row, none of which is ever given twice. */
  numbered(this: void, column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
}

const SQLITE: Columns = {
  integer: 'integer',
  boolean: 'integer',
  date: 'date',
  numbered: (column) => column.primaryKey().autoIncrement(),
}

const POSTGRES: Columns = {
  integer: 'bigint',
  boolean: 'boolean',
  date: 'timestamptz',
  numbered: (column) => column.generatedByDefaultAsIdentity().primaryKey(),
}

export const isPostgres = (db: QueryExecutorProvider): boolean => db.getExecutor().adapter instanceof PostgresAdapter

export const columnsOf = (db: Kysely<unknown>): Columns => (isPostgres(db) ? POSTGRES : SQLITE)

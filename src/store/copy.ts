import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { SPAN_MS } from '../model/sample.ts'
import type { Span } from '../model/sample.ts'
import { layoutOf } from './layout.ts'
import type { Layout } from './layout.ts'
import { isPostgres } from './migrations/columns.ts'
import { StoreError } from './port.ts'
import { postgresEngine } from './postgres-engine.ts'
import type { Tables } from './tables.ts'

export interface Copied {
  readonly tables: number
  readonly rows: number
}

type Row = Record<string, unknown>

const ROWS_AT_ONCE = 200

/**
 * Copies all that a store keeps to an empty one on the other engine, and reads it back: each row has to be there as it
 * was. Secrets stay sealed with the same key. Both are in a transaction, and neither is changed meanwhile. Throws
 * `StoreError`.
 */
export async function copyStore(from: Kysely<Tables>, to: Kysely<Tables>): Promise<Copied> {
  const layouts = await (isPostgres(from) ? layoutOf(to, from) : layoutOf(from, to))
  let rows = 0
  for (const layout of layouts) rows += await copyTable(layout, from, to)
  for (const layout of layouts.filter(({ isNumbered }) => isNumbered)) await keepNumber(layout, from, to)
  return { tables: layouts.length, rows }
}

async function copyTable(layout: Layout, from: Kysely<Tables>, to: Kysely<Tables>): Promise<number> {
  const given = openDigest(layout)
  const engine = postgresEngine()
  for await (const some of rowsIn(layout, from)) {
    const rows = some.map((row) => plainRow(layout, row))
    for (const row of rows) given.add(row)
    if (layout.name === 'sample' && isPostgres(to))
      for (const { span_ms, at } of rows) await engine.roomFor(to, spanOf(span_ms), Number(at))
    const written = isPostgres(to) ? rows.map((row) => postgresRow(layout, row)) : rows
    await anyTables(to).insertInto(layout.name).values(written).execute()
  }
  const taken = openDigest(layout)
  for await (const some of rowsIn(layout, to)) for (const row of some) taken.add(plainRow(layout, row))
  if (taken.told() !== given.told())
    throw new StoreError(
      `the table ${layout.name} could not be copied as it is`,
      'Nothing was changed. Please report it.',
    )
  return given.count()
}

/** Rows are read and written as the tables of the store say, whatever they are. */
const anyTables = (db: Kysely<Tables>): Kysely<Record<string, Row>> => db as unknown as Kysely<Record<string, Row>>

async function* rowsIn({ name, columns }: Layout, db: Kysely<Tables>): AsyncGenerator<Row[]> {
  const query = anyTables(db)
    .selectFrom(name)
    .select([...columns])
  if (!isPostgres(db)) {
    yield* inLots(query.stream())
    return
  }
  await sql`declare copied no scroll cursor for ${query}`.execute(db)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(ROWS_AT_ONCE)} from copied`.execute(db)
    if (rows.length === 0) break
    yield rows
  }
  await sql`close copied`.execute(db)
}

async function* inLots(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let lot: Row[] = []
  for await (const row of rows)
    if (lot.push(row) === ROWS_AT_ONCE) {
      yield lot
      lot = []
    }
  if (lot.length > 0) yield lot
}

/** A row as SQLite keeps it, whichever engine it comes from; without the NUL that PostgreSQL cannot keep. */
function plainRow({ columns, booleans, dates }: Layout, row: Row): Row {
  const plain = (column: string): unknown => {
    const value = row[column]
    if (value === null) return null
    if (booleans.has(column)) return Number(value)
    if (dates.has(column)) return new Date(value as string | Date).toISOString()
    return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value
  }
  return Object.fromEntries(columns.map((column) => [column, plain(column)]))
}

const postgresRow = ({ booleans }: Layout, row: Row): Row => ({
  ...row,
  ...Object.fromEntries([...booleans].map((column) => [column, row[column] === null ? null : row[column] === 1])),
})

const spanOf = (milliseconds: unknown): Span => {
  const [span] = Object.entries(SPAN_MS).find(([, length]) => length === milliseconds) ?? []
  if (span === undefined) throw new TypeError(`there are no samples of ${String(milliseconds)} ms`)
  return span as Span
}

/** How many rows there are, and the sum of their hashes: the same in whatever order they come. */
function openDigest({ columns }: Layout) {
  let count = 0
  let sum = 0n
  return {
    add(row: Row): void {
      const text = JSON.stringify(columns.map((column) => row[column]))
      count++
      sum += BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    },
    count: () => count,
    told: () => `${String(count)} ${sum.toString(16)}`,
  }
}

/** Goes on with the numbers where they were, so that none is given twice. */
async function keepNumber({ name }: Layout, from: Kysely<Tables>, to: Kysely<Tables>): Promise<void> {
  if (isPostgres(from)) {
    const { rows } = await sql<{ last: number | null }>`
      select pg_sequence_last_value(pg_get_serial_sequence(${name}, 'id')::regclass) as last`.execute(from)
    const last = rows[0]?.last ?? 0
    await sql`delete from sqlite_sequence where name = ${name}`.execute(to)
    await sql`insert into sqlite_sequence (name, seq) values (${name}, ${last})`.execute(to)
    return
  }
  const { rows } = await sql<{ last: number }>`select seq as last from sqlite_sequence where name = ${name}`.execute(
    from,
  )
  const last = rows[0]?.last ?? 0
  if (last > 0) await sql`select setval(pg_get_serial_sequence(${name}, 'id')::regclass, ${last})`.execute(to)
}

/** Whether nothing was ever kept here. */
export async function isEmpty(db: Kysely<Tables>): Promise<boolean> {
  return (await db.selectFrom('own_secret').select('name').execute()).length === 0
}

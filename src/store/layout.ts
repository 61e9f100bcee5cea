import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A table that both engines have, with its columns. */
export interface Layout {
  readonly name: string
  readonly columns: readonly string[]
  /** Columns that the engines keep in different forms. */
  readonly booleans: ReadonlySet<string>
  readonly dates: ReadonlySet<string>
  /** Whether its rows have numbers that are never given twice. */
  readonly isNumbered: boolean
}

/** All tables of a store, each after those it refers to. Both are of this version. */
export async function layoutOf(sqlite: Kysely<Tables>, postgres: Kysely<Tables>): Promise<Layout[]> {
  const columns = await sql<{ table: string; name: string; type: string; identity: string }>`
    select table_name as "table", column_name as name, data_type as type, is_identity as identity
    from information_schema.columns where table_schema = current_schema()`.execute(postgres)
  const inPostgres = Map.groupBy(columns.rows, ({ table }) => table)
  const layouts: Layout[] = []
  for (const name of await inOrder(sqlite)) {
    const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${name})`.execute(sqlite)
    const own = inPostgres.get(name) ?? []
    const ofType = (type: string) => new Set(own.filter((column) => column.type === type).map((column) => column.name))
    layouts.push({
      name,
      columns: rows.map((column) => column.name),
      booleans: ofType('boolean'),
      dates: ofType('timestamp with time zone'),
      isNumbered: own.some(({ identity }) => identity === 'YES'),
    })
  }
  return layouts
}

async function inOrder(sqlite: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string; refers: string | null }>`
    select list.name, key."table" as refers from sqlite_schema as list left join pragma_foreign_key_list(list.name) as key
    where list.type = 'table' and list.name not like 'sqlite\\_%' escape '\\' and list.name not like 'kysely\\_%' escape '\\'
    order by list.name`.execute(sqlite)
  const waiting = Map.groupBy(rows, ({ name }) => name)
  const ordered: string[] = []
  while (waiting.size > 0) {
    const free = [...waiting].filter(([, own]) => own.every(({ refers }) => refers === null || !waiting.has(refers)))
    if (free.length === 0) throw new TypeError(`these tables refer to each other: ${[...waiting.keys()].join(', ')}`)
    for (const [name] of free) {
      ordered.push(name)
      waiting.delete(name)
    }
  }
  return ordered
}

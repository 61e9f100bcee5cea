import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { SPAN_MS } from '../model/sample.ts'
import type { Span } from '../model/sample.ts'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** Samples that lie in one table, and are dropped with it, are of so many milliseconds. */
const TOGETHER_MS: Readonly<Record<Span, number>> = {
  minute: 6 * SPAN_MS.hour,
  hour: 7 * SPAN_MS.day,
  day: 364 * SPAN_MS.day,
}

const firstOf = (span: Span, at: number): number => Math.floor(at / TOGETHER_MS[span]) * TOGETHER_MS[span]
const nameOf = (span: Span, first: number): string => `sample_${span}_${String(first)}`

/** PostgreSQL, with samples in tables by time: dropping a table takes a moment, however much it holds. */
export function postgresEngine(): Engine {
  const there = new Set<string>()
  return {
    type: 'postgres',
    usedBytes,
    async roomFor(db, span, at) {
      const first = firstOf(span, at)
      const name = nameOf(span, first)
      if (there.has(name)) return
      await sql`create table if not exists ${sql.table(name)} partition of ${sql.table(`sample_${span}`)}
        for values from (${sql.lit(first)}) to (${sql.lit(first + TOGETHER_MS[span])})`.execute(db)
      there.add(name)
    },
    async dropOldest(db, span, before) {
      const [first] = await firstsOf(db, span)
      if (first === undefined || first + TOGETHER_MS[span] > before) return false
      there.delete(nameOf(span, first))
      await sql`drop table if exists ${sql.table(nameOf(span, first))}`.execute(db)
      return true
    },
  }
}

/** Where the samples begin that lie together, the oldest first. */
async function firstsOf(db: Kysely<Tables>, span: Span): Promise<number[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = to_regclass(${`sample_${span}`})`.execute(db)
  return rows.map(({ name }) => Number(name.slice(`sample_${span}_`.length))).sort((a, b) => a - b)
}

/** Tables and what belongs to them; dead rows count until they are reused. */
async function usedBytes(db: Kysely<Tables>): Promise<number> {
  const size: RawBuilder<{ bytes: number }> = sql`
    select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint as bytes from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'`
  return (await size.execute(db)).rows[0]?.bytes ?? 0
}

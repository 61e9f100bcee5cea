import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Engine } from './engine.ts'
import { dropOldestSamples } from './samples.ts'
import type { Tables } from './tables.ts'

export const SQLITE: Engine = {
  type: 'sqlite',
  usedBytes,
  roomFor: async () => undefined,
  dropOldest: dropOldestSamples,
}

/** Pages that rows were dropped from are on the free list until others fill them (sqlite.org/pragma.html). */
async function usedBytes(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (page_count - freelist_count) * page_size as bytes
    from pragma_page_count, pragma_freelist_count, pragma_page_size`.execute(db)
  return rows[0]?.bytes ?? 0
}

import type { Kysely } from 'kysely'
import type { Span } from '../model/sample.ts'
import type { Tables } from './tables.ts'

/** What each engine does in its own way. */
export interface Engine {
  readonly type: 'sqlite' | 'postgres'
  /** What the store takes on the disk, without what it has to reuse. */
  usedBytes(this: void, db: Kysely<Tables>): Promise<number>
  /** Has room for samples of a span at a time. */
  roomFor(this: void, db: Kysely<Tables>, span: Span, at: number): Promise<void>
  /** See `HistoryStore.dropOldest`. */
  dropOldest(this: void, db: Kysely<Tables>, span: Span, before: number): Promise<boolean>
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { SPAN_MS } from '../model/sample.ts'
import type { Sample, Span, Spread } from '../model/sample.ts'
import { statements } from './statements.ts'
import type { SampleRow, Tables } from './tables.ts'

/** A value alone is written as it is. */
const storedFigures = z.array(
  z.union([z.number(), z.tuple([z.number(), z.number(), z.number(), z.number()])]).nullable(),
)
type StoredFigure = z.infer<typeof storedFigures>[number]

const stored = (spread: Spread | null): StoredFigure => {
  if (!spread) return null
  const { least, mean, most, count } = spread
  return count === 1 ? mean : [least, mean, most, count]
}

function spreadOf(figure: StoredFigure): Spread | null {
  if (figure === null) return null
  if (typeof figure === 'number') return { least: figure, mean: figure, most: figure, count: 1 }
  const [least, mean, most, count] = figure
  return { least, mean, most, count }
}

/** Figures that another version wrote in another shape count as unknown. */
const sampleOf = ({ subject, figures }: Pick<SampleRow, 'subject' | 'figures'>): Sample => ({
  subject,
  figures: storedFigures.safeParse(JSON.parse(figures)).data?.map(spreadOf) ?? [],
})

/** As many rows as fit into one statement. */
const ROWS_AT_ONCE = 1000

/**
 * What a node may call a storage without harm to the samples of all others: a key of PostgreSQL has 2704 bytes at most
 * (nbtree.h, BTMaxItemSize).
 */
const LONGEST_SUBJECT = 600

const isNamed = ({ subject }: Sample): boolean => subject.length <= LONGEST_SUBJECT

export async function addSamples(
  db: Kysely<Tables>,
  span: Span,
  at: number,
  samples: readonly Sample[],
): Promise<void> {
  const rows = samples.filter(isNamed).map(({ subject, figures }) => ({
    span_ms: SPAN_MS[span],
    at,
    subject,
    figures: JSON.stringify(figures.map(stored)),
  }))
  await db.transaction().execute(async (transaction) => {
    for (const some of statements(rows, ({ subject }) => subject, ROWS_AT_ONCE))
      await transaction
        .insertInto('sample')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['span_ms', 'at', 'subject']).doUpdateSet({ figures: sql<string>`excluded.figures` }),
        )
        .execute()
  })
}

const ofSpan = (db: Kysely<Tables>, span: Span) => db.selectFrom('sample').where('span_ms', '=', SPAN_MS[span])

export async function samplesIn(db: Kysely<Tables>, span: Span, at: number): Promise<Sample[]> {
  const rows = await ofSpan(db, span).select(['subject', 'figures']).where('at', '=', at).orderBy('subject').execute()
  return rows.map(sampleOf)
}

export async function courseIn(
  db: Kysely<Tables>,
  span: Span,
  subject: string,
  times: readonly number[],
): Promise<Map<number, Sample>> {
  const rows = await ofSpan(db, span).selectAll().where('at', 'in', times).where('subject', '=', subject).execute()
  return new Map(rows.map((row) => [row.at, sampleOf(row)]))
}

export async function firstSampleIn(db: Kysely<Tables>, span: Span, from: number): Promise<number | null> {
  const found = await ofSpan(db, span)
    .select(({ fn }) => fn.min('at').as('at'))
    .where('at', '>=', from)
    .executeTakeFirst()
  return found?.at ?? null
}

export async function lastSampleIn(db: Kysely<Tables>, span: Span): Promise<number | null> {
  const found = await ofSpan(db, span)
    .select(({ fn }) => fn.max('at').as('at'))
    .executeTakeFirst()
  return found?.at ?? null
}

/** Of one time. Says whether there were any. */
export async function dropOldestSamples(db: Kysely<Tables>, span: Span, before: number): Promise<boolean> {
  const at = await firstSampleIn(db, span, 0)
  if (at === null || at >= before) return false
  await db.deleteFrom('sample').where('span_ms', '=', SPAN_MS[span]).where('at', '=', at).execute()
  return true
}

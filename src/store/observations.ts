import type { Kysely } from 'kysely'
import { z } from 'zod'
import { FAILURE_KINDS } from '../model/failure.ts'
import type { Kept, Observation } from '../model/observation.ts'
import type { KeptObservation } from './port.ts'
import type { Tables } from './tables.ts'

const via = z.enum(['ssh-batch', 'ssh-pvesh', 'ssh-plain', 'https']).nullable()

/** A look as it is written. The value of a good one is written once, apart. */
const storedLook = z.object({
  subject: z.object({ scope: z.enum(['node', 'cluster']), node: z.string() }),
  outcome: z.discriminatedUnion('status', [
    z.object({ status: z.literal('ok') }),
    z.object({ status: z.literal('absent'), reason: z.string(), hint: z.string().nullable() }),
    z.object({
      status: z.literal('failed'),
      failure: z.object({ kind: z.enum(FAILURE_KINDS), message: z.string(), hint: z.string().nullable() }),
    }),
  ]),
  at: z.number(),
  durationMs: z.number(),
  via,
})

const storedGood = z.object({ value: z.unknown(), at: z.number(), via })

type Row = Tables['observation']

function rowOf(nodeId: number, { collector, subject, outcome, at, durationMs, via }: Observation): Row {
  const ok = outcome.status === 'ok'
  const look: z.infer<typeof storedLook> = { subject, outcome: ok ? { status: 'ok' } : outcome, at, durationMs, via }
  return {
    node_id: nodeId,
    collector,
    last: JSON.stringify(look),
    good: ok ? JSON.stringify({ value: outcome.value, at, via } satisfies z.infer<typeof storedGood>) : null,
  }
}

/** A row as it was saved; null for one that another version wrote in another shape, which counts as never read. */
function keptOf({ collector, last, good }: Row): Kept | null {
  const look = parsed(storedLook, last)
  const lastGood = good === null ? null : parsed(storedGood, good)
  if (!look) return null
  const { outcome, ...rest } = look
  if (outcome.status !== 'ok') return { last: { collector, outcome, ...rest }, lastGood }
  return lastGood && { last: { collector, outcome: { status: 'ok', value: lastGood.value }, ...rest }, lastGood }
}

function parsed<T>(schema: z.ZodType<T>, json: string): T | null {
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}

export async function saveObservations(
  db: Kysely<Tables>,
  nodeId: number,
  observations: readonly Observation[],
): Promise<void> {
  if (observations.length === 0) return
  await db
    .insertInto('observation')
    .values(observations.map((observation) => rowOf(nodeId, observation)))
    .onConflict((conflict) =>
      conflict.columns(['node_id', 'collector']).doUpdateSet((to) => ({
        last: to.ref('excluded.last'),
        good: to.fn.coalesce('excluded.good', 'observation.good'),
      })),
    )
    .execute()
}

export async function keptIn(db: Kysely<Tables>): Promise<KeptObservation[]> {
  const rows = await db.selectFrom('observation').selectAll().execute()
  return rows.flatMap((row) => {
    const kept = keptOf(row)
    return kept ? [{ nodeId: row.node_id, kept }] : []
  })
}

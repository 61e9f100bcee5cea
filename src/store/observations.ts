import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { by } from '../lib/order.ts'
import { FAILURE_KINDS } from '../model/failure.ts'
import type { FleetEvent } from '../model/fleet-event.ts'
import { GUEST_TYPES } from '../model/observation.ts'
import type { Kept, Observation } from '../model/observation.ts'
import { insertEvents } from './fleet-events.ts'
import { StoreError } from './port.ts'
import type { KeptObservations, KeptOfGuest, KeptOfNode } from './port.ts'
import { statements } from './statements.ts'
import { isPostgres } from './migrations/columns.ts'
import type { GuestRow, NodeLookRow, SeenRow, Tables } from './tables.ts'

const via = z.enum(['ssh-batch', 'ssh-pvesh', 'ssh-plain', 'https']).nullable()

/** A look as it is written. The value of a good one is written once, apart. */
const storedLook = z.object({
  subject: z.discriminatedUnion('scope', [
    z.object({ scope: z.enum(['node', 'cluster']), node: z.string() }),
    z.object({ scope: z.literal('guest'), node: z.string(), vmid: z.number(), type: z.enum(GUEST_TYPES) }),
  ]),
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

function rowOf({ collector, subject, outcome, at, durationMs, via }: Observation): SeenRow {
  const ok = outcome.status === 'ok'
  const look: z.infer<typeof storedLook> = { subject, outcome: ok ? { status: 'ok' } : outcome, at, durationMs, via }
  return {
    collector,
    last: JSON.stringify(look),
    good: ok ? JSON.stringify({ value: outcome.value, at, via } satisfies z.infer<typeof storedGood>) : null,
  }
}

/** A row as it was saved; null for one that another version wrote in another shape, which counts as never read. */
function keptOf({ collector, last, good }: SeenRow): Kept | null {
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

/** As many rows as fit into one statement: SQLite takes 32,766 values. */
const ROWS_AT_ONCE = 5000

export async function saveObservations(
  db: Kysely<Tables>,
  nodeId: number,
  observations: readonly Observation[],
  events: readonly FleetEvent[],
): Promise<void> {
  const ofNode = observations.filter(({ subject }) => subject.scope !== 'guest')
  const ofGuests = observations.flatMap((one) => (one.subject.scope === 'guest' ? [{ one, of: one.subject }] : []))
  await db.transaction().execute(async (transaction) => {
    await insertEvents(transaction, events)
    const rows = ofNode.map((one) => ({ node_id: nodeId, ...rowOf(one) }))
    for (const some of statements(rows, ({ collector }) => collector, ROWS_AT_ONCE))
      await transaction
        .insertInto('observation')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['node_id', 'collector']).doUpdateSet(newestIn(transaction, 'observation')),
        )
        .execute()
    if (ofGuests.length === 0) return
    const node = await transaction.selectFrom('node').select('remote_id').where('id', '=', nodeId).executeTakeFirst()
    if (!node) throw new StoreError(`the store knows no node ${String(nodeId)}`, 'It may have been removed meanwhile.')
    await saveGuests(
      transaction,
      ofGuests.map(({ one, of: { vmid } }) => ({ ...node, vmid, ...rowOf(one) })),
    )
  })
}

const byCollector = by(({ collector }: GuestRow) => collector)

async function saveGuests(db: Kysely<Tables>, rows: GuestRow[]): Promise<void> {
  // In one order always: looks at two nodes between which a guest moves do not wait for each other in a circle.
  rows.sort((a, b) => a.vmid - b.vmid || byCollector(a, b))
  for (const some of statements(rows, ({ vmid, collector }) => `${String(vmid)} ${collector}`, ROWS_AT_ONCE))
    await db
      .insertInto('guest_observation')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['remote_id', 'vmid', 'collector']).doUpdateSet(newestIn(db, 'guest_observation')),
      )
      .execute()
}

export async function forgetGuest(db: Kysely<Tables>, remoteId: number, vmid: number): Promise<void> {
  await db.deleteFrom('guest_observation').where('remote_id', '=', remoteId).where('vmid', '=', vmid).execute()
}

/** The look takes the place of the one before; the good value stays where this one read none. */
const newestIn = (db: Kysely<Tables>, table: 'observation' | 'guest_observation') => ({
  last: sql<string>`excluded.last`,
  good: sql<string | null>`coalesce(excluded.good, ${sql.ref(`${table}.good`)})`,
  // By what transaction it was written.
  ...(isPostgres(db) && { written: sql`default` }),
})

/** A few remotes at a time: the rows of a thousand nodes take more memory than what becomes of them. */
export async function keptIn(db: Kysely<Tables>): Promise<KeptObservations> {
  const { nodes, guests } = COLUMNS
  const ofNodes: KeptOfNode[][] = []
  const ofGuests: KeptOfGuest[][] = []
  for (const [from, to] of spansOf(await db.selectFrom('node').select('id').orderBy('id').execute(), NODES_AT_ONCE)) {
    const among = db.selectFrom('observation').where('node_id', '>=', from).where('node_id', '<=', to)
    ofNodes.push(keptOfNodes(await among.select(nodes).orderBy('node_id').execute()))
  }
  for (const [from, to] of spansOf(
    await db.selectFrom('remote').select('id').orderBy('id').execute(),
    REMOTES_AT_ONCE,
  )) {
    const among = db.selectFrom('guest_observation').where('remote_id', '>=', from).where('remote_id', '<=', to)
    ofGuests.push(keptOfGuests(await among.select(guests).orderBy('remote_id').orderBy('vmid').execute()))
  }
  return { nodes: ofNodes.flat(), guests: ofGuests.flat() }
}

const NODES_AT_ONCE = 50
const REMOTES_AT_ONCE = 5

/** The first and the last of so many at a time. */
function spansOf(rows: readonly { readonly id: number }[], atOnce: number): (readonly [number, number])[] {
  const firsts = rows.filter((_, index) => index % atOnce === 0)
  return firsts.map(({ id }, index) => [id, rows[(index + 1) * atOnce - 1]?.id ?? rows.at(-1)?.id ?? id])
}

const SEEN = ['collector', 'last', 'good'] as const
const COLUMNS = { nodes: ['node_id', ...SEEN], guests: ['remote_id', 'vmid', ...SEEN] } as const

/** Rows as they were saved, but for those of another version. */
export const keptRows = (ofNodes: readonly NodeLookRow[], ofGuests: readonly GuestRow[]): KeptObservations => ({
  nodes: keptOfNodes(ofNodes),
  guests: keptOfGuests(ofGuests),
})

const keptOfNodes = (rows: readonly NodeLookRow[]): KeptOfNode[] =>
  rows.flatMap(({ node_id: nodeId, ...seen }) => {
    const kept = keptOf(seen)
    return kept ? [{ nodeId, kept }] : []
  })

const keptOfGuests = (rows: readonly GuestRow[]): KeptOfGuest[] =>
  rows.flatMap(({ remote_id: remoteId, ...seen }) => {
    const kept = keptOf(seen)
    return kept ? [{ remoteId, kept }] : []
  })

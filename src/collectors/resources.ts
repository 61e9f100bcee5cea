import { z } from 'zod'
import { FailureError } from '../model/failure.ts'
import { looseString } from '../pve/loose.ts'
import { rowsOf, unknownOr } from '../pve/reply.ts'
import type { PveApi } from '../transport/ports.ts'

const MOST_ROWS = 100_000

/**
 * `GET /cluster/resources`: what pvestatd of each node broadcast last, of all nodes, guests and storages. Rows made from
 * /etc/pve/.rrd also carry `ctime`, when they were made, and leave out what is unknown there. There are many, and live
 * rounds read them often: each is looked through once, by who needs it.
 */
const reply = rowsOf(z.unknown(), MOST_ROWS)
const heads = z.array(z.object({ type: looseString, node: unknownOr(looseString) }))

interface Row {
  readonly type: string
  readonly value: unknown
}
type Sorted = ReadonlyMap<string | null, readonly Row[]>

const byNode = new WeakMap<readonly unknown[], Sorted>()

/** The rows of these kinds that belong to a node. All who ask in one tick share the reply, and what it is sorted into. */
export async function resourcesOf<T>(
  pve: PveApi,
  node: string,
  types: readonly string[],
  row: z.ZodType<T>,
): Promise<readonly T[]> {
  const rows = await pve.get('/cluster/resources', reply)
  const sorted = byNode.get(rows) ?? sortedByNode(rows)
  byNode.set(rows, sorted)
  const wanted = (sorted.get(node) ?? []).filter(({ type }) => types.includes(type))
  return fitting(
    z.array(row),
    wanted.map(({ value }) => value),
  )
}

function sortedByNode(rows: readonly unknown[]): Sorted {
  const sorted = new Map<string | null, Row[]>()
  for (const [index, { type, node }] of fitting(heads, rows).entries()) {
    const own = sorted.get(node) ?? []
    sorted.set(node, own)
    own.push({ type, value: rows[index] })
  }
  return sorted
}

function fitting<T>(schema: z.ZodType<T>, rows: readonly unknown[]): T {
  const { success, data, error } = schema.safeParse(rows)
  if (success) return data
  const [issue] = error.issues
  throw new FailureError('bad-reply', `/cluster/resources is not what PVE sends: ${issue?.message ?? ''}`)
}

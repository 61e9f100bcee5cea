import type { Kysely } from 'kysely'
import type { KnownNode } from '../model/remote.ts'
import type { Sighting } from './port.ts'
import type { NodeRow, Tables } from './tables.ts'

const nodeOf = (row: NodeRow): KnownNode => ({
  id: row.id,
  remoteId: row.remote_id,
  name: row.name,
  address: row.address,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
})

export async function nodesIn(db: Kysely<Tables>): Promise<KnownNode[]> {
  const rows = await db.selectFrom('node').selectAll().orderBy('id').execute()
  return rows.map(nodeOf)
}

export async function sawNode(db: Kysely<Tables>, { remoteId, name, address, at }: Sighting): Promise<KnownNode> {
  const row = await db
    .insertInto('node')
    .values({ remote_id: remoteId, name, address, first_seen_at: at, last_seen_at: at })
    .onConflict((conflict) => conflict.columns(['remote_id', 'name']).doUpdateSet({ address, last_seen_at: at }))
    .returningAll()
    .executeTakeFirstOrThrow()
  return nodeOf(row)
}

import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Observation } from '../model/observation.ts'
import { keptRows } from './observations.ts'
import { later } from './postgres-presence.ts'
import { CHANNEL } from './postgres-news.ts'
import type { Exchange } from './sharing-port.ts'
import type { GuestRow, NodeLookRow, Tables } from './tables.ts'

/** The oldest transaction there can be. */
const FIRST = '0'

const answersIn = (db: Kysely<Tables>): Pick<Exchange, 'keepAnswer' | 'takeAnswer'> => ({
  async keepAnswer(request, answer, termMs) {
    await sql`delete from answer where until < clock_timestamp()`.execute(db)
    await sql`insert into answer (request, answer, until) values (${request}, ${answer}, ${later(termMs)})`.execute(db)
  },
  async takeAnswer(request) {
    const { rows } = await sql<{ answer: string }>`
      delete from answer where request = ${request} and until >= clock_timestamp() returning answer`.execute(db)
    return rows[0]?.answer ?? null
  },
})

export const exchangeIn = (db: Kysely<Tables>): Exchange => ({
  observedSince: (remoteId, mark) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => {
        const since = mark ?? FIRST
        // Transactions before this one are over: what they wrote is in this snapshot, or nowhere.
        const snapshot = await sql<{ mark: string }>`
          select pg_snapshot_xmin(pg_current_snapshot())::text as mark`.execute(transaction)
        const nodes = await sql<NodeLookRow>`
          select node_id, collector, last, good from observation join node on node.id = node_id
          where remote_id = ${remoteId} and written >= ${since}::xid8`.execute(transaction)
        const guests = await sql<GuestRow>`
          select remote_id, vmid, collector, last, good from guest_observation
          where remote_id = ${remoteId} and written >= ${since}::xid8`.execute(transaction)
        return { ...keptRows(nodes.rows, guests.rows), mark: snapshot.rows[0]?.mark ?? since }
      }),
  async keepLive(remoteId, looks) {
    for (const { nodeId, observations } of looks)
      await sql`insert into live_look (node_id, remote_id, looks)
        select id, ${remoteId}, ${JSON.stringify(observations)} from node where id = ${nodeId}
        on conflict (node_id) do update set looks = excluded.looks`.execute(db)
  },
  async liveOf(remoteId) {
    const { rows } = await sql<{ node_id: number; looks: string }>`
      select node_id, looks from live_look where remote_id = ${remoteId}`.execute(db)
    return rows.map(({ node_id, looks }) => ({
      nodeId: node_id,
      // Another process of this version wrote it: older and newer ones are refused.
      observations: JSON.parse(looks) as Observation[],
    }))
  },
  ...answersIn(db),
  async tell(message) {
    await sql`select pg_notify(${CHANNEL}, ${message})`.execute(db)
  },
})

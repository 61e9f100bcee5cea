import type { Kysely } from 'kysely'
import type { EventQuery, FleetEvent, KeptFleetEvent } from '../model/fleet-event.ts'
import type { FleetEventRow, Tables } from './tables.ts'

/** As many rows as fit into one statement. */
const ROWS_AT_ONCE = 1000

export async function insertEvents(db: Kysely<Tables>, events: readonly FleetEvent[]): Promise<void> {
  const rows = events.map(({ remoteId, nodeId, ...event }) => ({ ...event, remote_id: remoteId, node_id: nodeId }))
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    await db
      .insertInto('fleet_event')
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .execute()
}

/** The columns that can be asked for. */
const columnsOf = ({ remoteId, nodeId, vmid, kind }: EventQuery) => ({
  ...(remoteId !== undefined && { remote_id: remoteId }),
  ...(nodeId !== undefined && { node_id: nodeId }),
  ...(vmid !== undefined && { vmid }),
  ...(kind !== undefined && { kind }),
})

export async function fleetEventsIn(db: Kysely<Tables>, query: EventQuery): Promise<KeptFleetEvent[]> {
  const { before, limit } = query
  const rows = await db
    .selectFrom('fleet_event')
    .selectAll()
    .where((where) => where.and(columnsOf(query)))
    .$if(before !== undefined, (select) => select.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(eventOf)
}

const eventOf = ({ remote_id, node_id, ...event }: FleetEventRow): KeptFleetEvent => ({
  ...event,
  remoteId: remote_id,
  nodeId: node_id,
})

/** Numbers grow with time, so the oldest events are those with the lowest. */
export async function dropEvents(db: Kysely<Tables>, before: number, kept: number, most: number): Promise<void> {
  const ends = await db
    .selectFrom('fleet_event')
    .select(({ fn }) => [fn.min('id').as('first'), fn.max('id').as('last')])
    .executeTakeFirst()
  if (!ends) return
  await db
    .deleteFrom('fleet_event')
    .where('id', '<', ends.first + most)
    .where((where) => where.or([where('at', '<', before), where('id', '<=', ends.last - kept)]))
    .execute()
}

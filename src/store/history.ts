import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { FleetEvent } from '../model/fleet-event.ts'
import type { Engine } from './engine.ts'
import { dropEvents, fleetEventsIn, insertEvents } from './fleet-events.ts'
import type { HistoryStore } from './history-port.ts'
import { addSamples, courseIn, firstSampleIn, lastSampleIn, samplesIn } from './samples.ts'
import type { Tables } from './tables.ts'

export const historyStore = (db: Kysely<Tables>, engine: Engine): HistoryStore => ({
  events: (query) => fleetEventsIn(db, query),
  dropEvents: (before, kept, most) => dropEvents(db, before, kept, most),
  tell: (remoteId, told, events) => tell(db, remoteId, told, events),
  told: () => toldIn(db),
  async addSamples(span, at, samples) {
    await engine.roomFor(db, span, at)
    await addSamples(db, span, at, samples)
  },
  samples: (span, at) => samplesIn(db, span, at),
  course: (span, subject, times) => courseIn(db, span, subject, times),
  firstSample: (span, from) => firstSampleIn(db, span, from),
  lastSample: (span) => lastSampleIn(db, span),
  dropOldest: (span, before) => engine.dropOldest(db, span, before),
  usedBytes: () => engine.usedBytes(db),
})

async function tell(db: Kysely<Tables>, remoteId: number, told: unknown, events: readonly FleetEvent[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('told')
      .values({ remote_id: remoteId, told: JSON.stringify(told) })
      .onConflict((conflict) => conflict.column('remote_id').doUpdateSet({ told: sql<string>`excluded.told` }))
      .execute()
    await insertEvents(transaction, events)
  })
}

async function toldIn(db: Kysely<Tables>): Promise<Map<number, unknown>> {
  const rows = await db.selectFrom('told').selectAll().execute()
  return new Map(rows.map(({ remote_id, told }) => [remote_id, JSON.parse(told) as unknown]))
}

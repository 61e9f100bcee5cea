import type { Kysely } from 'kysely'
import type { AuditEvent, KeptEvent } from '../model/audit.ts'
import type { AuditRow, Tables } from './tables.ts'

/** Events kept, so that whoever fails to sign in a million times does not fill the disk. */
const KEPT_EVENTS = 100_000

export async function recordEvent(db: Kysely<Tables>, event: AuditEvent): Promise<void> {
  const { at, action, actor, subject, from, ok } = event
  await db.transaction().execute(async (transaction) => {
    const { id } = await transaction
      .insertInto('audit_event')
      .values({ at, action, actor_kind: actor.kind, actor_name: actor.name, subject, from, ok: Number(ok) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await transaction
      .deleteFrom('audit_event')
      .where('id', '<=', id - KEPT_EVENTS)
      .execute()
  })
}

export async function eventsIn(db: Kysely<Tables>, before: number | null, limit: number): Promise<KeptEvent[]> {
  const rows = await db
    .selectFrom('audit_event')
    .selectAll()
    .$if(before !== null, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(eventOf)
}

const eventOf = ({ actor_kind: kind, actor_name: name, ok, ...event }: AuditRow): KeptEvent => ({
  ...event,
  actor: { kind, name },
  ok: ok === 1,
})

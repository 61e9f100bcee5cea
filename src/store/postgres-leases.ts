import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { HISTORY_LEASE } from './sharing-port.ts'
import type { LeaseTable } from './sharing-port.ts'
import type { Tables } from './tables.ts'

const later = (milliseconds: number): RawBuilder<Date> =>
  sql`clock_timestamp() + ${sql.lit(milliseconds)} * interval '1 millisecond'`

/** Everything is timed by the clock of the server. */
export const leasesIn = (db: Kysely<Tables>): LeaseTable => ({
  beat: (processId, collects, termMs) =>
    db.transaction().execute(async (transaction) => {
      await sql`insert into process (id, collects, until) values (${processId}, ${collects}, ${later(termMs)})
        on conflict (id) do update set until = excluded.until`.execute(transaction)
      await sql`delete from process where until < clock_timestamp()`.execute(transaction)
      await sql`delete from lease where holder = ${processId} and name <> ${HISTORY_LEASE}
        and not exists (select from remote where 'remote ' || id = lease.name)`.execute(transaction)
      const held = await sql<{ name: string }>`update lease set until = ${later(termMs)}
        where holder = ${processId} and until > clock_timestamp() returning name`.execute(transaction)
      const free = await sql<{ name: string }>`
        select name from (select 'remote ' || id as name from remote union all select ${HISTORY_LEASE}::text) as work
        where not exists (select from lease where lease.name = work.name and until > clock_timestamp())
        order by md5(name || ${processId})`.execute(transaction)
      const counted = await sql<{ remotes: number; workers: number }>`
        select (select count(*) from remote) as remotes,
          (select count(*) from process where collects) as workers`.execute(transaction)
      const { remotes = 0, workers = 1 } = counted.rows[0] ?? {}
      return { held: held.rows.map(nameOf), free: free.rows.map(nameOf), remotes, workers }
    }),
  claim: (processId, names, termMs) =>
    db.transaction().execute(async (transaction) => {
      if (names.length === 0) return []
      const { rows } = await sql<{ name: string }>`
        insert into lease (name, holder, until)
        select name, ${processId}, ${later(termMs)} from unnest(${names}::text[]) as name order by name
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where lease.until <= clock_timestamp() returning name`.execute(transaction)
      return rows.map(nameOf)
    }),
  release: (processId, names) =>
    db.transaction().execute(async (transaction) => {
      await sql`delete from lease where holder = ${processId} and name = any(${names}::text[])`.execute(transaction)
    }),
  leave: (processId) =>
    db.transaction().execute(async (transaction) => {
      await sql`delete from lease where holder = ${processId}`.execute(transaction)
      await sql`delete from process where id = ${processId}`.execute(transaction)
    }),
})

const nameOf = ({ name }: { readonly name: string }): string => name

import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { compared, newer } from './migrations.ts'
import { HISTORY_LEASE } from './sharing-port.ts'
import type { LeaseTable, Presence, SiteStrength, Standing, Work } from './sharing-port.ts'
import type { Tables } from './tables.ts'

/** So much later by the clock of the database. */
export const later = (milliseconds: number): RawBuilder<Date> =>
  sql`clock_timestamp() + ${sql.lit(milliseconds)} * interval '1 millisecond'`

const NOTHING: Standing = { held: [], free: [], sites: [], versions: [], superseded: null }

/** Everything is timed by the clock of the server. */
export const leasesIn = (db: Kysely<Tables>): LeaseTable => ({
  beat: (process, termMs) =>
    db.transaction().execute(async (transaction) => {
      const { unknown } = compared(await migrationsIn(transaction))
      if (unknown.length > 0) return { ...NOTHING, superseded: newer('the database', unknown) }
      await keepPresence(transaction, process, termMs)
      return {
        superseded: null,
        versions: await versions(transaction),
        held: await renewed(transaction, process.id, termMs),
        free: await free(transaction, process.id),
        sites: await sites(transaction),
      }
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

/** Those that the tables have had by now: another process may be of a newer version. */
async function migrationsIn(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map(nameOf)
}

/** Says that a process is there, and forgets those that are not, and leases on what is gone. */
async function keepPresence(
  db: Kysely<Tables>,
  { id, collects, site, version }: Presence,
  termMs: number,
): Promise<void> {
  await sql`insert into process (id, collects, site, version, until)
    values (${id}, ${collects}, ${site}, ${version}, ${later(termMs)})
    on conflict (id) do update set until = excluded.until`.execute(db)
  await sql`delete from process where until < clock_timestamp()`.execute(db)
  await sql`delete from lease where holder = ${id} and name <> ${HISTORY_LEASE}
    and not exists (select from remote where 'remote ' || id = lease.name)`.execute(db)
}

async function renewed(db: Kysely<Tables>, processId: string, termMs: number): Promise<readonly Work[]> {
  const { rows } = await sql<Work>`
    with renewed as (update lease set until = ${later(termMs)}
      where holder = ${processId} and until > clock_timestamp() returning name)
    select renewed.name, remote.site from renewed left join remote on 'remote ' || remote.id = renewed.name`.execute(db)
  return rows
}

async function free(db: Kysely<Tables>, processId: string): Promise<readonly Work[]> {
  const { rows } = await sql<Work>`
    select name, site from (
      select 'remote ' || id as name, site from remote union all select ${HISTORY_LEASE}::text, null
    ) as work
    where not exists (select from lease where lease.name = work.name and until > clock_timestamp())
    order by md5(name || ${processId})`.execute(db)
  return rows
}

async function sites(db: Kysely<Tables>): Promise<readonly SiteStrength[]> {
  const { rows } = await sql<SiteStrength>`
    select site, sum(remotes)::int as remotes, sum(workers)::int as workers from (
      select site, 1 as remotes, 0 as workers from remote union all select site, 0, 1 from process where collects
    ) as parts group by site`.execute(db)
  return rows
}

async function versions(db: Kysely<Tables>): Promise<readonly (string | null)[]> {
  const { rows } = await sql<{ version: string | null }>`select distinct version from process`.execute(db)
  return rows.map(({ version }) => version)
}

const nameOf = ({ name }: { readonly name: string }): string => name

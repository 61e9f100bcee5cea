import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { compared, newer } from './migrations.ts'
import type { StoreError } from './port.ts'
import type { Presence, SiteStrength, Standing } from './sharing-port.ts'
import type { Tables } from './tables.ts'

/** So much later by the clock of the database. */
export const later = (milliseconds: number): RawBuilder<Date> =>
  sql`clock_timestamp() + ${sql.lit(milliseconds)} * interval '1 millisecond'`

export type Company = Pick<Standing, 'sites' | 'versions'>

/** Says that a process is there for so long, and who else is; why it is to stop where the tables are newer. */
export const beatIn = (db: Kysely<Tables>, process: Presence, termMs: number): Promise<Company | StoreError> =>
  db.transaction().execute(async (transaction) => {
    const { unknown } = compared(await migrationsIn(transaction))
    if (unknown.length > 0) return newer('the database', unknown)
    await keepPresence(transaction, process, termMs)
    return { versions: await versions(transaction), sites: await sites(transaction) }
  })

export async function leaveIn(db: Kysely<Tables>, processId: string): Promise<void> {
  await sql`delete from process where id = ${processId}`.execute(db)
}

/** Those that the tables have had by now: another process may be of a newer version. */
async function migrationsIn(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map(({ name }) => name)
}

/** Says that a process is there, and forgets those that are not. */
async function keepPresence(
  db: Kysely<Tables>,
  { id, collects, site, version }: Presence,
  termMs: number,
): Promise<void> {
  await sql`insert into process (id, collects, site, version, until)
    values (${id}, ${collects}, ${site}, ${version}, ${later(termMs)})
    on conflict (id) do update set until = excluded.until`.execute(db)
  await sql`delete from process where until < clock_timestamp()`.execute(db)
}

async function sites(db: Kysely<Tables>): Promise<readonly SiteStrength[]> {
  const { rows } = await sql<SiteStrength>`
    select site, coalesce(jsonb_agg(remote order by remote) filter (where remote is not null), '[]') as "remoteIds",
      sum(workers)::int as workers
    from (
      select site, id as remote, 0 as workers from remote union all select site, null, 1 from process where collects
    ) as parts group by site`.execute(db)
  return rows
}

async function versions(db: Kysely<Tables>): Promise<readonly (string | null)[]> {
  const { rows } = await sql<{ version: string | null }>`select distinct version from process`.execute(db)
  return rows.map(({ version }) => version)
}

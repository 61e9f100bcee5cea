import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { fromKysely } from 'pg-boss'
import type { JobAttempt, JobInsert, JobWithMetadata, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import { GIVEN_UP, HISTORY, READ, TEND } from './postgres-boss.ts'
import { beatIn, leaveIn } from './postgres-presence.ts'
import { StoreError } from './port.ts'
import { HISTORY_LEASE, leaseOf, remoteOf, TERM_MS } from './sharing-port.ts'
import type { GivenUp, Standing, Wanted, Work, WorkQueue } from './sharing-port.ts'
import type { Tables } from './tables.ts'

/** A job of pg-boss ends after a day, and one that went well for so long is not to be given up for what was before. */
const RENEWED_AFTER_MS = 12 * 3_600_000
const FORGIVEN_AFTER_MS = 10 * 60_000
/** So many are begun anew with a beat: a beat is not to come late. */
const AT_ONCE = 20
/** So long a remote is left alone that process after process ended on. */
const ALONE_MS = 15 * 60_000
const EVERY_MINUTE = '* * * * *'
const MOST_JOBS = 100_000

interface RemoteJob {
  readonly remoteId: number
}

/** A job as this process took it: a later attempt is not its own any more. */
interface Attempt extends JobAttempt {
  readonly queue: string
  readonly takenAt: number
}

export interface QueueDeps {
  readonly boss: PgBoss
  readonly db: Kysely<Tables>
  readonly clock: Clock
}

interface State extends QueueDeps {
  readonly attempts: Map<string, Attempt>
  /** The sites of all remotes, as of the last beat. */
  sites: ReadonlyMap<number, string | null>
  /** Whether the beat before went well. */
  isSteady: boolean
}

/** Work as jobs of pg-boss, timed by the clock of the database. */
export async function openQueue(deps: QueueDeps): Promise<WorkQueue> {
  const state: State = { ...deps, attempts: new Map(), sites: new Map(), isSteady: false }
  const { boss, db } = deps
  await tend(deps)
  await boss.work(TEND, { pollingIntervalSeconds: 10 }, () => tend(deps))
  await boss.schedule(TEND, EVERY_MINUTE)
  return {
    beat: (process) => beat(state, process),
    take: (wanted) => take(state, wanted),
    giveBack: (names) => giveBack(state, names),
    async leave(processId) {
      await giveBack(state, [...state.attempts.keys()])
      await leaveIn(db, processId)
    },
    put: (remoteId) => put(deps, remoteId),
  }
}

async function beat(state: State, process: Parameters<WorkQueue['beat']>[0]): Promise<Standing> {
  const { boss, db, isSteady } = state
  state.isSteady = false
  const company = await beatIn(db, process, TERM_MS)
  if (company instanceof StoreError) return { held: [], sites: [], givenUp: [], versions: [], superseded: company }
  state.sites = new Map(company.sites.flatMap(({ site, remoteIds }) => remoteIds.map((id) => [id, site] as const)))
  const held = await stillHeld(state)
  // After the database was away, those that go on say so first.
  if (isSteady) await boss.supervise()
  const givenUp = await letters(boss)
  state.isSteady = true
  return { ...company, held, givenUp, superseded: null }
}

/** Says that this process is at work on what it holds, and what of it is still its own. */
async function stillHeld(state: State): Promise<Work[]> {
  const { boss, attempts, sites, clock } = state
  const settled = new Set<string>()
  for (const [queue, of] of Map.groupBy(attempts.values(), (attempt) => attempt.queue))
    for (const id of idsIn(await boss.touch(queue, of))) settled.add(id)
  for (const [name, { id }] of attempts) if (!settled.has(id)) attempts.delete(name)
  const gone = [...attempts.keys()].filter((name) => {
    const remoteId = remoteOf(name)
    return remoteId !== null && !sites.has(remoteId)
  })
  await giveBack(state, gone)
  const isDue = ({ takenAt, retryCount }: Attempt): boolean =>
    clock.now() - takenAt >= (retryCount > 0 ? FORGIVEN_AFTER_MS : RENEWED_AFTER_MS)
  for (const [name, attempt] of [...attempts].filter(([, attempt]) => isDue(attempt)).slice(0, AT_ONCE))
    await beginAnew(state, name, attempt)
  return [...attempts.keys()].map((name) => ({ name, site: siteOf(state, name) }))
}

/** Puts another job in the place of one, and takes it before anybody else can see it. */
async function beginAnew({ boss, db, attempts, sites, clock }: State, name: string, attempt: Attempt): Promise<void> {
  const { queue } = attempt
  const [next] = nextOf(name, sites)
  // No other job has it, so that none else is taken.
  const priority = remoteOf(name) ?? 1
  const taken = await db.transaction().execute(async (transaction) => {
    const within = { db: fromKysely(transaction) }
    const isOurs = idsIn(await boss.complete(queue, attempt, null, within)).length > 0
    if (!isOurs) return []
    await boss.insert(queue, [{ ...next, priority }], within)
    return boss.fetch(queue, { minPriority: priority, maxPriority: priority, ...within })
  })
  attempts.delete(name)
  for (const { id, retryCount } of taken) attempts.set(name, { id, retryCount, queue, takenAt: clock.now() })
}

const siteOf = ({ sites }: State, name: string): string | null => sites.get(remoteOf(name) ?? 0) ?? null

const nameOf = ({ data }: { readonly data: RemoteJob }): string => leaseOf(data.remoteId)

async function take(state: State, { remotes, notAt, history }: Wanted): Promise<readonly string[]> {
  const { boss, db, attempts, clock } = state
  const ignoreGroups = notAt.map(groupOf)
  const [toRead, toKeep] = [
    remotes > 0 ? await boss.fetch<RemoteJob>(READ, { batchSize: remotes, ignoreGroups }) : [],
    history ? await boss.fetch(HISTORY) : [],
  ]
  const takenAt = clock.now()
  const hold = (name: string, queue: string, { id, retryCount }: JobAttempt): void => {
    attempts.set(name, { id, retryCount, queue, takenAt })
  }
  for (const job of toRead) hold(nameOf(job), READ, job)
  for (const job of toKeep) hold(HISTORY_LEASE, HISTORY, job)
  const kept = toKeep.map(() => HISTORY_LEASE)
  if (toRead.length === 0) return kept
  state.sites = await sitesIn(db)
  // Whoever put a job there may not have known where the remote is now.
  const isWanted = ({ data: { remoteId } }: { readonly data: RemoteJob }): boolean => {
    const site = state.sites.get(remoteId)
    return site !== undefined && !notAt.includes(site)
  }
  const { wanted = [], other = [] } = Object.groupBy(toRead, (job) => (isWanted(job) ? 'wanted' : 'other'))
  await giveBack(state, other.map(nameOf))
  return [...wanted.map(nameOf), ...kept]
}

/** Ends these jobs, and begins others in their place where there is still something to do. */
async function giveBack({ boss, db, attempts, sites }: State, names: readonly string[]): Promise<void> {
  const given = names.flatMap((name) => {
    const attempt = attempts.get(name)
    return attempt ? [{ name, ...attempt }] : []
  })
  for (const [queue, jobs] of Map.groupBy(given, (job) => job.queue))
    await db.transaction().execute(async (transaction) => {
      const within = { db: fromKysely(transaction) }
      const settled = new Set(idsIn(await boss.complete(queue, jobs, null, within)))
      const next = jobs.filter(({ id }) => settled.has(id)).flatMap(({ name }) => nextOf(name, sites))
      if (next.length > 0) await boss.insert(queue, next, within)
    })
  for (const name of names) attempts.delete(name)
}

/** The library says which jobs those were, and has no type for it. */
const idsIn = (response: object): readonly string[] => Settled.parse(response).settled

const Settled = z.object({ settled: z.array(z.uuid()) })

/** None for a remote that is gone. */
function nextOf(name: string, sites: State['sites']): JobInsert[] {
  const remoteId = remoteOf(name)
  if (remoteId === null) return [historyJob]
  const site = sites.get(remoteId)
  return site === undefined ? [] : [jobOf(remoteId, site)]
}

const historyJob: JobInsert = { singletonKey: HISTORY }

const jobOf = (remoteId: number, site: string | null): JobInsert<RemoteJob> => ({
  data: { remoteId },
  singletonKey: String(remoteId),
  group: { id: groupOf(site) },
})

/** No site is called like that. */
const groupOf = (site: string | null): string => site ?? '*'

async function sitesIn(db: Kysely<Tables>): Promise<Map<number, string | null>> {
  const { rows } = await sql<{ id: number; site: string | null }>`select id, site from remote`.execute(db)
  return new Map(rows.map(({ id, site }) => [id, site]))
}

async function letters(boss: PgBoss): Promise<GivenUp[]> {
  const found = await lettersIn(boss)
  return found.map(({ data, sourceRetryCount }) => ({ remoteId: data.remoteId, times: (sourceRetryCount ?? 0) + 1 }))
}

const lettersIn = (boss: PgBoss, data: object = {}): Promise<JobWithMetadata<RemoteJob>[]> =>
  boss.findJobs<RemoteJob>(GIVEN_UP, { queued: true, data, limit: MOST_JOBS })

async function put({ boss, db }: QueueDeps, remoteId: number): Promise<void> {
  const ids = (await lettersIn(boss, { remoteId })).map(({ id }) => id)
  if (ids.length > 0) await boss.deleteJob(GIVEN_UP, ids)
  const site = (await sitesIn(db)).get(remoteId)
  if (site === undefined) return
  const { data, ...options } = jobOf(remoteId, site)
  await boss.upsert(READ, data, options)
}

/** Whatever a process that ended did not come to: a job for each remote, at its site, and a new try for those given up. */
async function tend({ boss, db, clock }: QueueDeps): Promise<void> {
  await boss.redrive(GIVEN_UP, { createdBefore: new Date(clock.now() - ALONE_MS), limit: MOST_JOBS })
  const given = new Map((await lettersIn(boss)).map(({ id, data }) => [data.remoteId, id]))
  const sites = await sitesIn(db)
  const gone = [...given].filter(([remoteId]) => !sites.has(remoteId)).map(([, id]) => id)
  if (gone.length > 0) await boss.deleteJob(GIVEN_UP, gone)
  const missing = [...sites].filter(([remoteId]) => !given.has(remoteId))
  await boss.insert(
    READ,
    missing.map(([remoteId, site]) => jobOf(remoteId, site)),
  )
  await boss.insert(HISTORY, [historyJob])
  for (const { id, data, groupId } of await boss.findJobs<RemoteJob>(READ, { queued: true, limit: MOST_JOBS })) {
    const site = sites.get(data.remoteId)
    if (site === undefined) await boss.deleteJob(READ, id)
    else if (groupId !== groupOf(site)) await boss.update(READ, undefined, { id, group: { id: groupOf(site) } })
  }
}

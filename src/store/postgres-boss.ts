import type { PostgresPool } from 'kysely'
import { PgBoss } from 'pg-boss'
import type { Clock as BossClock, Db, Queue } from 'pg-boss'
import type { Clock } from '../lib/clock.ts'
import { TERM_MS } from './sharing-port.ts'

/** Where its tables are, which it makes and brings up to date itself. */
const SCHEMA = 'panoramica_jobs'

/** Each remote is a job, which whoever reads it works on without end. */
export const READ = 'read'
/** One job, of whoever keeps history. */
export const HISTORY = 'history'
/** Remotes that process after process ended on. */
export const GIVEN_UP = 'given-up'
/** Once a minute somebody looks that nothing is missing. */
export const TEND = 'tend'

const HOUR_S = 3600
const endless: Partial<Queue> = { policy: 'exclusive', heartbeatSeconds: TERM_MS / 1000, expireInSeconds: 24 * HOUR_S }
const short: Partial<Queue> = { deleteAfterSeconds: HOUR_S }

/** In the order in which they can be made. A process that ends costs its jobs one of their retries. */
const QUEUES: readonly Queue[] = [
  { name: GIVEN_UP, ...short },
  {
    name: READ,
    ...{ ...endless, ...short, deadLetter: GIVEN_UP },
    ...{ retryLimit: 10, retryDelay: 1, retryDelayMax: 60, retryBackoff: true },
  },
  { name: HISTORY, ...endless, ...short, retryLimit: 10 },
  { name: TEND, ...short, policy: 'exclusive', expireInSeconds: 60 },
]

/** pg-boss on connections of ours. It looks after jobs when it is told to. Throws `StoreError`. */
export async function startBoss(pool: PostgresPool, clock: Clock): Promise<PgBoss> {
  const boss = new PgBoss({
    ...{ db: databaseOf(pool), schema: SCHEMA, clock: bossClock(clock) },
    ...{ supervise: false, monitorIntervalSeconds: 2, maintenanceIntervalSeconds: HOUR_S },
    ...{ registerInstance: false, openTelemetry: { enabled: false } },
  })
  // What it does by itself it tries again; whoever asks it something is told.
  boss.on('error', () => undefined)
  await boss.start()
  for (const { name, ...options } of QUEUES) await boss.createQueue(name, options)
  return boss
}

/** Several statements in one text are several results, and where one fails its transaction is still open. */
const databaseOf = (pool: PostgresPool): Db => ({
  async executeSql(text, values = []) {
    const client = await pool.connect()
    try {
      const result: unknown = await client.query(text, values)
      client.release()
      return { rows: [result].flat().flatMap(rowsOf) }
    } catch (error) {
      client.release(true)
      throw error
    }
  },
})

const rowsOf = (result: unknown): readonly unknown[] => {
  const { rows } = result as { readonly rows?: readonly unknown[] }
  return rows ?? []
}

type CallOff = () => void

const bossClock = (clock: Clock): BossClock => ({
  now: () => clock.now(),
  setTimeout: (task, ms) => clock.after(ms, task),
  clearTimeout: callOff,
  setInterval(task, ms) {
    let last: CallOff = () => undefined
    const next = (): void => {
      last = clock.after(ms, () => {
        next()
        task()
      })
    }
    next()
    return () => {
      last()
    }
  },
  clearInterval: callOff,
})

const callOff = (timer: unknown): void => {
  if (typeof timer === 'function') (timer as CallOff)()
}

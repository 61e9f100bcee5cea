import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemRandom } from '../src/lib/random.ts'
import type { Secret } from '../src/model/secret.ts'
import { openStore } from '../src/store/open.ts'
import { started, stop } from '../test/tools/panoramica.ts'
import type { Running } from '../test/tools/panoramica.ts'
import { ownPostgres } from '../test/tools/postgres.ts'
import type { OwnPostgres } from '../test/tools/postgres.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { round } from './benchmark.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { databaseLoad } from './database-load.ts'
import type { DatabaseLoad } from './database-load.ts'
import { simulatedFleet } from './fleet-process.ts'
import type { Simulated } from './fleet-process.ts'
import { latenessIn } from './lateness.ts'
import type { Lateness } from './lateness.ts'
import { cpuSecondsOf, idleCpuSeconds, peakMegabytesOf } from './process-load.ts'
import { seedFleet } from './seeded-store.ts'

const FLEET = { seed: 7, clusters: 100, nodesPerCluster: 10, standalone: 0, guestsPerNode: 2 }
const PERL_SECONDS = 3
const AT_ONCE = 6
const INTERVAL_SECONDS = 120
const LIVE_SECONDS = 15
/** In this time all nodes become due: more than four workers can read. */
const DUE_SECONDS = 90
/** Before that, processes start and share the remotes. */
const LEAD_SECONDS = 40
const SECONDS = 50
const WORKERS = [1, 2, 4]

/** One way to run it, and what was seen in the time that was measured. */
interface Trial {
  readonly name: string
  readonly lateness: Lateness
  readonly overlaps: number
  readonly processes: readonly { readonly cpuPercent: number; readonly megabytes: number }[]
  readonly simulatorPercent: number
  readonly idlePercent: number
  /** Null for SQLite. */
  readonly database: DatabaseLoad | null
}

export const scaleOut: Benchmark = {
  name: 'scale-out',
  says: `${String(FLEET.clusters)} clusters of ${String(FLEET.nodesPerCluster)} simulated nodes, all of them due within ${String(DUE_SECONDS)} s, which is more than is read in that time: one process on SQLite, then ${WORKERS.join(', ')} workers on PostgreSQL, ${String(SECONDS)} s each. Nodes, database and processes share one machine, so that its CPUs would be the limit: each start of Perl takes ${String(PERL_SECONDS)} s and each process reads ${String(AT_ONCE)} nodes at once, so that it is waiting for nodes`,
  async run() {
    const fleet = await simulatedFleet({ fleet: FLEET, pveshStartSeconds: PERL_SECONDS })
    const server = await ownPostgres()
    try {
      if (typeof server === 'string') throw new Error(server)
      const trials = [await tried(fleet, null, 0)]
      for (const workers of WORKERS) trials.push(await tried(fleet, server, workers))
      return resultOf(trials)
    } finally {
      if (typeof server !== 'string') await server.remove()
      await fleet.stop()
    }
  },
}

async function tried(fleet: Simulated, server: OwnPostgres | null, workers: number): Promise<Trial> {
  using folder = temporaryFolder()
  const databaseUrl = server && (await server.database())
  const places = { dataDir: folder.path, masterKeyFile: join(folder.path, 'master.key'), databaseUrl }
  const store = await openStore(places, systemRandom)
  const from = (): number => Date.now() + LEAD_SECONDS * 1000
  const due = await seedFleet(store, fleet, INTERVAL_SECONDS * 1000, { from, overMs: DUE_SECONDS * 1000 })
  await store.close()
  const processes = databaseUrl
    ? await allStarted(Array.from({ length: workers }, () => worker(folder.path, databaseUrl)))
    : [await single(folder.path)]
  try {
    const startsAt = Math.min(...due.values())
    await pause(Math.max(0, startsAt - Date.now()))
    const before = await fleet.reads()
    const meter = metered(fleet, processes)
    const loadBefore = server && databaseUrl && (await databaseLoad(server, databaseUrl))
    await pause(startsAt + SECONDS * 1000 - Date.now())
    const loadAfter = server && databaseUrl && (await databaseLoad(server, databaseUrl))
    const endedAt = Date.now()
    const measured = meter()
    const reads = await fleet.reads()
    const lateness = latenessIn(reads, { fleet: fleet.nodes, due, startsAt, endedAt, liveMs: LIVE_SECONDS * 1000 })
    const name = databaseUrl ? `${String(workers)} worker${workers === 1 ? '' : 's'}` : 'one process'
    const database = loadBefore && loadAfter && difference(loadBefore, loadAfter)
    return { name, lateness, overlaps: before.overlaps + reads.overlaps, ...measured, database }
  } finally {
    await Promise.all(processes.map(stop))
  }
}

/** Where one does not start, the others are stopped. */
async function allStarted(starting: readonly Promise<Running>[]): Promise<Running[]> {
  const settled = await Promise.allSettled(starting)
  const running = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  if (running.length < starting.length) await Promise.all(running.map(stop))
  return Promise.all(starting)
}

const HOW = [
  ...['--max-remotes-at-once', String(AT_ONCE), '--inventory-seconds', String(INTERVAL_SECONDS)],
  ...['--live-seconds', String(LIVE_SECONDS), '--log-level', 'warn'],
]

const single = (dataDir: string): Promise<Running> =>
  started(['serve', '--port', '0', '--data-dir', dataDir, ...HOW], /listens on (http:\S+)/, process.execArgv)

const worker = (dataDir: string, databaseUrl: Secret): Promise<Running> =>
  started(
    ['worker', '--data-dir', dataDir, '--database-url', databaseUrl.reveal(), ...HOW],
    /(reads nodes)/,
    process.execArgv,
  )

/** What processes take from now on until it is asked. */
function metered(fleet: Simulated, running: readonly Running[]) {
  const startedAt = performance.now()
  const pids = running.map(({ process: { pid } }) => pid ?? 0)
  const before = pids.map(cpuSecondsOf)
  const [simulator, idle] = [cpuSecondsOf(fleet.pid), idleCpuSeconds()]
  return (): Pick<Trial, 'processes' | 'simulatorPercent' | 'idlePercent'> => {
    const percent = (cpuSeconds: number): number => (cpuSeconds / (performance.now() - startedAt)) * 100_000
    return {
      processes: pids.map((pid, index) => ({
        cpuPercent: percent(cpuSecondsOf(pid) - (before[index] ?? 0)),
        megabytes: peakMegabytesOf(pid),
      })),
      simulatorPercent: percent(cpuSecondsOf(fleet.pid) - simulator),
      idlePercent: percent(idleCpuSeconds() - idle),
    }
  }
}

const difference = (before: DatabaseLoad, after: DatabaseLoad): DatabaseLoad => ({
  transactions: after.transactions - before.transactions,
  rowsWritten: after.rowsWritten - before.rowsWritten,
  rowsRead: after.rowsRead - before.rowsRead,
  bytesWritten: after.bytesWritten - before.bytesWritten,
  cpuSeconds: after.cpuSeconds - before.cpuSeconds,
})

function figuresOf({ name, lateness, overlaps, processes, ...rest }: Trial): Record<string, number> {
  const { inventories, lives } = lateness
  const figures = {
    'inventories/s': round(inventories.begun / SECONDS),
    'inventories late, mean seconds': round(inventories.meanMs / 1000, 1),
    'live rounds/s': round(lives.begun / SECONDS),
    'live rounds late, mean seconds': round(lives.meanMs / 1000),
    'nodes asked by two at once': overlaps,
    ...Object.fromEntries(
      processes.flatMap(({ cpuPercent, megabytes }, index) => [
        [`process ${String(index + 1)}, % of one core`, round(cpuPercent, 0)],
        [`process ${String(index + 1)}, peak RSS, MB`, round(megabytes, 0)],
      ]),
    ),
    ...(rest.database && databaseFigures(rest.database)),
    'simulated nodes, % of one core': round(rest.simulatorPercent, 0),
    'idle, % of one core': round(rest.idlePercent, 0),
  }
  return Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${name}: ${figure}`, value]))
}

const databaseFigures = (load: DatabaseLoad) => ({
  'database, transactions/s': round(load.transactions / SECONDS, 0),
  'database, rows written/s': round(load.rowsWritten / SECONDS, 0),
  'database, rows read/s': round(load.rowsRead / SECONDS, 0),
  'database, KB/s of its log': round(load.bytesWritten / SECONDS / 1000, 0),
  'database, % of one core': round((load.cpuSeconds / SECONDS) * 100, 0),
})

/** No two trials are late by the same: a tenth, or a second, is within what they differ by when repeated. */
const isNoLater = (ms: number, thanMs: number): boolean => ms <= Math.max(thanMs * 1.1, thanMs + 1000)

function resultOf(trials: readonly Trial[]): Result {
  const [alone, ...shared] = trials
  if (!alone) throw new RangeError('nothing was tried')
  const { inventories, lives } = alone.lateness
  const speeds = shared.map(({ lateness }) => lateness.inventories.begun)
  return {
    name: scaleOut.name,
    figures: Object.assign({}, ...trials.map(figuresOf)) as Record<string, number>,
    limits: {
      'no node asked by two at once': trials.every(({ overlaps }) => overlaps === 0),
      'inventories no later than with one process': shared.every(({ lateness }) =>
        isNoLater(lateness.inventories.meanMs, inventories.meanMs),
      ),
      'live rounds no later than with one process': shared.every(({ lateness }) =>
        isNoLater(lateness.lives.meanMs, lives.meanMs),
      ),
      'each doubling of workers reads 1.5 times as much': speeds.every(
        (speed, index) => index === 0 || speed >= 1.5 * (speeds[index - 1] ?? 0),
      ),
    },
  }
}

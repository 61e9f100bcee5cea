import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { COLLECTORS, GUEST_COLLECTORS } from '../src/collectors/index.ts'
import { systemRandom } from '../src/lib/random.ts'
import { openStore } from '../src/store/open.ts'
import { started, stop } from '../test/tools/panoramica.ts'
import type { Running } from '../test/tools/panoramica.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { round } from './benchmark.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { simulatedFleet } from './fleet-process.ts'
import type { Simulated } from './fleet-process.ts'
import { cpuSecondsOf, peakMegabytesOf } from './process-load.ts'
import { seedFleet } from './seeded-store.ts'

const FLEET = { seed: 7, clusters: 100, nodesPerCluster: 10, standalone: 0, guestsPerNode: 20 }
const NODES = FLEET.clusters * FLEET.nodesPerCluster
const GUESTS = NODES * FLEET.guestsPerNode
/** As src/settings.ts has it. */
const INTERVAL_MS = 600_000
/** A server that has just started connects to all nodes, and works out what it shows. */
const SETTLE_SECONDS = 30
/** Long enough for four live rounds of every cluster and a tenth of all inventories. */
const STEADY_SECONDS = 60

export const fleet: Benchmark = {
  name: 'fleet',
  says: `a server over ${String(FLEET.clusters)} clusters of ${String(FLEET.nodesPerCluster)} simulated nodes with ${String(FLEET.guestsPerNode)} guests each over real SSH: from its start to the first inventory of all, a minute more, then started again as after some days, ${String(STEADY_SECONDS)} s at the default intervals`,
  async run() {
    using folder = temporaryFolder()
    const simulated = await simulatedFleet({ fleet: FLEET })
    try {
      const store = await openStore(placesIn(folder.path), systemRandom)
      await seedFleet(store, simulated, INTERVAL_MS, { from: Date.now, overMs: 0 })
      await store.close()
      const first = await serving(folder.path, (server) => firstInventory(server, folder.path))
      spreadOut(folder.path)
      const steady = await serving(folder.path, (server) => keptUp(server, simulated))
      return resultOf(first, steady)
    } finally {
      await simulated.stop()
    }
  },
}

const placesIn = (folder: string) => ({ dataDir: folder, masterKeyFile: join(folder, 'master.key') })

async function serving<T>(folder: string, task: (server: Running) => Promise<T>): Promise<T> {
  const how = ['serve', '--port', '0', '--data-dir', folder, '--log-level', 'warn']
  const server = await started(how, /listens on (http:\S+)/, process.execArgv)
  try {
    return await task(server)
  } finally {
    await stop(server)
  }
}

const databaseIn = (folder: string): DatabaseSync => new DatabaseSync(join(folder, 'panoramica.db'), { timeout: 5000 })

const countOf = (database: DatabaseSync, query: string): number => Number(database.prepare(query).get()?.['count'])

interface First {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly failed: number
  readonly megabytes: number
}

/** Until everything is kept of every node and guest, and a minute more: history has begun, and garbage was seen to. */
async function firstInventory({ process: { pid = 0 } }: Running, folder: string): Promise<First> {
  const startedAt = performance.now()
  using database = databaseIn(folder)
  const read = "select count(*) as count from observation where collector = 'version' and good is not null"
  const guests = "select count(*) as count from guest_observation where collector = 'config'"
  while (countOf(database, read) < NODES || countOf(database, guests) < GUESTS) await pause(250)
  const [seconds, cpuSeconds] = [(performance.now() - startedAt) / 1000, cpuSecondsOf(pid)]
  await pause(60_000)
  const failed = ['observation', 'guest_observation'].map((table) =>
    countOf(database, `select count(*) as count from ${table} where last ->> '$.outcome.status' = 'failed'`),
  )
  return { seconds, cpuSeconds, failed: failed.reduce((sum, one) => sum + one, 0), megabytes: peakMegabytesOf(pid) }
}

/** As after some days: every node was read at some time within the last interval, and what is read seldom some time ago. */
function spreadOut(folder: string): void {
  using database = databaseIn(folder)
  const place = '(node.id * 617 % 1000) / 1000.0'
  const spread = (table: string, node: string) =>
    database.prepare(`update ${table} as seen set last = json_set(last, '$.at', cast(
        ? - ${place} * ${String(INTERVAL_MS)} - (node.id * 31 % ?) * ${String(INTERVAL_MS)} as integer))
      from node where ${node} and seen.collector = ?`)
  const ofNodes = spread('observation', 'node.id = seen.node_id')
  const ofGuests = spread(
    'guest_observation',
    "node.remote_id = seen.remote_id and node.name = seen.last ->> '$.subject.node'",
  )
  const intervals = (every: number): number => Math.max(1, Math.round((every * 1000) / INTERVAL_MS))
  const now = Date.now()
  for (const { name, every } of COLLECTORS) ofNodes.run(now, intervals(every), name)
  for (const { name, every } of GUEST_COLLECTORS) ofGuests.run(now, intervals(every), name)
}

interface Steady {
  readonly percent: number
  readonly inventories: number
  readonly megabytes: number
}

async function keptUp({ process: { pid = 0 } }: Running, simulated: Simulated): Promise<Steady> {
  await pause(SETTLE_SECONDS * 1000)
  await simulated.reads()
  const [before, startedAt] = [cpuSecondsOf(pid), performance.now()]
  await pause(STEADY_SECONDS * 1000)
  const percent = ((cpuSecondsOf(pid) - before) / (performance.now() - startedAt)) * 100_000
  const { inventories } = await simulated.reads()
  return { percent: round(percent, 0), inventories: inventories.length, megabytes: peakMegabytesOf(pid) }
}

function resultOf(first: First, steady: Steady): Result {
  const [atFirst, later] = [round(first.megabytes, 0), round(steady.megabytes, 0)]
  return {
    name: fleet.name,
    figures: {
      nodes: NODES,
      guests: GUESTS,
      'failed facts': first.failed,
      'first inventory, seconds': round(first.seconds, 1),
      'first inventory, CPU seconds of ours': round(first.cpuSeconds, 1),
      'first inventory, peak RSS, MB': atFirst,
      [`inventories in ${String(STEADY_SECONDS)} s of steady state`]: steady.inventories,
      'steady state, % of one core': steady.percent,
      'steady state, peak RSS, MB': later,
    },
    limits: {
      'first inventory < 120 s': first.seconds < 120,
      'steady state < 50 % of one core': steady.percent < 50,
      'RSS < 512 MB': Math.max(atFirst, later) < 512,
      'nothing failed': first.failed === 0,
    },
  }
}

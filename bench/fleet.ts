import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { COLLECTORS, GUEST_COLLECTORS } from '../src/collectors/index.ts'
import { systemClock } from '../src/lib/clock.ts'
import { seededRandom, systemRandom } from '../src/lib/random.ts'
import type { Observation } from '../src/model/observation.ts'
import { askKey } from '../src/polling/due.ts'
import { openStore } from '../src/store/open.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { round } from './benchmark.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { simulatedFleet } from './fleet-process.ts'
import { INTERVAL_MS, placedFleet } from './watched.ts'
import type { PlacedFleet } from './watched.ts'

const FLEET = { seed: 7, clusters: 100, nodesPerCluster: 10, standalone: 0, guestsPerNode: 20 }
const NODES = FLEET.clusters * FLEET.nodesPerCluster
/** Long enough for four live rounds of every cluster and a tenth of all inventories. */
const STEADY_SECONDS = 60

export const fleet: Benchmark = {
  name: 'fleet',
  says: `${String(FLEET.clusters)} clusters of ${String(FLEET.nodesPerCluster)} simulated nodes with ${String(FLEET.guestsPerNode)} guests each over real SSH, kept in the store: the first inventory of all, then ${String(STEADY_SECONDS)} s at the default intervals`,
  async run() {
    const child = fork(import.meta.filename)
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the process that reads the fleet ended with ${String(code)}`)
    })
    const [result] = (await Promise.race([once(child, 'message'), ended])) as [Result]
    return result
  },
}

/** In a process of its own, which has loaded what a server has, and no other benchmark. */
async function measuredFleet(): Promise<Result> {
  await import('../src/server.ts')
  using folder = temporaryFolder()
  const simulated = await simulatedFleet(FLEET)
  const store = await openStore({ dataDir: folder.path, masterKeyFile: `${folder.path}/key` }, systemRandom)
  const tally = new Tally()
  const placed = await placedFleet(simulated, store, tally.note)
  const first = await measured(() => readAll(placed, tally))
  const inventoriesBefore = tally.inventories
  const steady = await measured(() => keepUp(placed))
  const { peakRss, failed, inventories } = tally
  const guests = placed.fleet.guests().length
  placed.rounds.stop()
  await store.close()
  simulated.stop()
  return resultOf(first, steady, { peakRss, failed, guests, inventories: inventories - inventoriesBefore })
}

/** What was kept, and the most memory it took. */
class Tally {
  readonly nodes = new Set<number>()
  inventories = 0
  failed = 0
  peakRss = 0

  readonly note = (nodeId: number, observations: readonly Observation[]): void => {
    if (observations.some(({ subject }) => subject.scope === 'node')) {
      this.nodes.add(nodeId)
      this.inventories++
    }
    this.failed += observations.filter(({ outcome }) => outcome.status === 'failed').length
    this.peakRss = Math.max(this.peakRss, process.memoryUsage.rss())
  }
}

async function readAll({ rounds, nodes }: PlacedFleet, tally: Tally): Promise<void> {
  for (const { known, transport } of nodes) {
    const { id: nodeId, remoteId, name } = known
    rounds.watch({ nodeId, remoteId, name, transport, answeredAt: new Map(), lastAt: null })
  }
  while (tally.nodes.size < NODES) await pause(50)
}

/** As after some days: every node was read at some time within the last interval, and what is read seldom some time ago. */
async function keepUp({ rounds, nodes, fleet: current }: PlacedFleet): Promise<void> {
  const random = seededRandom(1)
  const fraction = (): number => random.bytes(4).readUInt32BE() / 2 ** 32
  const now = systemClock.now()
  for (const { known, transport } of nodes) {
    const { id: nodeId, remoteId, name } = known
    const lastAt = now - Math.floor(fraction() * INTERVAL_MS)
    const before = ({ every }: { every: number }): number =>
      lastAt - Math.floor((fraction() * every * 1000) / INTERVAL_MS) * INTERVAL_MS
    const answeredAt = new Map(COLLECTORS.map((one) => [askKey(one.name, null), before(one)]))
    for (const { vmid } of current.guestsOn(nodeId) ?? [])
      for (const one of GUEST_COLLECTORS) answeredAt.set(askKey(one.name, vmid), before(one))
    rounds.watch({ nodeId, remoteId, name, transport, answeredAt, lastAt })
  }
  await pause(STEADY_SECONDS * 1000)
}

interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
}

async function measured(task: () => Promise<void>): Promise<Measured> {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  await task()
  const { user, system } = process.cpuUsage(cpuBefore)
  return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 }
}

function resultOf(
  first: Measured,
  steady: Measured,
  seen: { peakRss: number; failed: number; guests: number; inventories: number },
): Result {
  const megabytes = round(seen.peakRss / 1e6, 0)
  const share = round((steady.cpuSeconds / steady.seconds) * 100, 0)
  return {
    name: fleet.name,
    figures: {
      nodes: NODES,
      guests: seen.guests,
      'failed facts': seen.failed,
      'first inventory, seconds': round(first.seconds, 1),
      'first inventory, CPU seconds of ours': round(first.cpuSeconds, 1),
      [`inventories in ${String(STEADY_SECONDS)} s of steady state`]: seen.inventories,
      'steady state, % of one core': share,
      'peak RSS, MB': megabytes,
    },
    limits: {
      'first inventory < 120 s': first.seconds < 120,
      'steady state < 50 % of one core': share < 50,
      'RSS < 512 MB': megabytes < 512,
      'nothing failed': seen.failed === 0,
    },
  }
}

if (process.send && process.argv[1] === import.meta.filename) {
  process.send(await measuredFleet())
  process.disconnect()
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { COLLECTORS } from '../src/collectors/index.ts'
import { openFleet } from '../src/fleet/fleet.ts'
import { systemClock } from '../src/lib/clock.ts'
import { systemRandom } from '../src/lib/random.ts'
import { look } from '../src/polling/look.ts'
import { openStore } from '../src/store/open.ts'
import type { Store } from '../src/store/port.ts'
import { pinned } from '../src/transport/host-keys.ts'
import { sshLink } from '../src/transport/ssh.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { round } from './benchmark.ts'
import type { Benchmark } from './benchmark.ts'
import type { Simulated } from './fleet-process.ts'

const NODES = 1000
/** As many as the server reads at once by default. */
const AT_ONCE = 20

export const fleet: Benchmark = {
  name: 'fleet',
  says: `first look at all host facts of ${String(NODES)} simulated nodes over real SSH, ${String(AT_ONCE)} at once, kept in the store`,
  async run() {
    using folder = temporaryFolder()
    const simulator = fork(join(import.meta.dirname, 'fleet-process.ts'), [String(NODES)])
    const [simulated] = (await once(simulator, 'message')) as [Simulated]
    const places = { dataDir: folder.path, masterKeyFile: join(folder.path, 'key') }
    const store = await openStore(places, systemRandom)
    const cpuBefore = process.cpuUsage()
    const startedAt = performance.now()
    const { failed, peakRss } = await readAll(simulated, store)
    const seconds = (performance.now() - startedAt) / 1000
    const { user, system } = process.cpuUsage(cpuBefore)
    await store.close()
    simulator.kill()
    const megabytes = round(peakRss / 2 ** 20, 0)
    return {
      name: fleet.name,
      figures: {
        nodes: NODES,
        'failed facts': failed,
        seconds: round(seconds, 1),
        'CPU seconds of ours': round((user + system) / 1e6, 1),
        'peak RSS, MiB': megabytes,
      },
      limits: {
        'first inventory < 120 s': seconds < 120,
        'RSS < 512 MB': megabytes < 512,
        'nothing failed': failed === 0,
      },
    }
  },
}

async function readAll(simulated: Simulated, store: Store): Promise<{ failed: number; peakRss: number }> {
  const current = openFleet(systemClock)
  const waiting = [...simulated.nodes]
  let failed = 0
  let peakRss = 0
  const worker = async (): Promise<void> => {
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const { observations, nodeId } = await readOne(node, simulated, store)
      current.apply(nodeId, observations)
      failed += observations.filter(({ outcome }) => outcome.status === 'failed').length
      peakRss = Math.max(peakRss, process.memoryUsage.rss())
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { failed, peakRss }
}

/** Adds the node to the store, reads it over a connection that is kept, and keeps what it said. */
async function readOne({ address, port, fingerprint }: Simulated['nodes'][number], simulated: Simulated, store: Store) {
  const { username, privateKey } = simulated
  const target = { host: address, port, username, privateKey, sudo: false, hostKey: pinned([fingerprint]) }
  const link = sshLink(target, { clock: systemClock, random: systemRandom })
  const { identity, observations } = await look(link, COLLECTORS, systemClock)
  const at = systemClock.now()
  const remote = { name: identity.node, address, cluster: null, ssh: null, api: null, pins: [], addedAt: at }
  const { id: remoteId } = await store.addRemote(remote)
  const { id: nodeId } = await store.sawNode({ remoteId, name: identity.node, address, at })
  await store.save(nodeId, observations)
  return { nodeId, observations }
}

import type { SimulatedNode } from '../simulator/start.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../src/collectors/index.ts'
import { openFleet } from '../src/fleet/fleet.ts'
import type { Fleet } from '../src/fleet/fleet.ts'
import { systemClock } from '../src/lib/clock.ts'
import { systemRandom } from '../src/lib/random.ts'
import type { Observation } from '../src/model/observation.ts'
import type { KnownNode, Remote } from '../src/model/remote.ts'
import { startRounds } from '../src/polling/rounds.ts'
import type { Rounds } from '../src/polling/rounds.ts'
import type { Store } from '../src/store/port.ts'
import { pinned } from '../src/transport/host-keys.ts'
import { overSsh } from '../src/transport/over-ssh.ts'
import { sshLink } from '../src/transport/ssh.ts'
import type { Transport } from '../src/transport/transport.ts'
import type { Simulated } from './fleet-process.ts'
import { sawNode } from '../test/tools/known-node.ts'

/** As src/config.ts has them. */
export const INTERVAL_MS = 600_000
const LIVE_MS = 15_000
const AT_ONCE = 20

export interface PlacedNode {
  readonly known: KnownNode
  readonly transport: Transport
}

export interface PlacedFleet {
  readonly fleet: Fleet
  readonly rounds: Rounds
  readonly nodes: readonly PlacedNode[]
}

type Noted = (nodeId: number, observations: readonly Observation[]) => void

/** A simulated fleet in a store and a read model, a remote a cluster, with its live rounds going. */
export async function placedFleet(simulated: Simulated, store: Store, noted: Noted): Promise<PlacedFleet> {
  const fleet = openFleet(systemClock)
  const rounds = startRounds({
    collectors: COLLECTORS,
    guestCollectors: GUEST_COLLECTORS,
    clock: systemClock,
    intervalMs: INTERVAL_MS,
    liveMs: LIVE_MS,
    maxAtOnce: AT_ONCE,
    async record(nodeId, observations) {
      fleet.apply(nodeId, observations)
      await store.save(nodeId, observations)
      noted(nodeId, observations)
    },
    show: (nodeId, observations) => {
      fleet.apply(nodeId, observations)
    },
    heard: () => undefined,
    noticed: () => undefined,
  })
  const nodes: PlacedNode[] = []
  for (const members of Map.groupBy(simulated.nodes, ({ group }) => group).values()) {
    const remote = await remoteOf(members, store)
    const placed = await Promise.all(members.map((member) => placedNode(member, remote, simulated, store)))
    const known = placed.map((one) => one.known)
    fleet.place(remote, known)
    rounds.place(
      remote.id,
      known.map(({ id: nodeId, name }) => ({ nodeId, name })),
    )
    nodes.push(...placed)
  }
  return { fleet, rounds, nodes }
}

function remoteOf([first]: readonly SimulatedNode[], store: Store): Promise<Remote> {
  if (!first) throw new Error('a cluster without nodes')
  const { name, address, cluster } = first
  const at = systemClock.now()
  return store.addRemote({
    name: cluster ?? name,
    address,
    cluster,
    site: null,
    ssh: null,
    api: null,
    pins: [],
    fromFile: false,
    addedAt: at,
  })
}

async function placedNode(
  { name, address, port, fingerprint }: SimulatedNode,
  { id: remoteId }: Remote,
  { username, privateKey }: Simulated,
  store: Store,
): Promise<PlacedNode> {
  const target = { host: address, port, username, privateKey, sudo: false, hostKey: pinned([fingerprint]) }
  const known = await sawNode(store, { remoteId, name, address, at: systemClock.now() })
  return { known, transport: overSsh(sshLink(target, { clock: systemClock, random: systemRandom })) }
}

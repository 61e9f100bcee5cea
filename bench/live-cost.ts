import { COLLECTORS } from '../src/collectors/index.ts'
import { openFleet } from '../src/fleet/fleet.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { Clock } from '../src/lib/clock.ts'
import type { Remote } from '../src/model/remote.ts'
import { startLive } from '../src/polling/live.ts'
import { seatOf } from '../src/polling/seat.ts'
import { pinned } from '../src/transport/host-keys.ts'
import { overSsh } from '../src/transport/over-ssh.ts'
import { sshLink } from '../src/transport/ssh.ts'
import { systemRandom } from '../src/lib/random.ts'
import { median, round } from './benchmark.ts'
import type { Benchmark } from './benchmark.ts'
import { simulatedFleet } from './fleet-process.ts'
import type { Simulated } from './fleet-process.ts'
import { knownNode } from '../test/tools/known-node.ts'

const NODES = 16
const GUESTS = 1000
/** As after some minutes: what runs often has been compiled. */
const WARM_UP_ROUNDS = 20
const ROUNDS = 10
const FLEET = { seed: 7, clusters: 1, nodesPerCluster: NODES, standalone: 0, guestsPerNode: GUESTS / NODES }

interface Cost {
  readonly cpuMs: number
  readonly seconds: number
  readonly channels: number
  readonly perlStarts: number
  readonly kilobytes: number
}

export const liveCost: Benchmark = {
  name: 'live-cost',
  says: `one live round of a simulated cluster of ${String(NODES)} nodes and ${String(GUESTS)} guests over real SSH; medians of ${String(ROUNDS)} rounds`,
  async run() {
    const simulated = await simulatedFleet({ fleet: FLEET })
    try {
      const costs = await costsOf(simulated)
      const middle = (figure: keyof Cost): number => median(costs.map((cost) => cost[figure]))
      const [channels, perlStarts] = [middle('channels'), middle('perlStarts')]
      const [kilobytes, cpuMs] = [round(middle('kilobytes'), 0), round(middle('cpuMs'), 1)]
      return {
        name: liveCost.name,
        figures: {
          'exec channels': channels,
          'Perl starts': perlStarts,
          'KB from the node': kilobytes,
          'CPU of ours, ms': cpuMs,
          seconds: round(middle('seconds'), 3),
        },
        limits: {
          '1 channel': channels === 1,
          '0 Perl starts': perlStarts === 0,
          '< 300 KB': kilobytes < 300,
          '< 50 ms of our CPU': cpuMs < 50,
        },
      }
    } finally {
      await simulated.stop()
    }
  },
}

/** A clock whose only timer, that of the next round, goes off when told. */
class RoundClock implements Clock {
  readonly now = (): number => systemClock.now()
  #start: () => void = () => undefined
  #ended: () => void = () => undefined

  after(_milliseconds: number, start: () => void): () => void {
    this.#start = start
    this.#ended()
    return () => undefined
  }

  round(): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve
      this.#start()
    })
  }
}

async function costsOf(simulated: Simulated): Promise<Cost[]> {
  const clock = new RoundClock()
  const stop = startRounds(simulated, clock)
  const costs: Cost[] = []
  for (let count = 0; count < WARM_UP_ROUNDS; count++) await clock.round()
  for (let count = 0; count < ROUNDS; count++) costs.push(await costOf(simulated, () => clock.round()))
  stop()
  return costs
}

/** Live rounds of the cluster into a read model, through its first member. */
function startRounds({ nodes, username, privateKey }: Simulated, clock: Clock): () => void {
  const fleet = openFleet(systemClock)
  const unread = { site: null, ssh: null, api: null, pins: [], fromFile: false, addedAt: 0 }
  const remote: Remote = { id: 1, name: 'bench', address: '', cluster: nodes[0]?.cluster ?? null, ...unread }
  const known = nodes.map(({ name, address }, index) => knownNode({ id: index + 1, name, address }))
  fleet.place(remote, known)
  const [first] = nodes
  if (!first) throw new Error('the simulated fleet is empty')
  const { address, port, fingerprint, name } = first
  const target = { host: address, port, username, privateKey, sudo: false, hostKey: pinned([fingerprint]) }
  const transport = overSsh(sshLink(target, { clock: systemClock, random: systemRandom }))
  const seat = seatOf({ nodeId: 1, remoteId: 1, name, transport, answeredAt: new Map(), lastAt: systemClock.now() })
  const live = startLive({
    collectors: COLLECTORS.filter(({ anyMember }) => anyMember),
    clock,
    liveMs: 15_000,
    seatsOf: () => [seat],
    show: (nodeId, seen) => fleet.apply(nodeId, seen),
    heard: () => undefined,
    silent: () => {
      throw new Error('the member did not answer')
    },
  })
  live.place(
    1,
    known.map(({ id: nodeId, name }) => ({ nodeId, name })),
  )
  return () => {
    live.stop()
    transport.close()
  }
}

async function costOf(simulated: Simulated, task: () => Promise<void>): Promise<Cost> {
  const before = await simulated.figures()
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  await task()
  const { user, system } = process.cpuUsage(cpuBefore)
  const seconds = (performance.now() - startedAt) / 1000
  const after = await simulated.figures()
  return {
    cpuMs: (user + system) / 1000,
    seconds,
    channels: after.channels - before.channels,
    perlStarts: after.perlStarts - before.perlStarts,
    kilobytes: (after.bytesOut - before.bytesOut) / 1000,
  }
}

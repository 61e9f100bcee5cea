import { startSimulator } from '../simulator/start.ts'
import type { Simulator } from '../simulator/start.ts'
import { COLLECTORS } from '../src/collectors/index.ts'
import { systemClock } from '../src/lib/clock.ts'
import { systemRandom } from '../src/lib/random.ts'
import { look } from '../src/polling/look.ts'
import { pinned } from '../src/transport/host-keys.ts'
import { recorded } from '../src/transport/recorded.ts'
import type { Link, Section } from '../src/transport/section.ts'
import { sshLink } from '../src/transport/ssh.ts'
import { median, round } from './benchmark.ts'
import type { Benchmark } from './benchmark.ts'

const ROUNDS = 3
/** What a start of `pvesh` costs a real node. */
const PVESH_START_SECONDS = 0.5

interface Cost {
  readonly seconds: number
  readonly channels: number
  readonly perlStarts: number
  readonly kilobytes: number
}

export const nodeCost: Benchmark = {
  name: 'node-cost',
  says: 'all host facts of one node, beside one command or `pvesh get` after another, each start of Perl 0.5 s; medians of 3 rounds',
  async run() {
    const fleet = { seed: 7, clusters: 0, standalone: 1, guestsPerNode: 0 }
    const simulator = await startSimulator({ fleet, pveshStartSeconds: PVESH_START_SECONDS })
    try {
      const sections = await sectionsOf(simulator)
      const ours = await costs(simulator, (link) => look(link, COLLECTORS, systemClock))
      const naive = await costs(simulator, (link) => oneByOne(link, sections))
      return {
        name: nodeCost.name,
        figures: {
          'exec channels': ours.channels,
          'Perl starts': ours.perlStarts,
          'KB from the node': ours.kilobytes,
          seconds: ours.seconds,
          'exec channels, naive': naive.channels,
          'Perl starts, naive': naive.perlStarts,
          'seconds, naive': naive.seconds,
          'times faster': round(naive.seconds / ours.seconds, 1),
        },
        limits: { '≤ 3 Perl starts': ours.perlStarts <= 3, '≤ 4 channels': ours.channels <= 4 },
      }
    } finally {
      await simulator.close()
    }
  },
}

function linkTo(simulator: Simulator): Link {
  const [node] = simulator.nodes()
  if (!node) throw new Error('the simulated fleet is empty')
  const { username, privateKey } = simulator
  const target = { host: node.address, port: node.port, username, privateKey, sudo: false }
  return sshLink({ ...target, hostKey: pinned([node.fingerprint]) }, { clock: systemClock, random: systemRandom })
}

/** What a look asks, each read apart. */
async function sectionsOf(simulator: Simulator): Promise<Section[]> {
  const asked: Section[] = []
  const link = recorded(linkTo(simulator), ({ sections }) => asked.push(...sections))
  await look(link, COLLECTORS, systemClock)
  link.close()
  return asked.flatMap((section): Section[] =>
    section.kind === 'execute' ? section.gets.map((get) => ({ kind: 'get', get })) : [section],
  )
}

/** A channel for each command, and a Perl start for each read of the API. */
async function oneByOne(link: Link, sections: readonly Section[]): Promise<void> {
  for (const section of sections) await link.exchange([section])
}

/** Medians of several rounds, each on a connection of its own that is made before the time is taken. */
async function costs(simulator: Simulator, task: (link: Link) => Promise<unknown>): Promise<Cost> {
  const rounds: Cost[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await cost(simulator, task))
  const middle = (figure: keyof Cost): number => round(median(rounds.map((one) => one[figure])))
  return {
    seconds: middle('seconds'),
    channels: middle('channels'),
    perlStarts: middle('perlStarts'),
    kilobytes: middle('kilobytes'),
  }
}

async function cost(simulator: Simulator, task: (link: Link) => Promise<unknown>): Promise<Cost> {
  const link = linkTo(simulator)
  await link.exchange([{ kind: 'file', name: '/proc/uptime' }])
  const before = simulator.figures()
  const startedAt = performance.now()
  await task(link)
  const seconds = (performance.now() - startedAt) / 1000
  const after = simulator.figures()
  link.close()
  return {
    seconds,
    channels: after.channels - before.channels,
    perlStarts: after.perlStarts - before.perlStarts,
    kilobytes: (after.bytesOut - before.bytesOut) / 1000,
  }
}

import { startSimulator } from '../simulator/start.ts'
import type { Simulator } from '../simulator/start.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../src/collectors/index.ts'
import { systemClock } from '../src/lib/clock.ts'
import { systemRandom } from '../src/lib/random.ts'
import { freshPatience } from '../src/polling/inside.ts'
import { look, ofEverything } from '../src/polling/look.ts'
import { overSsh } from '../src/transport/over-ssh.ts'
import { pinned } from '../src/transport/host-keys.ts'
import { identify } from '../src/transport/identify.ts'
import { recorded } from '../src/transport/recorded.ts'
import type { Link, Section } from '../src/transport/section.ts'
import { sshLink } from '../src/transport/ssh.ts'
import { median, round } from './benchmark.ts'
import type { Benchmark } from './benchmark.ts'

const ROUNDS = 3
const GUESTS = [1, 10, 100, 400]
/** With more, one start of Perl after another takes too long to be measured. */
const NAIVE_UP_TO = 100
/** What a start of `pvesh` costs a real node. */
const PVESH_START_SECONDS = 0.5
/** Agents that do not answer are measured by the tests of polling/inside.ts: each costs a node 3 s, once. */
const SHARES = {
  containers: 0.35,
  templates: 0.04,
  stopped: 0.15,
  agentMissing: 0.25,
  agentDead: 0,
  withSnapshots: 0.3,
}

interface Cost {
  readonly seconds: number
  readonly channels: number
  readonly perlStarts: number
  readonly kilobytes: number
}

export const nodeCost: Benchmark = {
  name: 'node-cost',
  says: `all facts of one node and its ${GUESTS.join(', ')} guests, beside one command after another and 4 \`pvesh\` a guest, each start of Perl ${String(PVESH_START_SECONDS)} s; medians of ${String(ROUNDS)} rounds, the other plan once`,
  async run() {
    const figures: Record<string, number> = {}
    const ours: Cost[] = []
    let timesFaster = 0
    for (const guests of GUESTS) {
      const cost = await ourCost(guests)
      ours.push(cost)
      addFigures(figures, `${String(guests)} guests`, cost)
      if (guests > NAIVE_UP_TO) continue
      const naive = await naiveCost(guests)
      addFigures(figures, `${String(guests)} guests, one by one`, naive)
      timesFaster = round(naive.seconds / cost.seconds, 0)
      figures[`${String(guests)} guests: times faster`] = timesFaster
    }
    return {
      name: nodeCost.name,
      figures,
      limits: {
        '≤ 3 Perl starts': ours.every(({ perlStarts }) => perlStarts <= 3),
        '≤ 4 channels': ours.every(({ channels }) => channels <= 4),
        [`≥ 100 × faster at ${String(NAIVE_UP_TO)} guests`]: timesFaster >= 100,
      },
    }
  },
}

function addFigures(figures: Record<string, number>, name: string, cost: Cost): void {
  figures[`${name}: seconds`] = round(cost.seconds)
  figures[`${name}: exec channels`] = cost.channels
  figures[`${name}: Perl starts`] = cost.perlStarts
  figures[`${name}: KB from the node`] = round(cost.kilobytes, 0)
}

const nodeWith = (guestsPerNode: number): Promise<Simulator> =>
  startSimulator({
    fleet: { seed: 7, clusters: 0, standalone: 1, guestsPerNode, shares: SHARES, versions: { '8.4': 1 } },
    pveshStartSeconds: PVESH_START_SECONDS,
  })

function linkTo(simulator: Simulator): Link {
  const [node] = simulator.nodes()
  if (!node) throw new Error('the simulated fleet is empty')
  const { username, privateKey } = simulator
  const target = { host: node.address, port: node.port, username, privateKey, sudo: false }
  return sshLink({ ...target, hostKey: pinned([node.fingerprint]) }, { clock: systemClock, random: systemRandom })
}

async function lookAtAll(link: Link): Promise<void> {
  const { inside } = await look(overSsh(link), ofEverything(COLLECTORS, GUEST_COLLECTORS), systemClock)
  await inside(freshPatience())
}

async function ourCost(guests: number): Promise<Cost> {
  const simulator = await nodeWith(guests)
  try {
    const rounds: Cost[] = []
    for (let round = 0; round < ROUNDS; round++) rounds.push(await costOf(simulator, lookAtAll))
    const middle = (figure: keyof Cost): number => median(rounds.map((one) => one[figure]))
    return {
      seconds: middle('seconds'),
      channels: middle('channels'),
      perlStarts: middle('perlStarts'),
      kilobytes: middle('kilobytes'),
    }
  } finally {
    await simulator.close()
  }
}

async function naiveCost(guests: number): Promise<Cost> {
  const simulator = await nodeWith(guests)
  try {
    const sections = await sectionsOneByOne(simulator)
    return await costOf(simulator, async (link) => {
      for (const section of sections) await link.exchange([section])
    })
  } finally {
    await simulator.close()
  }
}

/** Every read of the host by itself, and of each guest its configuration, status, snapshots and pending changes. */
async function sectionsOneByOne(simulator: Simulator): Promise<Section[]> {
  const asked: Section[] = []
  const link = recorded(linkTo(simulator), ({ sections }) => asked.push(...sections))
  const { node, guests } = await identify(link)
  await look(overSsh(link), { node: COLLECTORS, guest: () => [] }, systemClock)
  link.close()
  const ofHost = asked.flatMap((section): Section[] =>
    section.kind === 'execute' ? section.gets.map((get) => ({ kind: 'get', get })) : [section],
  )
  const ofGuests = (guests ?? []).flatMap(({ vmid, type }) =>
    ['config', 'status/current', 'snapshot', 'pending'].map((what): Section => ({
      kind: 'get',
      get: { path: `/nodes/${node}/${type}/${String(vmid)}/${what}`, args: {} },
    })),
  )
  return [...ofHost, ...ofGuests]
}

/** What a task costs, on a connection of its own that is made before the time is taken. */
async function costOf(simulator: Simulator, task: (link: Link) => Promise<void>): Promise<Cost> {
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

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { overviewOf } from '../../src/fleet/overview.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Observation } from '../../src/model/observation.ts'
import { dueAt } from '../../src/polling/due.ts'
import { startRounds } from '../../src/polling/rounds.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { knownNode } from '../tools/known-node.ts'
import { linkTo } from '../tools/simulated-link.ts'
import { prod } from '../tools/sample-cluster.ts'

const INTERVAL_MS = 4_000
const READS = 4
const AT_ONCE = 6

/** In the time of this test: what is read each 10 minutes is read at each interval. */
const sooner = <One extends { readonly every: number }>(collectors: readonly One[]): One[] =>
  collectors.map((one) => ({ ...one, every: (one.every / 600) * (INTERVAL_MS / 1000) }))

/** The looks at one node: when it was asked who it is, and when that look was kept. */
interface Looks {
  readonly startedAt: number[]
  readonly endedAt: number[]
}

async function readInRounds(
  t: TestContext,
  simulator: Simulator,
  until: (looks: ReadonlyMap<string, Looks>) => boolean,
) {
  const fleet = openFleet(systemClock)
  const members = simulator.nodes()
  const known = members.map(({ name, address }, index) => knownNode({ id: index + 1, name, address }))
  fleet.place(prod({ cluster: members[0]?.cluster ?? null }), known)
  const looks = new Map(members.map(({ name }): [string, Looks] => [name, { startedAt: [], endedAt: [] }]))
  await new Promise<void>((resolve) => {
    const record = async (nodeId: number, observations: readonly Observation[]): Promise<void> => {
      fleet.apply(nodeId, observations)
      const own = looks.get(members[nodeId - 1]?.name ?? '')
      if (own && own.endedAt.length < own.startedAt.length) own.endedAt.push(systemClock.now())
      if (until(looks)) resolve()
    }
    const rounds = startRounds({
      collectors: sooner(COLLECTORS),
      guestCollectors: sooner(GUEST_COLLECTORS),
      clock: systemClock,
      intervalMs: INTERVAL_MS,
      liveMs: 1_000,
      maxAtOnce: AT_ONCE,
      record,
      show: fleet.apply,
      heard: () => undefined,
      noticed: () => undefined,
    })
    t.after(() => {
      rounds.stop()
    })
    rounds.place(
      1,
      known.map(({ id: nodeId, name }) => ({ nodeId, name })),
    )
    for (const [index, member] of members.entries()) {
      const transport = overSsh(linkTo(t, simulator, member))
      const noted = {
        ...transport,
        identify: () => {
          looks.get(member.name)?.startedAt.push(systemClock.now())
          return transport.identify()
        },
      }
      rounds.watch({
        nodeId: index + 1,
        remoteId: 1,
        name: member.name,
        transport: noted,
        answeredAt: new Map(),
        lastAt: null,
      })
    }
  })
  return { fleet, looks }
}

/** How much later than due each look at a node began, in milliseconds. */
const latenessOf = (nodeId: number, { startedAt, endedAt }: Looks): number[] =>
  startedAt.slice(1).map((start, index) => {
    const [before, lastAt] = [startedAt[index] ?? 0, endedAt[index] ?? 0]
    const turn = { nodeId, lastAt, tookMs: lastAt - before, misses: 0, stopped: null }
    return start - dueAt(turn, INTERVAL_MS)
  })

test('of a cluster of ten, three that hang, one that refuses and one that drips cost the other five nothing', async (t) => {
  const simulator = await startSimulator({
    fleet: { clusters: 1, nodesPerCluster: 10, standalone: 0, guestsPerNode: 3, versions: { '8.4': 1 } },
  })
  t.after(() => simulator.close())
  const [a, b, c, refusing, dripping, ...well] = simulator.nodes() as [
    SimulatedNode,
    SimulatedNode,
    SimulatedNode,
    SimulatedNode,
    SimulatedNode,
  ]
  for (const { name } of [a, b, c]) await simulator.fault(name, 'hangs')
  await simulator.fault(refusing.name, 'dies')
  await simulator.fault(dripping.name, 'drips')

  const names = (well as SimulatedNode[]).map(({ name }) => name)
  assert.equal(names.length, 5)
  const { fleet, looks } = await readInRounds(t, simulator, (all) =>
    names.every((name) => (all.get(name)?.endedAt.length ?? 0) >= READS),
  )

  const late = names.flatMap((name, index) => latenessOf(index + 6, looks.get(name) ?? assert.fail()))
  const worst = Math.max(...late)
  t.diagnostic(
    `interval ${String(INTERVAL_MS)} ms; ${String(late.length)} looks, the latest ${String(worst)} ms after it was due`,
  )
  assert.ok(late.length >= 5 * (READS - 1))
  assert.ok(worst < INTERVAL_MS / 4, `${String(worst)} ms late`)

  const items = fleet.nodes()
  const rowOf = (name: string) => items.find((item) => item.name === name)
  for (const name of names) {
    assert.equal(rowOf(name)?.status, 'online', name)
    assert.deepEqual(
      rowOf(name)?.problems.filter(({ status }) => status === 'failed'),
      [],
      name,
    )
  }
  for (const { name } of [a, b, c])
    assert.ok(
      rowOf(name)?.problems.some(({ kind }) => kind === 'timeout'),
      `${name} hangs, and nothing says so`,
    )
  assert.equal(rowOf(refusing.name)?.status, 'offline')
  // Those that hang still answer who they are, and their files: of them no more than some facts is missing.
  const { nodes, coverage } = overviewOf(fleet.remotes())
  assert.deepEqual([nodes.total, nodes.online, nodes.offline], [10, 9, 1])
  assert.deepEqual(
    coverage.problems.map(({ node, reason }) => [node, reason]),
    [[refusing.name, 'its cluster says that it is offline']],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import type { FakeClock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import type { Failure, FailureKind } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { overSsh } from '../transport/over-ssh.ts'
import type { Link, SectionReply } from '../transport/section.ts'
import { version } from '../collectors/node/version.ts'
import { startRounds } from './rounds.ts'
import type { Rounds } from './rounds.ts'

const INTERVAL = 600_000
/** A node whose interval is the whole one. */
const NO_JITTER = 0

/** A node that answers when told to. */
interface StubNode extends Link {
  readonly asked: number
  closed: boolean
  fail: FailureKind | null
  name: string
  /** As .vmlist has them. */
  guests: Record<string, { node: string; type: 'qemu' | 'lxc' }>
  /** While set, exchanges wait until it is called. */
  hold: (() => void) | null
}

function stubNode(name: string): StubNode {
  let asked = 0
  const replies = (): SectionReply[] => [
    { exit: 0, stdout: `host ${node.name}\nhas pvesh\n`, stderr: '', milliseconds: 0 },
    { exit: 1, stdout: '', stderr: 'No such file or directory', milliseconds: 0 },
    { exit: 0, stdout: JSON.stringify({ ids: node.guests }), stderr: '', milliseconds: 0 },
  ]
  const node: StubNode = {
    get asked() {
      return asked
    },
    closed: false,
    fail: null,
    name,
    guests: {},
    hold: null,
    async exchange(sections) {
      if (sections.some((section) => section.kind === 'program' && section.name === 'identify')) {
        asked++
        if (node.hold) await new Promise<void>((go) => (node.hold = go))
        if (node.fail) throw new FailureError(node.fail, 'no')
        return replies()
      }
      return sections.map(() => ({ exit: 0, stdout: '[{"status":200,"data":{}}]', stderr: '', milliseconds: 0 }))
    },
    close() {
      node.closed = true
    },
  }
  return node
}

function bench(maxAtOnce = 10): {
  rounds: Rounds
  clock: FakeClock
  seen: Observation[]
  noticed: [number, Failure | null][]
} {
  const clock = fakeClock(0)
  const seen: Observation[] = []
  const noticed: [number, Failure | null][] = []
  const rounds = startRounds({
    collectors: [version],
    guestCollectors: [],
    clock,
    intervalMs: INTERVAL,
    maxAtOnce,
    record: (_nodeId, observations) => {
      seen.push(...observations)
      return Promise.resolve()
    },
    liveMs: 15_000,
    show: () => undefined,
    heard: () => undefined,
    noticed: (nodeId, failure) => noticed.push([nodeId, failure]),
  })
  return { rounds, clock, seen, noticed }
}

/** Lets everything that is under way come to rest: a batch waits for one turn of the event loop. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const watch = (rounds: Rounds, link: Link, nodeId = NO_JITTER, name = 'pve1'): void => {
  rounds.watch({ nodeId, remoteId: 1, name, transport: overSsh(link), answeredAt: new Map(), lastAt: null })
}

test('a node is read at once and then at its interval', async () => {
  const { rounds, clock, seen } = bench()
  const node = stubNode('pve1')
  watch(rounds, node)
  await rest()
  assert.equal(node.asked, 1)
  clock.advance(INTERVAL - 1)
  await rest()
  assert.equal(node.asked, 1)
  clock.advance(1)
  await rest()
  assert.equal(node.asked, 2)
  assert.deepEqual(
    seen.map(({ outcome }) => outcome.status),
    ['ok', 'ok'],
  )
})

test('never more nodes at once than allowed, and none is read twice at the same time', async () => {
  const { rounds } = bench(2)
  const nodes = [1, 2, 3].map((id) => Object.assign(stubNode(`pve${String(id)}`), { hold: () => undefined }))
  for (const [index, node] of nodes.entries()) watch(rounds, node, index, node.name)
  void rounds.read(0, 0)
  await rest()
  assert.deepEqual(
    nodes.map(({ asked }) => asked),
    [1, 1, 0],
  )
  for (const node of nodes.slice(0, 2)) node.hold()
  await rest()
  assert.deepEqual(
    nodes.map(({ asked }) => asked),
    [1, 1, 1],
  )
})

test('a node that is gone is noticed once, tried ever less often, and noticed when it is back', async () => {
  const { rounds, clock, seen, noticed } = bench()
  const node = stubNode('pve1')
  node.fail = 'unreachable'
  watch(rounds, node)
  await rest()
  clock.advance(10_000)
  await rest()
  clock.advance(19_999)
  await rest()
  assert.equal(node.asked, 2)
  node.fail = null
  clock.advance(1)
  await rest()
  assert.equal(node.asked, 3)
  assert.deepEqual(
    noticed.map(([, failure]) => failure?.kind ?? null),
    ['unreachable', null],
  )
  assert.deepEqual(
    seen.map(({ outcome }) => outcome.status),
    ['failed', 'failed', 'ok'],
  )
})

test('a node that is read, though a part of the way to it does not work, is noticed once for it', async () => {
  const { rounds, clock, noticed } = bench()
  const lacking = [new FailureError('auth', 'the API token was refused')]
  const transport = { ...overSsh(stubNode('pve1')), missing: () => lacking }
  rounds.watch({ nodeId: 1, remoteId: 1, name: 'pve1', transport, answeredAt: new Map(), lastAt: null })
  await rest()
  clock.advance(INTERVAL)
  await rest()
  assert.deepEqual(
    noticed.map(([, failure]) => failure?.message),
    ['the API token was refused'],
  )
})

test('refused credentials stop the reads, also those asked for, until it is resumed', async () => {
  const { rounds, clock } = bench()
  const node = stubNode('pve1')
  node.fail = 'auth'
  watch(rounds, node)
  await rest()
  clock.advance(24 * 3_600_000)
  await rounds.read(NO_JITTER, 0)
  await rest()
  assert.equal(node.asked, 1)
  node.fail = null
  rounds.resume(NO_JITTER)
  await rest()
  assert.equal(node.asked, 2)
})

test('a read that is young enough is not repeated', async () => {
  const { rounds, clock } = bench()
  const node = stubNode('pve1')
  watch(rounds, node)
  await rest()
  clock.advance(5_000)
  assert.equal(await rounds.read(NO_JITTER, 5_000), true)
  assert.equal(node.asked, 1)
  assert.equal(await rounds.read(NO_JITTER, 4_999), true)
  assert.equal(node.asked, 2)
  node.fail = 'unreachable'
  clock.advance(1)
  assert.equal(await rounds.read(NO_JITTER, 0), false)
  assert.equal(await rounds.read(2, 0), false, 'nobody watches that one')
})

test('an address where another node answers is a failure, and what it says is not kept as this node', async () => {
  const { rounds, seen } = bench()
  watch(rounds, stubNode('pve9'))
  await rest()
  const [observation] = seen
  assert.ok(observation?.outcome.status === 'failed')
  assert.match(observation.outcome.failure.message, /calls itself pve9, not pve1/)
})

test('a forgotten node is closed, and a read under way leaves nothing behind', async () => {
  const { rounds, clock, seen } = bench()
  const node = Object.assign(stubNode('pve1'), { hold: () => undefined })
  watch(rounds, node)
  await rest()
  rounds.forget(NO_JITTER)
  node.hold()
  await rest()
  clock.advance(INTERVAL)
  await rest()
  assert.ok(node.closed)
  assert.equal(node.asked, 1)
  assert.deepEqual(seen, [])
})

test('a node that is watched anew is read over the new connection alone', async () => {
  const { rounds, seen } = bench()
  const [before, now] = [stubNode('pve1'), stubNode('pve1')]
  before.hold = () => undefined
  watch(rounds, before)
  await rest()
  watch(rounds, now)
  assert.deepEqual([before.closed, now.closed], [true, false])
  await rest()
  assert.deepEqual([now.asked, seen.length], [1, 1])
  before.hold()
  await rest()
  assert.equal(seen.length, 1)
  rounds.stop()
})

test('a connection that goes on being used is not closed', async () => {
  const { rounds } = bench()
  const node = stubNode('pve1')
  const transport = overSsh(node)
  for (const lastAt of [null, 0])
    rounds.watch({ nodeId: 1, remoteId: 1, name: 'pve1', transport, answeredAt: new Map(), lastAt })
  await rest()
  assert.equal(node.closed, false)
  rounds.stop()
  assert.equal(node.closed, true)
})

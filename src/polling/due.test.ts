import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Failure } from '../model/failure.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { after, due, dueAt, dueCollectors } from './due.ts'
import type { Turn } from './due.ts'

const INTERVAL = 600_000
const failure = (kind: Failure['kind']): Failure => ({ kind, message: 'x', hint: null })
/** Of node 0, whose jitter is none. */
const turn = (over: Partial<Turn> = {}): Turn => ({
  nodeId: 0,
  lastAt: 0,
  tookMs: 0,
  misses: 0,
  stopped: null,
  ...over,
})

test('a node that answers is due at its interval, a new one at once', () => {
  assert.equal(dueAt(turn(), INTERVAL), INTERVAL)
  assert.equal(due([turn({ lastAt: null })], 0, INTERVAL, 1).length, 1)
})

test('nodes that were read together drift apart: each has an interval of its own, up to a tenth shorter', () => {
  const dues = Array.from({ length: 100 }, (_, nodeId) => dueAt(turn({ nodeId }), INTERVAL))
  assert.deepEqual([Math.max(...dues), dues.filter((at) => at < 0.9 * INTERVAL)], [INTERVAL, []])
  const tenths = Map.groupBy(dues, (at) => Math.floor(((INTERVAL - at) / INTERVAL) * 100))
  assert.equal(tenths.size, 10)
  for (const { length } of tenths.values()) assert.ok(length >= 9 && length <= 11, `${String(length)} at once`)
})

test('a node that takes more than a fifth of its time to be read is read less often, up to four times, until it is quick again', () => {
  const wait = (tookMs: number): number => dueAt(turn({ tookMs }), INTERVAL) / INTERVAL
  assert.deepEqual(
    [0, 0.2, 0.3, 0.8, 5].map((share) => wait(share * INTERVAL)),
    [1, 1, 1.5, 4, 4],
  )
  const quick = after(turn({ tookMs: 5 * INTERVAL }), 7, 1000, null)
  assert.equal(dueAt(quick, INTERVAL), 7 + INTERVAL)
})

test('a node that does not answer is tried after 10 s, doubling to 5 min', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 50].map((misses) => dueAt(turn({ misses }), INTERVAL) / 1000)
  assert.deepEqual(waits, [10, 20, 40, 80, 160, 300, 300, 300])
})

test('trap 22: refused credentials and changed keys stop a node until the operator acts', () => {
  for (const kind of ['auth', 'untrusted'] as const) {
    const stopped = after(turn(), 1, 0, failure(kind))
    assert.equal(due([stopped], Number.MAX_SAFE_INTEGER, INTERVAL, 1).length, 0)
  }
  assert.equal(due([after(turn(), 1, 0, failure('unreachable'))], 10_001, INTERVAL, 1).length, 1)
})

test('a node that answers again is back at its interval', () => {
  assert.deepEqual(after(turn({ misses: 4 }), 7, 3, null), turn({ lastAt: 7, tookMs: 3 }))
})

test('never more than there is room for, the longest overdue first, none that is not due', () => {
  const someTurn = fc.record({
    nodeId: fc.nat(),
    lastAt: fc.option(fc.nat(2_000_000)),
    tookMs: fc.nat(INTERVAL),
    misses: fc.nat(9),
    stopped: fc.constantFrom(null, failure('auth')),
  })
  fc.assert(
    fc.property(fc.array(someTurn), fc.nat(2_000_000), fc.integer({ min: -2, max: 5 }), (turns, now, room) => {
      const chosen = due(turns, now, INTERVAL, room)
      const waiting = turns.filter((one) => dueAt(one, INTERVAL) <= now)
      assert.equal(chosen.length, Math.min(Math.max(0, room), waiting.length))
      const latest = Math.max(...chosen.map((one) => dueAt(one, INTERVAL)))
      for (const left of waiting.filter((one) => !chosen.includes(one))) assert.ok(dueAt(left, INTERVAL) >= latest)
    }),
  )
})

test('each fact has its own interval: what costs the node much is not read every round', () => {
  const names = (now: number): string[] => dueCollectors(COLLECTORS, () => 0, now, INTERVAL).map(({ name }) => name)
  assert.ok(names(INTERVAL).includes('memory'))
  for (const costly of ['lshw', 'dmi', 'smart', 'updates']) assert.ok(!names(INTERVAL).includes(costly), costly)
  assert.ok(names(6 * INTERVAL).includes('smart'))
  assert.equal(names(24 * 6 * INTERVAL).length, COLLECTORS.length)
})

test('a fact without an answer is asked for in the next round', () => {
  const answeredAt = (name: string): number | undefined => (name === 'lshw' ? undefined : 0)
  assert.deepEqual(
    dueCollectors(COLLECTORS, answeredAt, 0, INTERVAL).map(({ name }) => name),
    ['lshw'],
  )
})

/** How a made-up node behaves: it takes so long, and fails like this, from one moment to the other. */
interface Behaviour {
  readonly tookMs: number
  readonly fails: Failure['kind'] | null
  readonly from: number
  readonly to: number
}

const someNode = fc.record<Behaviour>({
  tookMs: fc.constantFrom(200, 5_000, 40_000, 200_000),
  fails: fc.constantFrom(null, 'unreachable', 'timeout', 'auth', 'untrusted'),
  from: fc.nat(3_000_000),
  to: fc.nat(6_000_000),
})

interface Read {
  readonly nodeId: number
  readonly dueAt: number
  readonly startedAt: number
  readonly endedAt: number
  readonly failed: Failure['kind'] | null
}

/** Reads made-up nodes for some hours, `atOnce` at a time, one step after another in no time. */
function simulated(nodes: readonly Behaviour[], atOnce: number): { reads: Read[]; most: number; turns: Turn[] } {
  const END = 12 * INTERVAL
  const turns = nodes.map((_, nodeId) => turn({ nodeId, lastAt: null }))
  const running = new Map<number, Read>()
  const reads: Read[] = []
  let most = 0
  for (let now = 0; now < END;) {
    for (const read of [...running.values()].filter(({ endedAt }) => endedAt <= now)) {
      running.delete(read.nodeId)
      const before = turns[read.nodeId] ?? turn()
      turns[read.nodeId] = after(
        before,
        read.endedAt,
        read.endedAt - read.startedAt,
        read.failed && failure(read.failed),
      )
    }
    const idle = turns.filter(({ nodeId }) => !running.has(nodeId))
    for (const { nodeId } of due(idle, now, INTERVAL, atOnce - running.size)) {
      const { tookMs, fails, from, to } = nodes[nodeId] ?? assert.fail()
      const failed = now >= from && now < to ? fails : null
      assert.ok(!running.has(nodeId), 'a node is read twice at the same time')
      const wasDueAt = Math.max(0, dueAt(turns[nodeId] ?? turn(), INTERVAL))
      const read = { nodeId, dueAt: wasDueAt, startedAt: now, endedAt: now + tookMs, failed }
      running.set(nodeId, read)
      reads.push(read)
    }
    most = Math.max(most, running.size)
    const waiting = running.size < atOnce ? turns.filter(({ nodeId }) => !running.has(nodeId)) : []
    const next = [...[...running.values()].map(({ endedAt }) => endedAt), ...waiting.map((one) => dueAt(one, INTERVAL))]
    now = Math.min(...next.filter((at) => at > now), END)
  }
  return { reads, most, turns }
}

test('whatever nodes do: never over the limit, none starves, a full stop stays, and one that is back is read again soon', () => {
  const property = fc.property(
    fc.array(someNode, { minLength: 1, maxLength: 12 }),
    fc.integer({ min: 1, max: 4 }),
    (nodes, atOnce) => {
      const { reads, most, turns } = simulated(nodes, atOnce)
      assert.ok(most <= atOnce, 'over the limit')
      const slowest = Math.max(...nodes.map(({ tookMs }) => tookMs))
      for (const { dueAt: wasDueAt, startedAt } of reads)
        // Whoever waits is served first come, first served: at worst after each of the others once.
        assert.ok(startedAt - wasDueAt <= (slowest * nodes.length) / atOnce + slowest, 'it starved')
      for (const [nodeId, { to, tookMs }] of nodes.entries()) {
        const own = reads.filter((read) => read.nodeId === nodeId)
        const refused = own.findIndex(({ failed }) => failed === 'auth' || failed === 'untrusted')
        if (refused !== -1) {
          assert.equal(refused, own.length - 1, 'it was asked again')
          assert.equal(dueAt(turns[nodeId] ?? turn(), INTERVAL), Infinity)
          continue
        }
        const back = own.filter(({ failed }) => failed !== null).at(-1)
        const again = own.find(({ startedAt, failed }) => startedAt >= to && failed === null)
        if (!back || !again) continue
        assert.ok(again.dueAt - Math.max(back.endedAt, to) <= 300_000 + tookMs, 'it was left alone for too long')
      }
    },
  )
  fc.assert(property, { numRuns: 300 })
})

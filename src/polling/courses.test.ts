import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { z } from 'zod'
import { fakeClock } from '../lib/clock.ts'
import { Absent, FailureError } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import type { PveSubject } from '../model/sample.ts'
import type { PveApi } from '../transport/ports.ts'
import type { Transport } from '../transport/transport.ts'
import { openCourses } from './courses.ts'
import type { Watched } from './seat.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const NOW = Date.UTC(2026, 0, 10, 12, 30, 20)

/** Lets run what waits for nothing. */
const tick = () => new Promise((resolve) => setImmediate(resolve))

const nodeOf = (nodeId: number): PveSubject => ({ remoteId: 1, nodeId, kind: 'node' })
const guestOf = (vmid: number): PveSubject => ({ remoteId: 1, nodeId: 1, kind: 'guest', type: 'qemu', vmid })
const ROWS = [
  { time: 0, cpu: 0.5 },
  { time: 60, cpu: 0.25 },
]

type Args = Readonly<Record<string, string | number>>

/** What a node says to a read; a promise is waited for. */
type Says = (path: string) => unknown

/** The past of nodes 1 to 12 of a remote. */
function courses(says: Says = () => ROWS) {
  const clock = fakeClock(NOW)
  const asked: string[] = []
  const looks: number[] = []
  const state = { answering: true, stopped: null as Failure | null }
  const pve: PveApi = {
    async get<T>(path: string, schema: z.ZodType<T>, args: Args = {}) {
      asked.push(`${path} ${String(args['timeframe'])} ${String(args['cf'])}`)
      return schema.parse(await says(path))
    },
  }
  const transport = { portsOf: () => () => ({ pve, shell: null }) } satisfies Partial<Transport> as Partial<Transport>
  const nodes = Array.from({ length: 12 }, (_, index): Watched => {
    const nodeId = index + 1
    const known = { answeredAt: new Map<string, number>(), lastAt: NOW }
    return { nodeId, remoteId: 1, name: `pve${String(nodeId)}`, transport: transport as Transport, ...known }
  })
  const course = openCourses({
    clock,
    rounds: {
      answering: (remoteId) => (state.answering && remoteId === 1 ? nodes : []),
      stopped: () => state.stopped,
      read: async (nodeId) => looks.push(nodeId) > 0,
    },
  })
  const cpu = async (subject: PveSubject, timeframe: 'hour' | 'day' = 'hour') => {
    const { course: one, failure } = await course(subject, timeframe)
    return failure ? failure.message : one.points('cpu_percent').map(({ mean }) => mean)
  }
  return { clock, asked, looks, state, course, cpu, nodes }
}

const failing =
  (kind: Failure['kind'], message = 'no') =>
  () =>
    Promise.reject(new FailureError(kind, message))

describe('the past of a subject', () => {
  it('is read once, whoever asks for whichever metric, and kept for a step', async () => {
    const { asked, cpu, course, clock } = courses()
    assert.deepEqual(await Promise.all([cpu(nodeOf(1)), cpu(nodeOf(1))]), [
      [50, 25],
      [50, 25],
    ])
    const { course: again } = await course(nodeOf(1), 'hour')
    assert.deepEqual([again.knows('cpu_percent'), again.knows('load_1m')], [true, false])
    assert.deepEqual(asked, ['/nodes/pve1/rrddata hour AVERAGE'])
    clock.advance(MINUTE)
    await cpu(nodeOf(1))
    assert.equal(asked.length, 2)
  })

  it('is another one for each subject and timeframe', async () => {
    const { asked, cpu } = courses()
    await Promise.all([cpu(nodeOf(1)), cpu(nodeOf(2)), cpu(nodeOf(1), 'day'), cpu(guestOf(100)), cpu(guestOf(101))])
    assert.deepEqual(asked.toSorted(), [
      '/nodes/pve1/qemu/100/rrddata hour AVERAGE',
      '/nodes/pve1/qemu/101/rrddata hour AVERAGE',
      '/nodes/pve1/rrddata day AVERAGE',
      '/nodes/pve1/rrddata day MAX',
      '/nodes/pve1/rrddata hour AVERAGE',
      '/nodes/pve2/rrddata hour AVERAGE',
    ])
  })

  it('is waited for 8 s; what comes later is there for the next who asks', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { asked, cpu, course, clock } = courses(() => promise)
    const late = course(nodeOf(1), 'hour')
    await tick()
    clock.advance(8 * SECOND)
    const { course: blank, failure } = await late
    assert.deepEqual([failure?.kind, blank.stepMs, blank.knows('cpu_percent')], ['timeout', MINUTE, false])
    const points = blank.points('cpu_percent')
    assert.equal(points.length, 60)
    assert.deepEqual(points.at(-1), { at: Date.UTC(2026, 0, 10, 12, 30), mean: null, most: null })
    const next = cpu(nodeOf(1))
    resolve(ROWS)
    assert.deepEqual(await next, [50, 25])
    assert.equal(asked.length, 1)
  })

  it('is asked of no node that did not answer, nor of one that is stopped', async () => {
    const { asked, cpu, state } = courses()
    state.answering = false
    assert.equal(await cpu(nodeOf(1)), 'the node does not answer, or was not asked yet')
    state.stopped = { kind: 'auth', message: 'signing in was refused', hint: null }
    assert.equal(await cpu(nodeOf(1)), 'signing in was refused')
    assert.deepEqual(asked, [])
    state.answering = true
    assert.equal(await cpu({ ...nodeOf(1), remoteId: 2 }), 'signing in was refused')
    assert.deepEqual(asked, [])
  })

  it('is asked of five nodes at a time, and of none for whom nobody waits any more', async () => {
    const open: ((rows: unknown) => void)[] = []
    const { asked, cpu, clock } = courses(() => new Promise((resolve) => open.push(resolve)))
    const all = Array.from({ length: 12 }, (_, index) => cpu(nodeOf(index + 1)))
    await tick()
    assert.equal(asked.length, 5)
    open.shift()?.(ROWS)
    await tick()
    assert.equal(asked.length, 6)
    clock.advance(8 * SECOND)
    for (const answer of open) answer(ROWS)
    await Promise.all(all)
    await tick()
    assert.equal(asked.length, 6)
    const next = cpu(nodeOf(12))
    await tick()
    open.at(-1)?.(ROWS)
    assert.deepEqual(await next, [50, 25], 'that it was crowded is not remembered')
  })

  it('is asked of a node once at a time; what is asked meanwhile goes together, sixteen at most', async () => {
    const open: ((rows: unknown) => void)[] = []
    const { asked, cpu } = courses(() => new Promise((resolve) => open.push(resolve)))
    const all = Array.from({ length: 20 }, (_, index) => cpu(guestOf(100 + index)))
    const other = cpu(nodeOf(2))
    const counts: number[] = []
    while (open.length > 0 || counts.length === 0) {
      await tick()
      counts.push(asked.length)
      for (const answer of open.splice(0)) answer(ROWS)
      await tick()
    }
    assert.deepEqual(counts, [17, 21])
    for (const values of await Promise.all([...all, other])) assert.deepEqual(values, [50, 25])
  })

  it('is not asked of a node that hangs by those who waited for their turn', async () => {
    const fail: ((error: Error) => void)[] = []
    const { asked, cpu } = courses(() => new Promise((_, reject) => fail.push(reject)))
    const all = Array.from({ length: 18 }, (_, index) => cpu(guestOf(100 + index)))
    await tick()
    for (const one of fail) one(new FailureError('timeout', 'pvesh did not answer in time'))
    assert.deepEqual(new Set(await Promise.all(all)), new Set(['pvesh did not answer in time']))
    assert.equal(asked.length, 16)
  })

  it('is not asked for again at once where that failed', async () => {
    const { asked, cpu, clock } = courses(failing('command-failed', 'RRD error'))
    assert.deepEqual([await cpu(nodeOf(1)), await cpu(nodeOf(1))], ['RRD error', 'RRD error'])
    assert.equal(asked.length, 1)
    assert.equal(await cpu(guestOf(100)), 'RRD error')
    assert.equal(asked.length, 2)
    clock.advance(30 * SECOND)
    await cpu(nodeOf(1))
    assert.equal(asked.length, 3)
  })

  it('of a guest that the node does not have is a failure, not a mistake of ours', async () => {
    const { course } = courses(() => Promise.reject(new Absent('guest 100 does not exist')))
    const { failure } = await course(guestOf(100), 'hour')
    assert.deepEqual([failure?.kind, failure?.message], ['command-failed', 'guest 100 does not exist'])
  })

  it('leaves a node in peace that could not be asked, whatever of it is asked for, one that hangs for longer', async () => {
    for (const [kind, forMs] of [
      ['unreachable', MINUTE],
      ['timeout', 5 * MINUTE],
    ] as const) {
      const { asked, cpu, clock, nodes } = courses(failing(kind, 'gone'))
      assert.deepEqual([await cpu(nodeOf(1)), await cpu(guestOf(100))], ['gone', 'gone'])
      assert.equal(asked.length, 1)
      clock.advance(forMs - 1)
      await cpu(guestOf(101))
      assert.equal(asked.length, 1)
      await cpu(nodeOf(2))
      assert.equal(asked.length, 2)
      nodes.splice(0, 1, { ...(nodes[0] ?? assert.fail()) })
      await cpu(guestOf(102))
      assert.equal(asked.length, 3, 'watched anew, it is asked')
    }
  })

  it('trap 22: refused credentials are tried once more, by a look, which stops the node', async () => {
    const { asked, cpu, looks } = courses(failing('auth', 'signing in was refused'))
    for (const vmid of [100, 101, 102]) assert.equal(await cpu(guestOf(vmid)), 'signing in was refused')
    assert.deepEqual([asked.length, looks], [1, [1]])
  })
})

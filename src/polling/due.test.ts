import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Failure } from '../model/failure.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { after, due, dueAt, dueCollectors } from './due.ts'
import type { Turn } from './due.ts'

const INTERVAL = 600_000
const failure = (kind: Failure['kind']): Failure => ({ kind, message: 'x', hint: null })
const turn = (over: Partial<Turn> = {}): Turn => ({ nodeId: 1, lastAt: 0, misses: 0, stopped: null, ...over })

test('a node that answers is due at its interval, a new one at once', () => {
  assert.equal(dueAt(turn(), INTERVAL), INTERVAL)
  assert.equal(due([turn({ lastAt: null })], 0, INTERVAL, 1).length, 1)
})

test('a node that does not answer is tried after 10 s, doubling to 5 min', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 50].map((misses) => dueAt(turn({ misses }), INTERVAL) / 1000)
  assert.deepEqual(waits, [10, 20, 40, 80, 160, 300, 300, 300])
})

test('trap 22: refused credentials and changed keys stop a node until the operator acts', () => {
  for (const kind of ['auth', 'untrusted'] as const) {
    const stopped = after(turn(), 1, failure(kind))
    assert.equal(due([stopped], Number.MAX_SAFE_INTEGER, INTERVAL, 1).length, 0)
  }
  assert.equal(due([after(turn(), 1, failure('unreachable'))], 10_001, INTERVAL, 1).length, 1)
})

test('a node that answers again is back at its interval', () => {
  assert.deepEqual(after(turn({ misses: 4 }), 7, null), turn({ lastAt: 7 }))
})

test('never more than there is room for, the longest overdue first, none that is not due', () => {
  const someTurn = fc.record({
    nodeId: fc.nat(),
    lastAt: fc.option(fc.nat(2_000_000)),
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
  const answeredAt = new Map(COLLECTORS.map(({ name }) => [name, 0]))
  const names = (now: number): string[] => dueCollectors(COLLECTORS, answeredAt, now, INTERVAL).map(({ name }) => name)
  assert.ok(names(INTERVAL).includes('memory'))
  for (const costly of ['lshw', 'dmi', 'smart', 'updates']) assert.ok(!names(INTERVAL).includes(costly), costly)
  assert.ok(names(6 * INTERVAL).includes('smart'))
  assert.equal(names(24 * 6 * INTERVAL).length, COLLECTORS.length)
})

test('a fact without an answer is asked for in the next round', () => {
  const answeredAt = new Map(COLLECTORS.filter(({ name }) => name !== 'lshw').map(({ name }) => [name, 0]))
  assert.deepEqual(
    dueCollectors(COLLECTORS, answeredAt, 0, INTERVAL).map(({ name }) => name),
    ['lshw'],
  )
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openFleet } from '../fleet/fleet.ts'
import { fakeClock } from '../lib/clock.ts'
import { SPAN_MS } from '../model/sample.ts'
import type { HistoryStore } from '../store/history-port.ts'
import { openHistory } from './history.ts'

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const BEAT_MS = 15_000
const LIMITS = {
  keepMs: { minute: Infinity, hour: Infinity, day: Infinity },
  keepEventsMs: Infinity,
  maxBytes: Infinity,
}

it('is written by the process whose turn it is alone, which first takes in what the one before has told', async () => {
  const clock = fakeClock()
  const done: string[] = []
  const history: Partial<HistoryStore> = {
    async told() {
      done.push('told')
      return new Map()
    },
    async addSamples() {
      done.push('sampled')
    },
    firstSample: async () => null,
    lastSample: async () => null,
    dropOldest: async () => false,
    usedBytes: async () => 0,
    dropEvents: async () => undefined,
  }
  let ours = false
  const fleet = { ...openFleet(clock), forgetGone: () => [] }
  const open = await openHistory({
    fleet,
    store: { history: history as HistoryStore, forgetGuest: async () => undefined },
    clock,
    beatMs: BEAT_MS,
    limits: LIMITS,
    isOurs: () => ours,
    failed: (error) => assert.fail(String(error)),
  })
  const pass = async (milliseconds: number): Promise<string[]> => {
    for (let passed = 0; passed < milliseconds; passed += BEAT_MS) {
      clock.advance(BEAT_MS)
      for (let turn = 0; turn < 5; turn++) await settled()
    }
    return done.splice(0)
  }
  assert.deepEqual(await pass(2 * SPAN_MS.minute), ['told', 'told', 'told', 'told'])
  ours = true
  const [first, ...others] = await pass(2 * SPAN_MS.minute)
  assert.equal(first, 'told')
  assert.ok(others.length > 0 && others.every((one) => one === 'sampled'))
  ours = false
  assert.ok((await pass(2 * SPAN_MS.minute)).every((one) => one === 'told'))
  await open.stop()
})

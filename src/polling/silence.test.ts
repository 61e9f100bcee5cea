import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Transport } from '../transport/transport.ts'
import { startRounds } from './rounds.ts'

const INTERVAL = 600_000

/** A node without guests that fails when told to. */
function failingNode() {
  const state: { fail: FailureKind | null } = { fail: null }
  const transport: Transport = {
    guestsAtOnce: 1,
    async identify() {
      if (state.fail) throw new FailureError(state.fail, 'no')
      return { node: 'pve1', product: 'pve', reason: null, guests: [] }
    },
    portsOf: () => () => ({ pve: null, shell: null }),
    memberKeys: async () => [],
    missing: () => [],
    resume: () => undefined,
    close: () => undefined,
  }
  return { state, transport }
}

const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test('of a node that does not answer is known how often it was tried, since when, and when it is again', async () => {
  const clock = fakeClock(0)
  const rounds = startRounds({
    ...{ collectors: [], guestCollectors: [], clock, intervalMs: INTERVAL, liveMs: 15_000, maxAtOnce: 1 },
    record: async () => undefined,
    show: () => undefined,
    heard: () => undefined,
    noticed: () => undefined,
  })
  const { state, transport } = failingNode()
  // Node 0 has no jitter.
  rounds.watch({ nodeId: 0, remoteId: 1, name: 'pve1', transport, answeredAt: new Map(), lastAt: null })
  const after = async (milliseconds: number, fail: FailureKind | null) => {
    state.fail = fail
    clock.advance(milliseconds)
    await rest()
    return rounds.silence(0)
  }
  assert.equal(await after(0, null), null)
  assert.deepEqual(await after(INTERVAL, 'unreachable'), { times: 1, since: INTERVAL, nextAt: INTERVAL + 10_000 })
  assert.deepEqual(await after(10_000, 'timeout'), { times: 2, since: INTERVAL, nextAt: INTERVAL + 30_000 })
  assert.deepEqual(await after(20_000, 'auth'), { times: 3, since: INTERVAL, nextAt: null })
  state.fail = null
  rounds.resume(0)
  await rest()
  assert.equal(rounds.silence(0), null)
  assert.equal(rounds.silence(99), null)
  rounds.stop()
})

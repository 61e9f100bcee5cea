import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openFleet } from '../fleet/fleet.ts'
import { sharedRun } from '../fleet/shared-run.ts'
import { fakeClock } from '../lib/clock.ts'
import { inTurns, turn } from '../lib/turn.ts'
import type { HistoryStore } from '../store/history-port.ts'
import { openHistory } from './history.ts'

const BEAT_MS = 15_000

it('ends while the fleet is worked out, for which others wait on, and writes nothing any more', async () => {
  const clock = fakeClock()
  const written: string[] = []
  const history: Partial<HistoryStore> = {
    told: async () => new Map(),
    async addSamples() {
      written.push('samples')
    },
  }
  let [steps, isEnough] = [0, false]
  const catchUp = sharedRun(function* () {
    while (!isEnough && ++steps < 1e6) yield
  })
  const open = await openHistory({
    fleet: { ...openFleet(clock), catchUp },
    store: { history: history as HistoryStore, forgetGuest: async () => undefined },
    clock,
    beatMs: BEAT_MS,
    limits: { keepMs: { minute: Infinity, hour: Infinity, day: Infinity }, keepEventsMs: Infinity, maxBytes: Infinity },
    failed: (error) => assert.fail(String(error)),
  })
  clock.advance(BEAT_MS)
  let isDone = false
  const other = catchUp(inTurns).then(() => (isDone = true))
  await turn()
  await open.stop()
  assert.deepEqual([written, isDone], [[], false])
  isEnough = true
  await other
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeFleet } from '../../bench/made-fleet.ts'
import { apiWith } from '../../test/tools/api.ts'
import { overviewOf, prepareOverview } from '../fleet/overview.ts'
import { prepareSearch } from '../fleet/search.ts'
import { sharedRun } from '../fleet/shared-run.ts'
import type { TakeSteps } from '../fleet/shared-run.ts'
import { fakeClock } from '../lib/clock.ts'
import { turn } from '../lib/turn.ts'
import { viewsOf, workAhead } from './views.ts'

const SIZE = { clusters: 3, nodesEach: 5, guestsEach: 100 }
/** Of three remotes with five nodes and 500 guests, and between one and the next. */
const STEPS = 3 * (1 + 5) + 2

const fails = (): never => assert.fail('it could not be worked out')

/** A fleet of which nothing was asked yet, that counts its steps. */
function countingFleet() {
  const { fleet } = makeFleet(SIZE, fakeClock())
  const counted = { begun: 0, steps: 0 }
  const { promise: firstStep, resolve } = Promise.withResolvers<null>()
  function* countedOf(steps: Iterator<unknown>): Generator<void, void> {
    counted.begun++
    while (steps.next().done !== true) {
      counted.steps++
      resolve(null)
      yield
    }
  }
  return {
    counted,
    firstStep,
    fleet: {
      ...fleet,
      catchUp: (take: TakeSteps, isOver?: () => boolean) => fleet.catchUp((steps) => take(countedOf(steps)), isOver),
    },
  }
}

describe('the first answer after a start', () => {
  const LISTS = ['/api/dashboard/vms', '/api/dashboard/overview', '/api/search?q=web', '/api/nodes', '/metrics']

  it('lets others have theirs while it is worked out, whatever is asked for', async () => {
    for (const url of [...LISTS, '/api/export/vms.csv']) {
      const { fleet, counted, firstStep } = countingFleet()
      const { app } = await apiWith({ fleet })
      const asked = app.inject(url)
      await firstStep
      assert.equal(counted.steps, 1)
      assert.equal((await app.inject('/api/health')).statusCode, 200)
      assert.equal((await asked).statusCode, 200)
      assert.deepEqual(counted, { begun: 1, steps: STEPS }, url)
    }
  })

  it('is worked out once for all who wait for it', async () => {
    const { fleet, counted } = countingFleet()
    const { app } = await apiWith({ fleet })
    for (const { statusCode } of await Promise.all(LISTS.map((url) => app.inject(url)))) assert.equal(statusCode, 200)
    assert.equal(counted.steps, STEPS)
  })

  it('is there when it was worked out ahead, which ends when it is told to', async () => {
    const ahead = countingFleet()
    const end = workAhead(ahead.fleet, fails)
    while (ahead.counted.steps < STEPS) await turn()
    end()
    await viewsOf(ahead.fleet)
    assert.equal(ahead.counted.steps, STEPS)
    const ended = countingFleet()
    workAhead(ended.fleet, fails)()
    for (let turns = 0; turns < 3; turns++) await turn()
    assert.equal(ended.counted.steps, 1)
  })

  it('is tried again where it could not be worked out', async () => {
    const { fleet } = makeFleet(SIZE, fakeClock())
    let isBroken = true
    const failures: unknown[] = []
    const breaking = {
      ...fleet,
      catchUp: sharedRun(function* () {
        if (isBroken) throw new Error('no view')
        yield
      }),
    }
    workAhead(breaking, (error) => failures.push(error))
    await assert.rejects(viewsOf(breaking), { message: 'no view' })
    isBroken = false
    assert.equal((await viewsOf(breaking)).length, 3)
    assert.equal(failures.length, 1)
  })
})

it('what a list, the overview and search are made of is worked out a remote at a time', async () => {
  const { fleet } = makeFleet(SIZE, fakeClock())
  const views = await viewsOf(fleet)
  for (const prepare of [prepareOverview, prepareSearch])
    assert.deepEqual([[...prepare(views)].length, [...prepare(views)].length], [2, 0])
  assert.equal(overviewOf(views).guests.total, 1500)
})

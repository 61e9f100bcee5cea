import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { turn } from '../lib/turn.ts'
import { sharedRun } from './shared-run.ts'
import type { TakeSteps } from './shared-run.ts'

const oneATurn: TakeSteps = async (steps) => {
  while (steps.next().done !== true) await turn()
}

/** A run of five steps that says what was done, and in which run. */
function counted() {
  const done: string[] = []
  let runs = 0
  const run = sharedRun(function* () {
    const name = String(++runs)
    for (let step = 1; step <= 5; step++) {
      done.push(`${name}.${String(step)}`)
      yield
    }
  })
  return { done, run: (isOver?: () => boolean) => run(oneATurn, isOver) }
}

const ofRun = (run: number, steps = 5): string[] =>
  Array.from({ length: steps }, (_, step) => `${String(run)}.${String(step + 1)}`)

describe('a shared run', () => {
  it('is done once for all who wait for it, whenever they began to', async () => {
    const { run, done } = counted()
    const first = run()
    const second = run()
    await turn()
    assert.deepEqual(done, ofRun(1, 2))
    await Promise.all([first, second, run()])
    assert.deepEqual(done, ofRun(1))
  })

  it('is done anew for who asks when it is over', async () => {
    const { run, done } = counted()
    await run()
    await run()
    assert.deepEqual(done, [...ofRun(1), ...ofRun(2)])
  })

  it('goes on for the others when the one who began it does not wait any more', async () => {
    const { run, done } = counted()
    let isOver = false
    const early = run(() => isOver)
    const late = run()
    isOver = true
    await early
    assert.deepEqual(done, ofRun(1, 2), 'who does not wait is let go at the next step')
    await late
    assert.deepEqual(done, ofRun(1))
  })

  it('goes on for the one who began it when another does not wait any more', async () => {
    const { run, done } = counted()
    const first = run()
    await run(() => true)
    assert.deepEqual(done, ofRun(1, 2))
    await first
    assert.deepEqual(done, ofRun(1))
  })

  it('ends where nobody waits for it, and begins anew for the next', async () => {
    const { run, done } = counted()
    let isOver = false
    const ended = run(() => isOver)
    isOver = true
    await ended
    assert.deepEqual(done, ofRun(1, 1))
    await run()
    assert.deepEqual(done, [...ofRun(1, 1), ...ofRun(2)])
  })

  it('fails for all who wait, and is tried again for the next', async () => {
    let isBroken = true
    const run = sharedRun(function* () {
      yield
      if (isBroken) throw new Error('broken')
    })
    const waiting = [run(oneATurn), run(oneATurn)]
    for (const one of waiting) await assert.rejects(one, { message: 'broken' })
    isBroken = false
    await run(oneATurn)
  })
})

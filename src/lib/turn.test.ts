import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from './clock.ts'
import { inTurns } from './turn.ts'

/** What was done, in order: three steps, and what had its turn between them, taking so long. */
async function doneWith({
  isOver,
  othersMs = 0,
}: {
  isOver?: (done: readonly string[]) => boolean
  othersMs?: number
}) {
  const done: string[] = []
  const clock = fakeClock()
  function* steps(): Generator<void, void> {
    done.push('first')
    yield
    done.push('second')
    yield
    clock.advance(20)
    done.push('third')
    yield
    clock.advance(20)
    done.push('fourth')
    yield
    clock.advance(20)
    done.push('fifth')
  }
  let isDone = false
  const other = (): void => {
    if (isDone) return
    done.push('other')
    clock.advance(othersMs)
    setImmediate(other)
  }
  const all = inTurns(steps(), { clock, ...(isOver && { isOver: () => isOver(done) }) })
  setImmediate(other)
  await all
  isDone = true
  return done
}

test('others have their turn between two steps, and need not wait for the last', async () => {
  const expected = ['first', 'second', 'other', 'third', 'other', 'fourth', 'other', 'fifth']
  assert.deepEqual(await doneWith({}), expected)
})

test('where others take long, so do the steps before the next turn', async () => {
  assert.deepEqual(await doneWith({ othersMs: 40 }), ['first', 'second', 'other', 'third', 'fourth', 'other', 'fifth'])
  assert.deepEqual(await doneWith({ othersMs: 500 }), ['first', 'second', 'other', 'third', 'fourth', 'fifth'])
})

test('steps end where they are over before the last', async () => {
  assert.deepEqual(await doneWith({ isOver: (done) => done.includes('second') }), ['first', 'second', 'other'])
})

test('a single step takes no turn', async () => {
  let isOthersTurn = false
  setImmediate(() => (isOthersTurn = true))
  await inTurns([].values())
  assert.equal(isOthersTurn, false)
})

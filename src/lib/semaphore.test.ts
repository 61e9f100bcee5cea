import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { semaphore } from './semaphore.ts'

test('no more tasks run at a time than there are places, in the order they came, and all of them run', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 20 }),
      async (places, turnsOfEach) => {
        const turn = semaphore(places)
        const begun: number[] = []
        let [running, most] = [0, 0]
        const task = async (index: number, turns: number): Promise<number> => {
          begun.push(index)
          most = Math.max(most, ++running)
          for (let left = turns; left > 0; left--) await Promise.resolve()
          running--
          return index
        }
        const done = await Promise.all(turnsOfEach.map((turns, index) => turn(() => task(index, turns))))
        assert.deepEqual(done, [...turnsOfEach.keys()])
        assert.deepEqual(begun, done)
        assert.equal(most, Math.min(places, turnsOfEach.length))
      },
    ),
  )
})

test('a task that fails makes room like any other', async () => {
  const turn = semaphore(1)
  const failing = turn(() => Promise.reject(new Error('no')))
  const next = turn(() => Promise.resolve('next'))
  await assert.rejects(failing, { message: 'no' })
  assert.equal(await next, 'next')
})

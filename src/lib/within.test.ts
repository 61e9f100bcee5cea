import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeClock } from './clock.ts'
import { within } from './within.ts'

test('what comes in time is what there is, good or bad', async () => {
  const clock = fakeClock()
  assert.equal(await within(clock, 10, Promise.resolve('here'), () => 'late'), 'here')
  await assert.rejects(
    within(clock, 10, Promise.reject(new Error('no')), () => 'late'),
    { message: 'no' },
  )
})

test('what does not come in time is not waited for, and does no harm when it comes', async () => {
  const clock = fakeClock()
  const { promise, reject } = Promise.withResolvers<string>()
  const waiting = within(clock, 10, promise, () => 'late')
  clock.advance(10)
  assert.equal(await waiting, 'late')
  reject(new Error('no'))
  await assert.rejects(promise)
})

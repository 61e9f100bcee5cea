import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { portsOf } from '../../test/tools/ports.ts'
import { collector } from '../collectors/collector.ts'
import { fakeClock } from '../lib/clock.ts'
import { Absent, FailureError } from '../model/failure.ts'
import { observe } from './observe.ts'

const subject = { scope: 'node', node: 'pve1' } as const
const collecting = (collect: () => Promise<number>) =>
  collector({
    name: 'answer',
    title: 'Answer',
    scope: 'node',
    every: 60,
    needs: [],
    fact: z.number().describe('the answer'),
    collect,
  })
const look = async (collect: () => Promise<number>) =>
  (await observe(collecting(collect), subject, () => portsOf({}), fakeClock(7))).outcome

test('a value is ok, with when it was read', async () => {
  const observation = await observe(
    collecting(() => Promise.resolve(42)),
    subject,
    () => portsOf({}),
    fakeClock(7),
  )
  assert.deepEqual(observation, {
    collector: 'answer',
    subject,
    outcome: { status: 'ok', value: 42 },
    at: 7,
    durationMs: 0,
    via: null,
  })
})

test('what does not exist there is absent, with its reason and hint', async () => {
  assert.deepEqual(await look(() => Promise.reject(new Absent('no sensors', 'apt install lm-sensors'))), {
    status: 'absent',
    reason: 'no sensors',
    hint: 'apt install lm-sensors',
  })
})

test('a failure keeps its kind', async () => {
  const outcome = await look(() => Promise.reject(new FailureError('timeout', 'too slow')))
  assert.deepEqual(outcome, { status: 'failed', failure: { kind: 'timeout', message: 'too slow', hint: null } })
})

test('a fact that breaks its own schema is a bad reply', async () => {
  const outcome = await look(() => Promise.resolve('42' as unknown as number))
  assert.ok(outcome.status === 'failed')
  assert.equal(outcome.failure.kind, 'bad-reply')
})

test('anything else is a bug of ours, and said as such', async () => {
  const outcome = await look(() => {
    throw new TypeError('undefined is not a function')
  })
  assert.ok(outcome.status === 'failed')
  assert.equal(outcome.failure.kind, 'bug')
})

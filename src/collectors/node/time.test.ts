import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, findingsOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { time } from './time.ts'

const PATH = '/nodes/pve1/time'
const NODE_CLOCK = 1_795_374_825

test('the clock is read as UTC whatever the time zone', async () => {
  const reply = { time: String(NODE_CLOCK), localtime: NODE_CLOCK + 3600, timezone: 'Europe/Rome' }
  assert.deepEqual(await factOf(time, PATH, reply), { timezone: 'Europe/Rome', timeSeconds: NODE_CLOCK })
})

test('trap 13: Clock of the node ≠ clock here: a drift over 30 s is a finding', async () => {
  const driftOf = async (secondsAhead: number) => {
    const found = await findingsOf(time, PATH, { time: NODE_CLOCK }, (NODE_CLOCK - secondsAhead) * 1000)
    return found.map(({ severity, text }) => [severity, text])
  }
  assert.deepEqual(await driftOf(0), [])
  assert.deepEqual(await driftOf(30), [])
  assert.deepEqual(await driftOf(-30), [])
  assert.deepEqual(await driftOf(31), [['warning', 'the clock is 31 s ahead']])
  assert.deepEqual(await driftOf(-7200), [['warning', 'the clock is 120 min behind']])
})

test('a time zone alone is a fact without a finding', async () => {
  assert.deepEqual(await factOf(time, PATH, { timezone: 'Etc/UTC' }), { timezone: 'Etc/UTC', timeSeconds: null })
  assert.deepEqual(await findingsOf(time, PATH, { timezone: 'Etc/UTC' }, NODE_CLOCK * 1000), [])
})

test('a reply with neither is a failure', async () => {
  await assert.rejects(factOf(time, PATH, { timezone: '' }), failure('bad-reply', /^$/))
})

test('recorded replies of 7.4 and 9.2', { skip: withoutShared }, async () => {
  const utc = { timezone: 'Etc/UTC' }
  assert.deepEqual(await factOf(time, PATH, recordedReply('7.4/node_time')), { ...utc, timeSeconds: 1795374825 })
  assert.deepEqual(await factOf(time, PATH, recordedReply('9.2/node_time')), { ...utc, timeSeconds: 1795375466 })
})

test('any reply gives a valid fact or a failure', () => survivesAnyReply(time, PATH, 'time timezone'))

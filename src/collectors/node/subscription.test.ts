import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, findingsOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { subscription } from './subscription.ts'

const PATH = '/nodes/pve1/subscription'

const NOTHING = {
  level: null,
  product: null,
  key: null,
  sockets: null,
  expires: null,
  checkedAtSeconds: null,
  message: null,
}

test('trap 7: level c b s p is spelled out', async () => {
  const levelOf = async (level: unknown) => (await factOf(subscription, PATH, { status: 'active', level })).level
  const found = await Promise.all(['c', 'b', 's', 'p', '', 'x', 1].map(levelOf))
  assert.deepEqual(found, ['community', 'basic', 'standard', 'premium', null, null, null])
})

test('trap 7: notfound is a node without subscription, not an error', async () => {
  const reply = { status: 'notfound', message: 'There is no subscription key', serverid: 'B2C6' }
  assert.deepEqual(await factOf(subscription, PATH, reply), {
    ...NOTHING,
    status: 'notfound',
    message: 'There is no subscription key',
  })
  assert.deepEqual(await findingsOf(subscription, PATH, reply), [])
})

test('trap 7: nextduedate is a plain date; anything else is unknown', async () => {
  const expires = async (nextduedate: unknown) =>
    (await factOf(subscription, PATH, { status: 'active', nextduedate })).expires
  assert.equal(await expires('2027-03-01'), '2027-03-01')
  assert.equal(await expires('2027-13-01'), null)
  assert.equal(await expires('0000-00-00'), null)
  assert.equal(await expires(''), null)
})

test('a subscription that lapsed is a warning that says what PVE says', async () => {
  for (const status of ['expired', 'invalid', 'suspended']) {
    assert.deepEqual(await findingsOf(subscription, PATH, { status, message: 'call the shop' }), [
      { severity: 'warning', text: `the subscription is ${status}`, hint: 'call the shop' },
    ])
  }
  for (const status of ['new', 'active']) assert.deepEqual(await findingsOf(subscription, PATH, { status }), [])
})

test('PVE 6 begins the status with a capital', async () => {
  assert.deepEqual(await factOf(subscription, PATH, { status: 'NotFound' }), { ...NOTHING, status: 'notfound' })
})

test('a reply without a status is a failure', async () => {
  await assert.rejects(factOf(subscription, PATH, {}), failure('bad-reply', /^$/))
})

test('recorded replies, with the key as PVE gave it', { skip: withoutShared }, async () => {
  for (const release of ['7.4', '8.4', '9.2']) {
    assert.deepEqual(await factOf(subscription, PATH, recordedReply(`${release}/node_subscription`)), {
      status: 'active',
      level: 'community',
      product: 'Proxmox VE Community Subscription 8 CPUs/year',
      key: 'pve8c-0123456789',
      sockets: 1,
      expires: '2026-11-01',
      checkedAtSeconds: 1795372186,
      message: null,
    })
  }
  const none = await factOf(subscription, PATH, recordedReply('traps/node_subscription_none'))
  assert.deepEqual(none, { ...NOTHING, status: 'notfound', message: 'There is no subscription key' })
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(subscription, PATH, 'status level productname key sockets nextduedate checktime message'))

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedCall, recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { nodeSubscription } from './node-subscription.ts'

const subscriptionOf = (text: string): unknown => built(nodeSubscription, { programs: { 'pvesubscription-get': text } })

describe('/nodes/{node}/subscription from pvesubscription', () => {
  it('keeps texts as they are and makes numbers of what PVE counts', () => {
    const text = 'checktime: 1000\nmessage: \nregdate: 2025-11-01 00:00:00\nsockets: 2\nstatus: active\nkey: pve2c-0\n'
    assert.deepEqual(subscriptionOf(text), {
      checktime: 1000,
      message: '',
      regdate: '2025-11-01 00:00:00',
      sockets: 2,
      status: 'active',
      key: 'pve2c-0',
    })
  })

  it('fails without a status', () => {
    assert.throws(() => subscriptionOf('message: hello\n'), /no status/)
  })

  const recordings = [
    ['8.4/cli_pvesubscription_get', '8.4/node_subscription'],
    ['traps/cli_pvesubscription_get_none', 'traps/node_subscription_none'],
  ] as const
  for (const [printed, reply] of recordings)
    it(`equals what PVE replied, in every key: ${reply}`, { skip: withoutShared }, () => {
      assert.deepEqual(subscriptionOf(recordedCall(printed).stdout), recordedReply(reply))
    })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fleetOf } from '../../simulator/testing/fleet.ts'
import { startSimulator } from '../../simulator/start.ts'
import type { Link } from '../../src/transport/section.ts'
import { collectGarbage } from '../tools/garbage.ts'
import { linkTo } from '../tools/simulated-link.ts'

/** What a node replied, as long as anything still holds it. */
async function replied(link: Link): Promise<WeakRef<object>> {
  const replies = await link.exchange([{ kind: 'file', name: '/proc/uptime' }])
  assert.equal(replies.length, 1)
  return new WeakRef(replies)
}

describe('a connection that is kept', () => {
  test('holds nothing of the last reply: a thousand nodes would keep all they said for as long as they are silent', async (t) => {
    const simulator = await startSimulator(fleetOf('9.2'))
    t.after(() => simulator.close())
    const link = linkTo(t, simulator, simulator.nodes()[0] ?? assert.fail('no node'))
    const replies = await replied(link)
    // In a task of its own: what was looked at in one stays until it ends.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
    assert.equal(replies.deref(), undefined)
    assert.equal((await link.exchange([{ kind: 'file', name: '/proc/uptime' }])).length, 1)
  })
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import type { Message } from './message.ts'
import { openRequests } from './requests.ts'

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Processes that hear each other. The one named `holder` reads node 7, and says how. */
function twoProcesses(fresh = true) {
  const clock = fakeClock()
  const done: string[] = []
  const open = (processId: string, holds: boolean) =>
    openRequests({
      clock,
      processId,
      newId: () => `request of ${processId}`,
      tell(message: Message) {
        for (const each of [asker, holder]) each.heard(message)
      },
      readOwn(nodeId, vmid, maxAgeMs) {
        if (!holds || nodeId !== 7) return null
        done.push(`read ${String(nodeId)} ${String(vmid)} ${String(maxAgeMs)}`)
        return Promise.resolve(fresh)
      },
      async takeIn(remoteId) {
        done.push(`taken in ${String(remoteId)}`)
      },
    })
  const [asker, holder] = [open('asker', false), open('holder', true)]
  return { clock, done, asker }
}

it('has a node read by whoever holds it, and takes in what was kept before it answers', async () => {
  const { asker, done } = twoProcesses()
  assert.equal(await asker.read(1, 7, null, 500), true)
  assert.deepEqual(done, ['read 7 null 500', 'taken in 1'])
})

it('says that a guest could not be read', async () => {
  const { asker, done } = twoProcesses(false)
  assert.equal(await asker.read(1, 7, 100, 0), false)
  assert.deepEqual(done, ['read 7 100 0'])
})

it('does not wait for ever for a node that nobody holds', async () => {
  const { asker, clock, done } = twoProcesses()
  let answer: boolean | null = null
  void asker.read(1, 8, null, 0).then((fresh) => (answer = fresh))
  await settled()
  assert.equal(answer, null)
  clock.advance(60_000)
  await settled()
  assert.equal(answer, false)
  assert.deepEqual(done, [])
})

it('lets nobody wait any longer once it is stopped', async () => {
  const { asker, done } = twoProcesses()
  const answer = asker.read(1, 8, null, 0)
  asker.stop()
  assert.equal(await answer, false)
  assert.deepEqual(done, [])
})

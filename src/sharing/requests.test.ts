import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import { MOST_CHARACTERS } from './answers.ts'
import type { Message } from './message.ts'
import { isFor } from './question.ts'
import { openRequests } from './requests.ts'

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Processes that hear each other. The one named `holder` reads node 7, and says how. */
function twoProcesses(fresh = true, said = 'said') {
  const clock = fakeClock()
  const done: string[] = []
  const kept = new Map<string, string>()
  let ids = 0
  const open = (processId: string, holds: boolean) =>
    openRequests({
      clock,
      processId,
      newId: () => `request ${String(++ids)} of ${processId}`,
      exchange: {
        async keepAnswer(request, answer) {
          if (said === 'the database is away') throw new Error(said)
          kept.set(request, answer)
        },
        async takeAnswer(request) {
          const answer = kept.get(request) ?? null
          kept.delete(request)
          return answer
        },
      },
      failed: (error) => done.push(String(error)),
      answerOwn(asked) {
        if (
          !holds ||
          !isFor(
            asked,
            () => false,
            (nodeId) => nodeId === 7,
          )
        )
          return null
        done.push(`answered about ${asked.about}`)
        return Promise.resolve(said)
      },
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
  return { clock, done, asker, kept }
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

const ABOUT_SEVEN = { about: 'transcripts', nodeId: 7 } as const

it('brings the answer of whoever holds the node, once, and leaves nothing behind', async () => {
  const { asker, done, kept } = twoProcesses()
  assert.equal(await asker.ask(ABOUT_SEVEN, 10_000), 'said')
  assert.deepEqual(done, ['answered about transcripts'])
  assert.equal(kept.size, 0)
})

it('asks once what is asked again meanwhile', async () => {
  const { asker, done } = twoProcesses()
  assert.deepEqual(await Promise.all([asker.ask(ABOUT_SEVEN, 10_000), asker.ask(ABOUT_SEVEN, 10_000)]), [
    'said',
    'said',
  ])
  assert.deepEqual(done, ['answered about transcripts'])
  assert.equal(await asker.ask(ABOUT_SEVEN, 10_000), 'said')
  assert.equal(done.length, 2)
})

it('has no answer where nobody holds the node, after a while', async () => {
  const { asker, clock } = twoProcesses()
  const answer = asker.ask({ about: 'transcripts', nodeId: 8 }, 10_000)
  await settled()
  clock.advance(10_000)
  assert.equal(await answer, null)
})

it('hands over nothing that is too long, and nothing while the database is away, and says so at once', async () => {
  const long = twoProcesses(true, 'x'.repeat(MOST_CHARACTERS + 1))
  assert.equal(await long.asker.ask(ABOUT_SEVEN, 10_000), null)
  assert.equal(long.kept.size, 0)
  const away = twoProcesses(true, 'the database is away')
  assert.equal(await away.asker.ask(ABOUT_SEVEN, 10_000), null)
  assert.deepEqual(away.done, ['answered about transcripts', 'Error: the database is away'])
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { look, ok } from '../../test/contract/store-case.ts'
import { knownNode } from '../../test/tools/known-node.ts'
import { remoteWithSecrets } from '../../test/tools/places.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Rounds } from '../polling/rounds.ts'
import type { Transport } from '../transport/transport.ts'
import { openHolder } from './holder.ts'
import type { Whole } from './projection.ts'

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

const pin = { kind: 'ssh', host: 'a', port: 22, sha256: 'SHA256:x', keyType: null } as const
const WHOLE: Whole = {
  remote: { id: 1, ...remoteWithSecrets('alpha'), pins: [pin] },
  nodes: [knownNode({ id: 7, address: 'a' })],
  kept: { nodes: [{ nodeId: 7, kept: { last: look('cpu', ok(1), 500), lastGood: null } }], guests: [] },
}

/** A holder whose store gives its answers one after the other. */
function holding(answers: (Whole | null | Error)[]) {
  const clock = fakeClock()
  const done: string[] = []
  const rights = { held: true }
  const rounds = {
    place: (remoteId: number) => done.push(`place ${String(remoteId)}`),
    displace: (remoteId: number) => done.push(`displace ${String(remoteId)}`),
    watch: ({ nodeId, lastAt }: { nodeId: number; lastAt: number | null }) =>
      done.push(`watch ${String(nodeId)}, read at ${String(lastAt)}`),
    forget: (nodeId: number) => done.push(`forget ${String(nodeId)}`),
  }
  const holder = openHolder({
    rounds: rounds as unknown as Rounds,
    clock,
    connect: () => ({}) as Transport,
    holds: () => rights.held,
    failed: () => void done.push('failed'),
    projection: {
      async whole() {
        const answer = answers.shift() ?? null
        if (answer instanceof Error) throw answer
        return answer
      },
    },
  })
  const since = (): string[] => done.splice(0)
  return { clock, holder, rights, since }
}

it('goes on with the nodes of a remote where others left off, and ends it at once', async () => {
  const { holder, since } = holding([WHOLE])
  holder.take(1)
  await settled()
  assert.deepEqual(since(), ['displace 1', 'place 1', 'watch 7, read at 500'])
  holder.drop(1)
  assert.deepEqual(since(), ['displace 1', 'forget 7'])
})

it('reads nothing that it lost, or that is gone, before it knew the nodes', async () => {
  const { holder, rights, since } = holding([WHOLE, WHOLE, null])
  holder.take(1)
  holder.drop(1)
  await settled()
  rights.held = false
  holder.take(1)
  await settled()
  rights.held = true
  holder.take(1)
  await settled()
  assert.ok(!since().some((line) => line.startsWith('watch')))
})

it('reads a remote that was changed in the new way, and one that could not be asked for again later', async () => {
  const { clock, holder, since } = holding([WHOLE, new Error('away'), WHOLE])
  holder.changed(1)
  assert.deepEqual(since(), [])
  holder.take(1)
  await settled()
  since()
  holder.changedAll()
  await settled()
  assert.deepEqual(since(), ['displace 1', 'forget 7', 'failed'])
  clock.advance(3_000)
  await settled()
  assert.deepEqual(since(), ['place 1', 'watch 7, read at 500'])
})

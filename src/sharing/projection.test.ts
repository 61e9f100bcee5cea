import assert from 'node:assert/strict'
import { it } from 'node:test'
import { look, ok } from '../../test/contract/store-case.ts'
import { sawNode } from '../../test/tools/known-node.ts'
import { placesIn, remoteWithSecrets } from '../../test/tools/places.ts'
import { postgresServer } from '../../test/tools/postgres.ts'
import type { PostgresServer } from '../../test/tools/postgres.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { openFleet } from '../fleet/fleet.ts'
import { fakeClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { openSharedDatabase } from '../store/open-sharing.ts'
import { openStore } from '../store/open.ts'
import { openProjection } from './projection.ts'

const found = await postgresServer('-c', 'fsync=off')

if (typeof found === 'string') void it.skip(found)
else everyCase(found)

/** A store, and a projection of it in another process. */
async function twoProcesses(server: PostgresServer, task: (at: Awaited<ReturnType<typeof opened>>) => Promise<void>) {
  using folder = temporaryFolder()
  const at = await opened(server, folder.path)
  try {
    await task(at)
  } finally {
    await at.shared[Symbol.asyncDispose]()
    await at.store.close()
  }
}

async function opened(server: PostgresServer, folder: string) {
  const databaseUrl = await server.database()
  const store = await openStore({ ...placesIn(folder), databaseUrl }, systemRandom)
  const clock = fakeClock()
  const shared = await openSharedDatabase(databaseUrl, store, clock)
  const fleet = openFleet(clock)
  const failures: unknown[] = []
  const projection = openProjection({
    store,
    exchange: shared.exchange,
    fleet,
    failed: (error) => void failures.push(error),
  })
  const { id: remoteId } = await store.addRemote(remoteWithSecrets('alpha'))
  const { id: nodeId } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
  return { databaseUrl, store, shared, fleet, projection, failures, remoteId, nodeId }
}

function everyCase(server: PostgresServer): void {
  it('takes in what was added, changed and removed', () =>
    twoProcesses(server, async ({ store, fleet, projection, failures, remoteId }) => {
      await projection.takeIn(remoteId, 'placed')
      assert.equal(fleet.placed(remoteId)?.remote.name, 'alpha')
      await store.changeRemote(remoteId, { name: 'beta' })
      await projection.takeInAll()
      assert.equal(fleet.placed(remoteId)?.remote.name, 'beta')
      await store.removeRemote(remoteId)
      await projection.takeInAll()
      assert.deepEqual([fleet.remoteIds(), failures], [[], []])
    }))

  it('misses no look of a write that was under way when it looked, though others were done', () =>
    twoProcesses(server, async ({ databaseUrl, store, shared: { exchange }, remoteId, nodeId }) => {
      const namesSince = async (mark: string | null) => {
        const since = await exchange.observedSince(remoteId, mark)
        return { mark: since.mark, names: since.nodes.map(({ kept }) => kept.last.collector).sort() }
      }
      const open = server.clientOf(databaseUrl)
      await open.connect()
      await open.query(`begin; insert into observation (node_id, collector, last, good)
        values (${String(nodeId)}, 'slow', '${JSON.stringify({ subject: { scope: 'node', node: 'pve1' }, outcome: { status: 'absent', reason: 'x', hint: null }, at: 1, durationMs: 1, via: null })}', null)`)
      await store.save(nodeId, [look('quick', ok(1), 1)])
      const first = await namesSince(null)
      assert.deepEqual(first.names, ['quick'])
      await open.query('commit')
      await open.end()
      const second = await namesSince(first.mark)
      assert.ok(second.names.includes('slow'))
      await store.save(nodeId, [look('quick', ok(2), 2)])
      assert.deepEqual((await namesSince(second.mark)).names, ['quick'])
    }))

  it('shows the last live look of another process', () =>
    twoProcesses(server, async ({ shared, fleet, projection, remoteId, nodeId }) => {
      await projection.takeIn(remoteId, 'placed')
      for (const at of [1, 2])
        await shared.exchange.keepLive(remoteId, [{ nodeId, observations: [look('cpu', ok({ at }), at)] }])
      assert.deepEqual(
        (await shared.exchange.liveOf(remoteId)).map(({ observations }) => observations[0]?.at),
        [2],
      )
      await projection.takeIn(remoteId, 'live')
      assert.notEqual(fleet.remote(remoteId), null)
    }))

  it('hands over an answer once, whatever is in it, and none that waited for too long', () =>
    twoProcesses(server, async ({ shared: { exchange } }) => {
      const answer = JSON.stringify({ output: "NUL \0, half of one \uD800, ' and €" })
      await exchange.keepAnswer('a', answer, 60_000)
      assert.equal(await exchange.takeAnswer('a'), answer)
      assert.equal(await exchange.takeAnswer('a'), null)
      await exchange.keepAnswer('late', answer, 0)
      assert.equal(await exchange.takeAnswer('late'), null)
    }))
}

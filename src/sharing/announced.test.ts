import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { look, ok } from '../../test/contract/store-case.ts'
import { sawNode } from '../../test/tools/known-node.ts'
import { placesIn, remoteWithSecrets } from '../../test/tools/places.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom } from '../lib/random.ts'
import type { Observation } from '../model/observation.ts'
import { openVault } from '../store/secret.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { announced } from './announced.ts'
import { openLiveLooks } from './live-looks.ts'

it('tells others of what was kept, and of nothing that was not', async () => {
  using folder = temporaryFolder()
  const random = seededRandom(1)
  const file = join(placesIn(folder.path).dataDir, 'store.db')
  const own = await openSqliteStore(file, openVault(random.bytes(32), random))
  const told: string[] = []
  const store = announced(
    own,
    (kind, remoteId) => void told.push(`${kind} ${String(remoteId)}`),
    () => 1,
  )
  const { id: remoteId } = await store.addRemote(remoteWithSecrets('alpha'))
  const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
  await store.save(id, [look('cpu', ok(1), 1)])
  await assert.rejects(store.save(99, [look('cpu', ok(1), 1)]))
  await store.removeRemote(remoteId)
  assert.deepEqual(told, ['placed 1', 'placed 1', 'observed 1', 'placed 1'])
  await store.close()
})

it('hands on all that one live round saw of a remote together', async () => {
  const kept: [number, number[]][] = []
  const told: number[] = []
  const show = openLiveLooks(
    {
      async keepLive(remoteId, looks) {
        kept.push([remoteId, looks.map(({ nodeId }) => nodeId)])
      },
    },
    (remoteId) => void told.push(remoteId),
    () => assert.fail('it could be kept'),
  )
  const looks: Observation[] = [look('cpu', ok(1), 1)]
  show(1, 10, looks)
  show(1, 11, looks)
  show(2, 20, looks)
  await new Promise((resolve) => void setImmediate(resolve))
  assert.deepEqual(kept, [
    [1, [10, 11]],
    [2, [20]],
  ])
  assert.deepEqual(told, [1, 2])
})

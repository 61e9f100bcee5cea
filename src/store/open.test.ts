import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom, systemRandom } from '../lib/random.ts'
import { openStore } from './open.ts'
import { StoreError } from './port.ts'

it('makes store and key at the first start and opens the same ones after', async () => {
  using folder = temporaryFolder()
  const places = { dataDir: join(folder.path, 'data'), masterKeyFile: join(folder.path, 'keys', 'master.key') }
  const first = await openStore(places, systemRandom)
  const remote = {
    name: 'a',
    address: 'h',
    cluster: null,
    site: null,
    ssh: null,
    api: null,
    pins: [],
    fromFile: false,
    addedAt: 1,
  }
  await first.addRemote(remote)
  await first.close()
  const second = await openStore(places, systemRandom)
  assert.deepEqual(await second.remotes(), [{ id: 1, ...remote }])
  await second.close()
  assert.deepEqual(readdirSync(folder.path, { recursive: true }).sort(), [
    'data',
    'data/panoramica.db',
    'keys',
    'keys/master.key',
  ])
})

it('does not start a store anew when only its key is gone', async () => {
  using folder = temporaryFolder()
  const places = { dataDir: folder.path, masterKeyFile: join(folder.path, 'master.key') }
  await (await openStore(places, seededRandom(1))).close()
  rmSync(places.masterKeyFile)
  await assert.rejects(openStore(places, seededRandom(2)), StoreError)
})

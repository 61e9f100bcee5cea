import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom } from '../lib/random.ts'
import { openVault } from './secret.ts'
import { openSqliteStore } from './sqlite.ts'

const vaultOf = (seed: number) => openVault(seededRandom(seed).bytes(32), seededRandom(seed + 1))

test('a store has a secret for each purpose, the same after each start', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const store = await openSqliteStore(file, vaultOf(1))
  const [sessions, other] = [store.secretFor('sessions').reveal(), store.secretFor('other').reveal()]
  await store.close()
  assert.match(sessions, /^[\w-]{43}$/)
  assert.notEqual(sessions, other)
  const again = await openSqliteStore(file, vaultOf(1))
  assert.equal(again.secretFor('sessions').reveal(), sessions)
  await again.close()
})

test('two stores under one key have different secrets', async () => {
  using folder = temporaryFolder()
  const vault = vaultOf(1)
  const secrets = await Promise.all(
    ['a.db', 'b.db'].map(async (name) => {
      const store = await openSqliteStore(join(folder.path, name), vault)
      const secret = store.secretFor('sessions').reveal()
      await store.close()
      return secret
    }),
  )
  assert.notEqual(secrets[0], secrets[1])
})

test('two that find a store without its secret at once agree on one', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  await (await openSqliteStore(file, vaultOf(1))).close()
  const database = new DatabaseSync(file)
  database.exec('delete from own_secret')
  database.close()
  const stores = await Promise.all([1, 2].map(() => openSqliteStore(file, vaultOf(1))))
  const [one, two] = stores.map((store) => store.secretFor('sessions').reveal())
  for (const store of stores) await store.close()
  assert.equal(one, two)
})

test('a store that has no other secret yet does not open with another key, either', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  await (await openSqliteStore(file, vaultOf(1))).close()
  await assert.rejects(openSqliteStore(file, vaultOf(5)), {
    name: 'StoreError',
    message: /^the secret of store root was sealed with another key \(\w{8}, this one is \w{8}\)$/,
    hint: 'Put back the key file that belongs to this store.',
  })
})

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { storeContract } from '../../test/contract/store.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom } from '../lib/random.ts'
import { Secret } from '../model/secret.ts'
import { StoreError } from './port.ts'
import { openVault } from './secret.ts'
import { openSqliteStore } from './sqlite.ts'
import { sawNode } from '../../test/tools/known-node.ts'

const random = seededRandom(7)
const vault = openVault(random.bytes(32), random)

const remote = {
  name: 'alpha',
  address: 'pve1.example',
  cluster: null,
  ssh: {
    port: 22,
    username: 'root',
    privateKey: new Secret('KEY-OF-ALPHA'),
    passphrase: new Secret('PASSPHRASE-OF-ALPHA'),
    password: null,
    useAgent: false,
    sudo: false,
  },
  api: null,
  pins: [],
  site: null,
  fromFile: false,
  addedAt: 1,
}

storeContract('SQLite', async () => {
  const folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const opened = {
    store: await openSqliteStore(file, vault),
    async reopen() {
      await opened.store.close()
      return (opened.store = await openSqliteStore(file, vault))
    },
    async dispose() {
      await opened.store.close()
      folder[Symbol.dispose]()
    },
  }
  return opened
})

/** The error a task fails with, as the operator reads it. */
async function told(task: Promise<unknown>): Promise<{ message: string; hint: string }> {
  try {
    await task
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error))
    return { message: error.message, hint: error.hint }
  }
  assert.fail('it did not fail')
}

it('makes the folder and every file readable for their owner only', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'data', 'store.db')
  const store = await openSqliteStore(file, vault)
  await store.addRemote(remote)
  const files = readdirSync(join(folder.path, 'data')).sort()
  assert.deepEqual(files, ['store.db', 'store.db-shm', 'store.db-wal'])
  const modes = files.map((name) => statSync(join(folder.path, 'data', name)).mode & 0o777)
  assert.deepEqual(modes, [0o600, 0o600, 0o600])
  assert.equal(statSync(join(folder.path, 'data')).mode & 0o777, 0o700)
  await store.close()
})

it('writes no secret in the clear', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const store = await openSqliteStore(file, vault)
  await store.addRemote(remote)
  for (const name of readdirSync(folder.path)) {
    const bytes = readFileSync(join(folder.path, name), 'latin1')
    assert.equal(bytes.includes('KEY-OF-ALPHA') || bytes.includes('PASSPHRASE-OF-ALPHA'), false, name)
  }
  assert.equal((await store.remote(1))?.ssh?.privateKey?.reveal(), 'KEY-OF-ALPHA')
  await store.close()
})

it('opens no secret that was moved to another place', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const store = await openSqliteStore(file, vault)
  await store.addRemote(remote)
  const raw = new DatabaseSync(file)
  raw.exec(
    "update secret set sealed = (select sealed from secret where field = 'ssh.passphrase') where field = 'ssh.privateKey'",
  )
  raw.close()
  assert.deepEqual(await told(store.remotes()), {
    message: 'the secret of remote 1 ssh.privateKey was changed or moved since it was sealed',
    hint: 'Enter it again, or restore the store from a backup.',
  })
  await store.close()
})

it('says that a store was written by a newer version', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  await (await openSqliteStore(file, vault)).close()
  const raw = new DatabaseSync(file)
  raw.exec("insert into kysely_migration (name, timestamp) values ('0099-from-tomorrow', '2030-01-01')")
  raw.close()
  assert.deepEqual(await told(openSqliteStore(file, vault)), {
    message: `the store ${file} was written by a newer version of Panoramica (it knows 0099-from-tomorrow)`,
    hint: 'Start that version or a newer one, or restore a backup made before it.',
  })
})

it('says that another process holds the store', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const store = await openSqliteStore(file, vault, 1)
  const other = new DatabaseSync(file)
  other.exec('begin immediate')
  assert.deepEqual(await told(store.addRemote(remote)), {
    message: `the store ${file} is in use by another process`,
    hint: 'Stop the other Panoramica that uses it, or give this one a folder of its own.',
  })
  other.exec('rollback')
  other.close()
  assert.equal((await store.addRemote(remote)).name, 'alpha')
  await store.close()
})

it('says that a file is no store, and leaves it alone', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  writeFileSync(file, 'not a database, but somebody wants it\n'.repeat(40))
  const before = readFileSync(file)
  const { message, hint } = await told(openSqliteStore(file, vault))
  assert.equal(message, `the store ${file} is damaged or no SQLite database`)
  assert.equal(hint, 'Restore it from a backup, or move it away to start afresh.')
  assert.deepEqual(readFileSync(file), before)
})

it('says which folder cannot be used', async () => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'file'), '')
  const below = join(folder.path, 'file', 'store.db')
  const error = await told(openSqliteStore(below, vault))
  assert.ok(error.message.startsWith(`the store ${below} cannot be opened: `), error.message)
  assert.equal(error.hint, `Make ${join(folder.path, 'file')} writable for this user.`)

  const taken = join(folder.path, 'store.db')
  mkdirSync(taken)
  assert.ok((await told(openSqliteStore(taken, vault))).message.startsWith(`the store ${taken} cannot be opened: `))
})

it('counts a look in a shape it does not know as never read', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const store = await openSqliteStore(file, vault)
  const { id: remoteId } = await store.addRemote(remote)
  const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'a', at: 1 })
  const raw = new DatabaseSync(file)
  const insert = raw.prepare('insert into observation (node_id, collector, last, good) values (?, ?, ?, ?)')
  const shape = { subject: { scope: 'node', node: 'pve1' }, at: 1, durationMs: 1, via: null }
  insert.run(id, 'not-json', '{', null)
  insert.run(id, 'other-shape', '{"outcome":"fine"}', null)
  insert.run(id, 'good-without-value', JSON.stringify({ ...shape, outcome: { status: 'ok' } }), null)
  insert.run(
    id,
    'value-lost',
    JSON.stringify({ ...shape, outcome: { status: 'absent', reason: 'x', hint: null } }),
    '[',
  )
  raw.close()
  const kept = (await store.kept()).nodes.map((one) => [one.kept.last.collector, one.kept.lastGood])
  assert.deepEqual(kept, [['value-lost', null]])
  await store.close()
})

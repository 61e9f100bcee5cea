import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { placesIn, remoteWithSecrets, secretsAt, storeWith } from '../../test/tools/places.ts'
import { smallDisk } from '../../test/tools/small-disk.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom, systemRandom as random } from '../lib/random.ts'
import { backUp } from './backup.ts'
import { inspect } from './inspect.ts'
import { writeKey } from './key-file.ts'
import { openStore, storeFile } from './open.ts'
import { restore } from './restore.ts'
import { sawNode } from '../../test/tools/known-node.ts'

const WRITER = join(import.meta.dirname, '../../test/tools/store-writer.ts')
const options = { random, replacedSuffix: null }

test('a backup is the store as it is, for its owner only, without the key', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha', 'beta')
  const target = join(folder.path, 'backups')
  mkdirSync(target)
  const file = join(target, 'monday.db')
  assert.deepEqual(backUp(places, file, false, random), { sizeBytes: statSync(file).size, keyFile: null })
  assert.deepEqual(readdirSync(target), ['monday.db'])
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const key = readFileSync(places.masterKeyFile, 'utf8').trim()
  assert.ok(!readFileSync(file).includes(Buffer.from(key, 'base64')) && !readFileSync(file).includes(key))
  const elsewhere = { ...placesIn(join(folder.path, 'elsewhere')), masterKeyFile: places.masterKeyFile }
  assert.deepEqual(await restore(elsewhere, file, options), { remotes: 2, replaced: null, keptKeyFile: null })
  assert.deepEqual(await secretsAt(elsewhere), await secretsAt(places))
})

test('with the key it stands alone', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const file = join(folder.path, 'backup.db')
  assert.equal(backUp(places, file, true, random).keyFile, `${file}.key`)
  assert.equal(statSync(`${file}.key`).mode & 0o777, 0o600)
  const elsewhere = placesIn(join(folder.path, 'elsewhere'))
  await restore(elsewhere, file, options)
  assert.deepEqual(await secretsAt(elsewhere), await secretsAt(places))
})

test('what others write meanwhile is in it as far as it was acknowledged, and each write whole or not at all', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  mkdirSync(dirname(places.masterKeyFile), { recursive: true })
  writeKey(places.masterKeyFile, seededRandom(1).bytes(32))
  const store = await openStore(places, random)
  const { id: remoteId } = await store.addRemote(remoteWithSecrets('alpha'))
  const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
  await store.close()
  const writer = spawn(process.execPath, [WRITER, storeFile(places), String(id), '0'])
  const acknowledged: number[] = []
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged.push(Number(line))
    if (acknowledged.length % 20 !== 0) continue
    const file = join(folder.path, `backup-${String(acknowledged.length)}.db`)
    backUp(places, file, false, random)
    const numbers = factsIn(file)
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index),
    )
    assert.ok(numbers.length >= acknowledged.length)
    if (acknowledged.length === 100) break
  }
  const exit = once(writer, 'exit')
  writer.kill('SIGKILL')
  await exit
})

/** The numbers of the facts in a backup, each checked to be whole. */
function factsIn(file: string): number[] {
  assert.deepEqual(inspect(file).faults, [])
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('select good from observation order by cast(substr(collector, 6) as integer)').all()
  database.close()
  return rows.map(({ good }) => {
    const { value } = JSON.parse(String(good)) as { value: { number: number; filler: string } }
    assert.equal(value.filler.length, 2000)
    return value.number
  })
}

test('no file is written over, and nothing is left behind where it cannot be written', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const taken = join(folder.path, 'taken')
  writeFileSync(taken, 'mine')
  writeFileSync(join(folder.path, 'other.key'), 'mine')
  assert.throws(() => backUp(places, taken, false, random), /taken is there already/)
  assert.throws(() => backUp(places, join(folder.path, 'other'), true, random), /other\.key is there already/)
  assert.throws(
    () => backUp(places, join(folder.path, 'no', 'such', 'folder'), false, random),
    /cannot be written: ENOENT/,
  )
  assert.equal(readFileSync(taken, 'utf8'), 'mine')
  assert.deepEqual(readdirSync(folder.path).sort(), ['data', 'keys', 'other.key', 'taken'])
})

test('a store that is not there is not made', () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  assert.throws(() => backUp(places, join(folder.path, 'backup.db'), false, random), /there is no store/)
  assert.deepEqual(readdirSync(folder.path), [])
})

test('a store that another process keeps to itself says so', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const other = new DatabaseSync(storeFile(places))
  other.exec('pragma locking_mode = exclusive; begin exclusive; commit')
  assert.throws(() => backUp(places, join(folder.path, 'backup.db'), false, random), {
    name: 'StoreError',
    message: `the backup of ${storeFile(places)} is in use by another process`,
  })
  other.close()
  assert.deepEqual(readdirSync(folder.path).sort(), ['data', 'keys'])
})

test('a store that is damaged is not backed up as if it were whole', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, ...Array.from({ length: 200 }, (_, index) => `remote-${String(index)}`))
  const bytes = readFileSync(storeFile(places))
  bytes.fill(0x5a, 4096 * 10, 4096 * 40)
  writeFileSync(storeFile(places), bytes)
  assert.throws(() => backUp(places, join(folder.path, 'backup.db'), false, random), { name: 'StoreError' })
  assert.deepEqual(readdirSync(folder.path).sort(), ['data', 'keys'])
})

test('on a full disk it says so and leaves nothing behind', async (t) => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, ...Array.from({ length: 400 }, (_, index) => `remote-${String(index)}`))
  const disk = join(folder.path, 'disk')
  using mounted = smallDisk(disk, 64)
  if (!mounted) {
    t.skip('no file system can be mounted here')
    return
  }
  assert.throws(() => backUp(places, join(disk, 'backup.db'), false, random), {
    name: 'StoreError',
    message: `the backup of ${storeFile(places)} cannot be written: the disk is full`,
  })
  assert.deepEqual(readdirSync(disk), [])
})

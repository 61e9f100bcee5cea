import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { placesIn, storeWith } from '../../../test/tools/places.ts'
import { temporaryFolder } from '../../../test/tools/temporary.ts'
import { seededRandom, systemRandom } from '../../lib/random.ts'
import { keyIn, stageKey, writeKey } from '../../store/key-file.ts'
import { openStore, storeFile } from '../../store/open.ts'
import type { Places } from '../../store/open.ts'
import { rotateKey } from '../../store/rotation.ts'
import { storeAndKey } from './store.ts'

/** What is said of each thing, as `STATUS WHAT`. */
const said = (places: Places): string[] => storeAndKey(places).checks.map(({ status, what }) => `${status} ${what}`)

const changed = (places: Places, sql: string): void => {
  const database = new DatabaseSync(storeFile(places))
  database.exec(sql)
  database.close()
}

test('where there is no store, none is made', () => {
  using folder = temporaryFolder()
  assert.match(said(placesIn(folder.path)).join(), /^ok there is no store in .*, and a key in /)
  assert.deepEqual(readdirSync(folder.path), [])
})

test('a store and its key are looked at while somebody has them open', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const store = await openStore(places, systemRandom)
  const { checks, key } = storeAndKey(places)
  await store.close()
  assert.deepEqual(
    checks.map(({ status }) => status),
    ['ok', 'ok'],
  )
  assert.deepEqual(key, keyIn(places.masterKeyFile))
})

test('what is wrong with the store or the key is said, and neither is opened', async () => {
  const cases: [what: string, harm: (places: Places) => void, expected: RegExp][] = [
    [
      'no database',
      (places) => writeFileSync(storeFile(places), 'x'.repeat(5000)),
      /^problem .* is damaged or no SQLite/,
    ],
    [
      'a damaged database',
      (places) => {
        const bytes = readFileSync(storeFile(places))
        writeFileSync(storeFile(places), bytes.fill(0x5a, 4096 * 3, 4096 * 30))
      },
      /^problem the store .* is damaged/,
    ],
    [
      'a newer version',
      (places) => changed(places, "insert into kysely_migration (name, timestamp) values ('0099-x', '2030')"),
      /^problem the store .* was written by a newer version/,
    ],
    [
      'an older version',
      (places) => changed(places, "delete from kysely_migration where name > '0001-initial'"),
      /^ok the store .*,warning the store is of an older version$/,
    ],
    [
      'no key',
      ({ masterKeyFile }) => rmSync(masterKeyFile),
      /,problem the store is sealed with the key \w{8}, and .* is missing$/,
    ],
    [
      'another key',
      ({ masterKeyFile }) => {
        rmSync(masterKeyFile)
        writeKey(masterKeyFile, seededRandom(9).bytes(32))
      },
      /,problem the store is sealed with the key \w{8}, and .* holds \w{8}$/,
    ],
    [
      'a key that others can read',
      ({ masterKeyFile }) => chmodSync(masterKeyFile, 0o644),
      /^problem the key file .* can be read/,
    ],
  ]
  for (const [what, harm, expected] of cases) {
    using folder = temporaryFolder()
    const places = placesIn(folder.path)
    await storeWith(places, 'alpha', 'beta')
    harm(places)
    assert.match(said(places).join(), expected, what)
    assert.equal(storeAndKey(places).key, null, what)
  }
})

test('a store that others can read is a warning', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  chmodSync(storeFile(places), 0o644)
  assert.match(said(places)[0] ?? '', /^warning the store .* can be read by others$/)
})

test('a rotation that was cut off is no problem: the key that counts is found', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const { keptKeyFile } = await rotateKey(places, systemRandom)
  renameSync(places.masterKeyFile, `${places.masterKeyFile}.next`)
  renameSync(keptKeyFile ?? '', places.masterKeyFile)
  const { checks, key } = storeAndKey(places)
  assert.deepEqual(
    checks.map(({ status }) => status),
    ['ok', 'warning'],
  )
  assert.deepEqual(key, keyIn(`${places.masterKeyFile}.next`))
})

test('a key that waits for a store to come is no store', () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  mkdirSync(dirname(places.masterKeyFile))
  stageKey(places.masterKeyFile, seededRandom(9).bytes(32))
  assert.match(said(places).join(), /^ok there is no store/)
})

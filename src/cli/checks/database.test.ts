import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { placesIn, storeWith } from '../../../test/tools/places.ts'
import { postgresServer } from '../../../test/tools/postgres.ts'
import { temporaryFolder } from '../../../test/tools/temporary.ts'
import { keyIn } from '../../store/key-file.ts'
import { databaseAndKey } from './database.ts'

const found = await postgresServer('-c', 'fsync=off')

test('what is wrong with a database or its key is said, and it is not changed', async (t) => {
  if (typeof found === 'string') {
    t.skip(found)
    return
  }
  using folder = temporaryFolder()
  const databaseUrl = await found.database()
  const places = { ...placesIn(folder.path), databaseUrl }
  const said = async () =>
    (await databaseAndKey(places, databaseUrl)).checks.map(({ status, what }) => `${status} ${what}`)
  assert.deepEqual((await said()).slice(1), ['warning the database has no store of this version yet'])
  assert.deepEqual(await found.ask(databaseUrl, "select 1 from pg_tables where schemaname = 'public'"), [])
  await storeWith(places, 'alpha')
  const { checks, key } = await databaseAndKey(places, databaseUrl)
  assert.deepEqual(
    checks.map(({ status }) => status),
    ['ok', 'ok'],
  )
  assert.deepEqual(key, keyIn(places.masterKeyFile))
  writeFileSync(places.masterKeyFile, `${Buffer.alloc(32).toString('base64')}\n`)
  assert.match((await said()).join('\n'), /problem the store is sealed with the key/)
  const other = found.address('nowhere')
  assert.match((await databaseAndKey(places, other)).checks[0]?.what ?? '', /nowhere is not there$/)
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { openTables } from './sqlite.ts'

const GOLDEN = join(import.meta.dirname, '../../test/golden/sqlite-schema.sql')

it('makes in SQLite the tables that released versions made, to the letter', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  await (await openTables(file)).destroy()
  const database = new DatabaseSync(file)
  const rows = database.prepare('select sql from sqlite_schema where sql is not null order by rowid').all()
  database.close()
  assert.equal(`${rows.map((row) => String(row['sql'])).join(';\n')}\n`, readFileSync(GOLDEN, 'utf8'))
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import { crashes, crashesAt } from '../../test/tools/crashes.ts'
import { postgresServer } from '../../test/tools/postgres.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'

it('loses no acknowledged write and stays whole when it is killed 10 times while writing', async () => {
  using folder = temporaryFolder()
  const { acknowledged, lost, corrupt } = await crashes(folder.path, 10, 20_26)
  assert.ok(acknowledged > 10)
  assert.deepEqual({ lost, corrupt }, { lost: 0, corrupt: 0 })
})

// A server that itself is killed is PostgreSQL's to mend; here it writes to the disk as it would anywhere.
const found = await postgresServer()

it('loses no acknowledged write in PostgreSQL either', { skip: typeof found === 'string' && found }, async () => {
  if (typeof found === 'string') return
  const url = await found.database()
  const { acknowledged, lost } = await crashesAt(url.reveal(), () => true, 5, 20_26)
  assert.ok(acknowledged > 5)
  assert.equal(lost, 0)
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom } from '../lib/random.ts'
import { COMMAND_LINE } from '../model/audit.ts'
import { openVault } from './secret.ts'
import { openSqliteStore } from './sqlite.ts'

it('lets the oldest events go where there are more than a hundred thousand', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const random = seededRandom(1)
  const store = await openSqliteStore(file, openVault(random.bytes(32), random))
  const event = { action: 'user.add', actor: COMMAND_LINE, subject: null, from: null, ok: true } as const
  for (const at of [1, 2, 3]) await store.recordEvent({ ...event, at })
  const raw = new DatabaseSync(file)
  raw.exec("update sqlite_sequence set seq = 100001 where name = 'audit_event'")
  raw.close()
  await store.recordEvent({ ...event, at: 4 })
  assert.deepEqual(
    (await store.events(null, 10)).map(({ id, at }) => [id, at]),
    [
      [100_002, 4],
      [3, 3],
    ],
  )
  await store.close()
})

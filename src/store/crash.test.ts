import assert from 'node:assert/strict'
import { it } from 'node:test'
import { crashes } from '../../test/tools/crashes.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'

it('loses no acknowledged write and stays whole when it is killed 10 times while writing', async () => {
  using folder = temporaryFolder()
  const { acknowledged, lost, corrupt } = await crashes(folder.path, 10, 20_26)
  assert.ok(acknowledged > 10)
  assert.deepEqual({ lost, corrupt }, { lost: 0, corrupt: 0 })
})

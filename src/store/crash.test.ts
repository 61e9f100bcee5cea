import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom } from '../lib/random.ts'
import { openVault } from './secret.ts'
import { openSqliteStore } from './sqlite.ts'

const WRITER = join(import.meta.dirname, '../../test/tools/store-writer.ts')
const KILLS = 10

const random = seededRandom(1)
const vault = openVault(random.bytes(32), random)

/** Starts a writer, kills it with SIGKILL once it has reported this many writes, and gives the numbers it reported. */
async function killedAfter(writes: number, file: string, nodeId: number, first: number): Promise<number[]> {
  const child = spawn(process.execPath, [WRITER, file, String(nodeId), String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const reported: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    reported.push(Number(line))
    if (reported.length === writes) child.kill('SIGKILL')
  }
  assert.deepEqual(await closed, [null, 'SIGKILL'])
  return reported
}

it(`loses no acknowledged write and stays whole when it is killed ${KILLS} times while writing`, async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const store = await openSqliteStore(file, vault)
  const remote = { name: 'a', address: 'h', cluster: null, ssh: null, api: null, pins: [], addedAt: 1 }
  const { id: remoteId } = await store.addRemote(remote)
  const { id: nodeId } = await store.sawNode({ remoteId, name: 'pve1', address: 'h', at: 1 })
  await store.close()

  const moments = seededRandom(20_26)
  const acknowledged: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const writes = 1 + ((moments.bytes(1)[0] ?? 0) % 40)
    acknowledged.push(...(await killedAfter(writes, file, nodeId, kill * 1_000_000)))

    const survivor = await openSqliteStore(file, vault)
    const kept = new Map((await survivor.kept()).map((one) => [one.kept.last.collector, one.kept.lastGood?.value]))
    for (const number of acknowledged) {
      assert.deepEqual(kept.get(`fact-${number}`), { number, filler: 'x'.repeat(2000) })
    }
    await survivor.close()
  }
  const database = new DatabaseSync(file)
  assert.deepEqual(
    database
      .prepare('pragma integrity_check')
      .all()
      .map((row) => ({ ...row })),
    [{ integrity_check: 'ok' }],
  )
  database.close()
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '../../src/lib/random.ts'
import { crashStore } from './crash-store.ts'
import { sawNode } from './known-node.ts'

const WRITER = join(import.meta.dirname, 'store-writer.ts')

export interface Toll {
  /** Writes that the store acknowledged before its process was killed. */
  readonly acknowledged: number
  /** Of these, writes that the next opening did not find, or not as they were written. */
  readonly lost: number
  /** Openings at which the database was not whole. */
  readonly corrupt: number
}

/** Kills a process with SIGKILL while it writes to a store in `folder`, again and again at moments from the seed. */
export function crashes(folder: string, kills: number, seed: number): Promise<Toll> {
  const file = join(folder, 'store.db')
  return crashesAt(file, () => isWhole(file), kills, seed)
}

/** The same of a store in a file or a database (`place`). */
export async function crashesAt(place: string, whole: () => boolean, kills: number, seed: number): Promise<Toll> {
  const nodeId = await storeWithNode(place)
  const moments = seededRandom(seed)
  const acknowledged: number[] = []
  const lost = new Set<number>()
  let corrupt = 0
  for (let kill = 0; kill < kills; kill++) {
    const writes = 1 + ((moments.bytes(1)[0] ?? 0) % 40)
    acknowledged.push(...(await killedAfter(writes, place, nodeId, kill * 1_000_000)))
    if (!whole()) corrupt++
    for (const number of await missing(place, acknowledged)) lost.add(number)
  }
  return { acknowledged: acknowledged.length, lost: lost.size, corrupt }
}

async function storeWithNode(place: string): Promise<number> {
  const store = await crashStore(place)
  const remote = {
    name: 'a',
    address: 'h',
    cluster: null,
    site: null,
    ssh: null,
    api: null,
    pins: [],
    fromFile: false,
    addedAt: 1,
  }
  const { id: remoteId } = await store.addRemote(remote)
  const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
  await store.close()
  return id
}

/** Starts a writer, kills it once it has reported this many writes, and gives the numbers it reported. */
async function killedAfter(writes: number, place: string, nodeId: number, first: number): Promise<number[]> {
  const args = [WRITER, place, String(nodeId), String(first)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const reported: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    reported.push(Number(line))
    if (reported.length === writes) child.kill('SIGKILL')
  }
  const [, signal] = (await closed) as [number | null, NodeJS.Signals | null]
  if (signal !== 'SIGKILL') throw new Error('the writer ended by itself')
  return reported
}

async function missing(place: string, acknowledged: readonly number[]): Promise<number[]> {
  const store = await crashStore(place)
  const kept = new Map((await store.kept()).nodes.map((one) => [one.kept.last.collector, one.kept.lastGood?.value]))
  await store.close()
  const asWritten = (number: number): string => JSON.stringify({ number, filler: 'x'.repeat(2000) })
  return acknowledged.filter((number) => JSON.stringify(kept.get(`fact-${String(number)}`)) !== asWritten(number))
}

function isWhole(file: string): boolean {
  const database = new DatabaseSync(file)
  const [row] = database.prepare('pragma integrity_check').all()
  database.close()
  return row?.['integrity_check'] === 'ok'
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/model/secret.ts'
import { countedDoor } from '../tools/counted-door.ts'
import { adminOf, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { postgresServer } from '../tools/postgres.ts'
import type { PostgresServer } from '../tools/postgres.ts'
import { bodyOf } from '../tools/serving.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { until } from '../tools/until.ts'

const NODES = 6
const INTERVAL_SECONDS = 30
const found = await postgresServer()

interface Shown {
  readonly id?: number
  readonly node_id: number
  readonly hostname: string
  readonly collected_at: string | null
  /** Of a finding. */
  readonly text?: string
}

/** Two servers that read nothing and three workers on one database, over a fleet of standalone nodes behind doors. */
async function processes(t: TestContext, server: PostgresServer) {
  const folder = temporaryFolder()
  const url = (await server.database()).reveal()
  const simulator = await startSimulator({
    fleet: { clusters: 0, standalone: NODES, guestsPerNode: 2, versions: { '8.4': 1 } },
  })
  const headers = { ...(await adminOf(folder.path, url)), 'content-type': 'application/json' }
  const place = ['--data-dir', folder.path, '--database-url', url]
  const often = ['--inventory-seconds', String(INTERVAL_SECONDS), '--live-seconds', '5']
  const serve = () => started(['serve', '--no-collect', '--port', '0', ...place, ...often], /listens on (http:\S+)/)
  const work = () => started(['worker', ...place, ...often], /(reads nodes)/)
  const starting = [Promise.all([serve(), serve()]), Promise.all([work(), work(), work()])] as const
  const [servers, workers] = await Promise.all(starting)
  const doors = await Promise.all(simulator.nodes().map(({ address, port }) => countedDoor(address, port)))
  t.after(async () => {
    await Promise.all([...servers, ...workers].filter(({ process }) => process.signalCode === null).map(stop))
    for (const door of doors) await door.close()
    await simulator.close()
    folder[Symbol.dispose]()
  })
  const ask = async (of: Running, path: string, body?: unknown) => {
    const response = await fetch(`${of.address}${path}`, {
      headers,
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as { items?: Shown[] } }
  }
  const nodesOf = async (of: Running) => (await ask(of, '/api/nodes')).body.items ?? []
  return { simulator, url: new Secret(url), servers, workers, doors, ask, nodesOf }
}

test('workers share the nodes, and go on when one is killed, one stopped and the database restarted', async (t) => {
  if (typeof found === 'string') {
    t.skip(found)
    return
  }
  const { simulator, url, servers, workers, doors, ask, nodesOf } = await processes(t, found)
  const [front, other] = servers
  const [killed, frozen] = workers
  for (const [index, node] of simulator.nodes().entries()) {
    const body = bodyOf(simulator, node, node.name)
    const { address, port } = { address: '127.0.0.1', port: doors[index]?.port ?? 0 }
    const added = await ask(front, '/api/remotes', { ...body, address, ssh: { ...body.ssh, port } })
    assert.equal(added.status, 201, JSON.stringify(added.body))
  }
  const isReadSince = async (since: number): Promise<boolean> => {
    const both = [...(await nodesOf(front)), ...(await nodesOf(other))]
    return both.length === 2 * NODES && both.every((node) => Date.parse(node.collected_at ?? '') > since)
  }
  const readWithin = async (seconds: number): Promise<void> => {
    const since = systemClock.now()
    await until(() => isReadSince(since))
    const took = (systemClock.now() - since) / 1000
    t.diagnostic(`read again within ${took.toFixed(0)} s`)
    assert.ok(took < seconds, `it took ${took.toFixed(0)} s`)
  }
  await readWithin(2 * INTERVAL_SECONDS)

  const ended = once(killed.process, 'exit')
  killed.process.kill('SIGKILL')
  await ended
  frozen.process.kill('SIGSTOP')
  await readWithin(2 * INTERVAL_SECONDS)
  frozen.process.kill('SIGCONT')

  await found.stop()
  assert.equal((await ask(front, '/api/ready')).status, 503)
  await found.start()
  await readWithin(2 * INTERVAL_SECONDS)
  const [node] = await nodesOf(other)
  assert.ok([200, 202].includes((await ask(other, `/api/nodes/${String(node?.node_id)}/refresh`, {})).status))

  assert.deepEqual(
    doors.map((door) => door.overlaps()),
    doors.map(() => 0),
  )
  // A script that is cut off with its worker, or with its lease, does not begin as ours do.
  assert.deepEqual(
    simulator.violations().filter(({ what }) => what !== 'the script does not begin as ours does'),
    [],
  )
  const [remote] = (await ask(front, '/api/remotes')).body.items ?? []
  const path = `/api/remotes/${String(remote?.id)}`
  const unread = async (): Promise<number> => {
    const { items = [] } = (await ask(front, '/api/findings')).body
    return items.filter(({ text }) => text?.startsWith('nobody reads') === true).length
  }
  // As if each remote had been read, and each time its reader had ended.
  const often = "update panoramica_jobs.job set retry_count = 10 where name = 'read' and state = 'active'"
  await until(async () => {
    await found.ask(url, often)
    return (await unread()) === NODES
  })
  assert.equal((await ask(front, `${path}/test`, {})).status, 200)
  await until(async () => (await unread()) === NODES - 1)
  const named = async (of: Running) => (await nodesOf(of)).map(({ node_id, hostname }) => [node_id, hostname])
  assert.deepEqual(await named(front), await named(other))
})

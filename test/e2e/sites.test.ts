import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import type { WholeRemote } from '../../src/api/contract.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/model/secret.ts'
import { familiesIn } from '../tools/exposition.ts'
import { adminOf, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { postgresServer } from '../tools/postgres.ts'
import type { PostgresServer } from '../tools/postgres.ts'
import { bodyOf } from '../tools/serving.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { until } from '../tools/until.ts'

const found = await postgresServer()

interface Remote {
  readonly id: number
  readonly site: string | null
}

interface ShownNode {
  readonly node_id: number
  readonly remote_id: number
}

/** A server that reads nothing, a worker in Milan and one nowhere in particular, which both listen, over two nodes. */
async function processes(t: TestContext, server: PostgresServer) {
  const folder = temporaryFolder()
  const url = (await server.database()).reveal()
  const simulator = await startSimulator({
    fleet: { clusters: 0, standalone: 2, guestsPerNode: 1, versions: { '8.4': 1 } },
  })
  const headers = { ...(await adminOf(folder.path, url)), 'content-type': 'application/json' }
  const place = ['--data-dir', folder.path, '--database-url', url]
  const work = (...more: string[]) =>
    started(['worker', ...place, '--health-port', '0', ...more], /tells of itself on (http:\S+)/)
  const front = await started(['serve', '--no-collect', '--port', '0', ...place], /listens on (http:\S+)/)
  const [milan, anywhere] = await Promise.all([work('--site', 'milan'), work()])
  t.after(async () => {
    await Promise.all([front, milan, anywhere].filter(({ process }) => process.signalCode === null).map(stop))
    await simulator.close()
    folder[Symbol.dispose]()
  })
  const ask = async (address: string, method = 'GET', body?: unknown) => {
    const response = await fetch(address, {
      headers,
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
  const heldBy = async ({ process, address }: Running): Promise<number> => {
    if (process.exitCode !== null || process.signalCode !== null) return 0
    const { status, text } = await ask(`${address}/api/ready`)
    return status === 200 ? (JSON.parse(text) as { remotes_held: number }).remotes_held : 0
  }
  /** Waits until so many remotes are read from Milan, and so many from elsewhere. */
  const areRead = async (wanted: { milan: number; anywhere: number }): Promise<void> => {
    await until(async () => (await heldBy(milan)) === wanted.milan && (await heldBy(anywhere)) === wanted.anywhere)
  }
  return { simulator, url: new Secret(url), server: front, front: front.address, milan, anywhere, ask, areRead }
}

test('remotes are read at their site, elsewhere while nobody is there, and all processes end when the tables are newer', async (t) => {
  if (typeof found === 'string') {
    t.skip(found)
    return
  }
  const { simulator, url, server, front, milan, anywhere, ask, areRead } = await processes(t, found)
  const remotes: Remote[] = []
  for (const [index, node] of simulator.nodes().entries()) {
    const site = index === 0 ? { site: 'milan' } : {}
    const added = await ask(`${front}/api/remotes`, 'POST', { ...bodyOf(simulator, node, node.name), ...site })
    assert.equal(added.status, 201, added.text)
    remotes.push((JSON.parse(added.text) as { remote: Remote }).remote)
  }
  const [there, here] = remotes
  assert.ok(there && here)
  assert.deepEqual([there.site, here.site], ['milan', null])
  await areRead({ milan: 1, anywhere: 1 })

  const moved = await ask(`${front}/api/remotes/${String(here.id)}`, 'PATCH', { site: 'milan' })
  assert.deepEqual([moved.status, (JSON.parse(moved.text) as Remote).site], [200, 'milan'])
  await areRead({ milan: 2, anywhere: 0 })
  const back = await ask(`${front}/api/remotes/${String(here.id)}`, 'PATCH', { site: null })
  assert.equal((JSON.parse(back.text) as Remote).site, null)
  await areRead({ milan: 1, anywhere: 1 })

  await until(async () => (await ask(`${milan.address}/api/ready`)).status === 200)
  assert.equal((await fetch(`${milan.address}/metrics`)).status, 401)
  await until(async () => {
    const { status, text } = await ask(`${milan.address}/metrics`)
    assert.equal(status, 200, text)
    const families = familiesIn(text)
    const [held] = families.get('panoramica_remotes_held')?.samples ?? []
    assert.equal(held?.value, 1)
    return (families.get('panoramica_collector_looks_total')?.samples.length ?? 0) > 0
  })
  const ready = JSON.parse((await ask(`${front}/api/ready`)).text) as object
  assert.deepEqual(ready, { status: 'ok', remotes_held: 0, remotes_unread: 0 })

  // What only the worker knows that reads the node is told by the server all the same.
  const nodeId = (JSON.parse((await ask(`${front}/api/nodes`)).text) as { items: ShownNode[] }).items.find(
    ({ remote_id: id }) => id === there.id,
  )?.node_id
  await until(async () => {
    const { status, text } = await ask(`${front}/api/nodes/${String(nodeId)}/transcripts`)
    return status === 200 && (JSON.parse(text) as { items: unknown[] }).items.length > 0
  })
  const course = await ask(`${front}/api/nodes/${String(nodeId)}/history?metric=load_1m&timeframe=hour`)
  const { source, reason } = JSON.parse(course.text) as { source: string; reason: string | null }
  assert.deepEqual([course.status, source, reason], [200, 'pve', null])

  const [silent] = simulator.nodes()
  await simulator.fault(silent?.name ?? '', 'dies')
  await ask(`${front}/api/nodes/${String(nodeId)}/refresh`, 'POST', {})
  const { members } = JSON.parse((await ask(`${front}/api/remotes/${String(there.id)}`)).text) as WholeRemote
  assert.ok((members[0]?.silence?.times ?? 0) > 0, 'nobody says that it was tried in vain')
  assert.ok(Date.parse(members[0]?.silence?.next_try_at ?? '') > systemClock.now())
  await simulator.heal(silent?.name ?? '')

  await stop(milan)
  await areRead({ milan: 0, anywhere: 2 })

  await found.stop()
  await until(async () => (await ask(`${anywhere.address}/api/ready`)).status === 503)
  assert.equal((await ask(`${anywhere.address}/api/health`)).status, 200)
  await found.start()
  await until(async () => (await ask(`${anywhere.address}/api/ready`)).status === 200)

  const ended = Promise.all([once(anywhere.process, 'exit'), once(server.process, 'exit')])
  await found.ask(url, "insert into kysely_migration (name, timestamp) values ('0099-from-tomorrow', '2030-01-01')")
  assert.deepEqual(
    (await ended).map(([code]) => code as number),
    [1, 1],
  )
  for (const { said } of [anywhere, server]) assert.match(said(), /written by a newer version of Panoramica/)
})

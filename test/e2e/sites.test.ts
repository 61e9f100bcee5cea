import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import { Secret } from '../../src/model/secret.ts'
import { familiesIn } from '../tools/exposition.ts'
import { adminOf, started, stop } from '../tools/panoramica.ts'
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
    for (const one of [front, milan, anywhere]) if (one.process.signalCode === null) await stop(one)
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
  /** The site of whoever reads each remote, by its number. */
  const readers = async (): Promise<Record<number, string | null>> => {
    const rows = await server.ask(
      new Secret(url),
      `select substr(lease.name, 8)::int as remote, process.site from lease join process on process.id = lease.holder
        where lease.name <> 'history' and lease.until > clock_timestamp()`,
    )
    return Object.fromEntries(rows.map(({ remote, site }) => [remote, site])) as Record<number, string | null>
  }
  const areReadBy = async (wanted: Record<number, string | null>): Promise<void> => {
    await until(async () => {
      const now = await readers()
      return Object.entries(wanted).every(([id, site]) => now[Number(id)] === site && Number(id) in now)
    })
  }
  return { simulator, front: front.address, milan, anywhere, ask, areReadBy }
}

test('remotes are read at their site, elsewhere while nobody is there, and workers tell how they do', async (t) => {
  if (typeof found === 'string') {
    t.skip(found)
    return
  }
  const { simulator, front, milan, anywhere, ask, areReadBy } = await processes(t, found)
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
  await areReadBy({ [there.id]: 'milan', [here.id]: null })

  const moved = await ask(`${front}/api/remotes/${String(here.id)}`, 'PATCH', { site: 'milan' })
  assert.deepEqual([moved.status, (JSON.parse(moved.text) as Remote).site], [200, 'milan'])
  await areReadBy({ [there.id]: 'milan', [here.id]: 'milan' })
  const back = await ask(`${front}/api/remotes/${String(here.id)}`, 'PATCH', { site: null })
  assert.equal((JSON.parse(back.text) as Remote).site, null)
  await areReadBy({ [there.id]: 'milan', [here.id]: null })

  await until(async () => (await ask(`${milan.address}/api/ready`)).status === 200)
  assert.equal((await fetch(`${milan.address}/metrics`)).status, 401)
  await until(async () => {
    const { status, text } = await ask(`${milan.address}/metrics`)
    assert.equal(status, 200, text)
    return (familiesIn(text).get('panoramica_collector_looks_total')?.samples.length ?? 0) > 0
  })

  const ended = once(milan.process, 'exit')
  milan.process.kill('SIGKILL')
  await ended
  await areReadBy({ [there.id]: null, [here.id]: null })

  await found.stop()
  await until(async () => (await ask(`${anywhere.address}/api/ready`)).status === 503)
  assert.equal((await ask(`${anywhere.address}/api/health`)).status, 200)
  await found.start()
  await until(async () => (await ask(`${anywhere.address}/api/ready`)).status === 200)
})

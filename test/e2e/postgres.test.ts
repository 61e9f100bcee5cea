import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import { adminOf, panoramica, started, stop } from '../tools/panoramica.ts'
import { postgresServer } from '../tools/postgres.ts'
import { bodyOf } from '../tools/serving.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { until } from '../tools/until.ts'

const found = await postgresServer()

test('a server on PostgreSQL keeps remotes and what was read, and rides out a restart of the database', async (t) => {
  if (typeof found === 'string') {
    t.skip(found)
    return
  }
  using folder = temporaryFolder()
  const url = (await found.database()).reveal()
  const simulator = await startSimulator({
    fleet: { clusters: 0, standalone: 1, guestsPerNode: 2, versions: { '8.4': 1 } },
  })
  t.after(() => simulator.close())
  const place = ['--data-dir', folder.path, '--database-url', url]
  const serve = () => started(['serve', '--port', '0', ...place], /listens on (http:\S+)/)
  const headers = { ...(await adminOf(folder.path, url)), 'content-type': 'application/json' }
  let server = await serve()
  t.after(() => stop(server))
  const ask = async (path: string, body?: unknown) => {
    const response = await fetch(`${server.address}${path}`, {
      headers,
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as { items?: { node_id: number }[] } }
  }
  const [node] = simulator.nodes()
  assert.ok(node)
  assert.equal((await ask('/api/remotes', bodyOf(simulator, node, 'alpha'))).status, 201)
  const before = (await ask('/api/nodes')).body.items
  assert.equal(before?.length, 1)

  await found.stop()
  assert.equal((await ask('/api/ready')).status, 503)
  assert.equal((await ask('/api/nodes')).status, 200)
  await found.start()
  await until(async () => (await ask('/api/ready')).status === 200)
  assert.equal((await ask(`/api/nodes/${String(before[0]?.node_id)}/refresh`, {})).status, 202)

  await stop(server)
  assert.ok(!server.said().includes(new URL(url).password), 'the password of the database was logged')
  server = await serve()
  assert.deepEqual(
    (await ask('/api/nodes')).body.items?.map(({ node_id }) => node_id),
    before.map(({ node_id }) => node_id),
  )
  const doctor = await panoramica(['doctor', '--port', '0', ...place])
  assert.match(doctor.stdout, /^ok +the database postgres:\/\/127\.0\.0\.1:\d+\/\S+ answers/m)
})

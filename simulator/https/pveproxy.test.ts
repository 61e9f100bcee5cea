import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { startSimulator } from '../start.ts'
import type { SimulatorOptions } from '../start.ts'
import { NOON, first, fleetFor, fleetOf } from '../testing/fleet.ts'
import { askOver, jsonOf, rowsOf } from '../testing/https.ts'
import type { HttpsReply } from '../testing/https.ts'
import { runOn, scriptOf } from '../testing/session.ts'

describe('HTTPS of a simulated node', () => {
  const fleet = fleetFor(fleetOf('8.4'))

  test('answers as pveproxy does, header by header', async () => {
    const reply = await askOver(fleet(), first(fleet()), '/version')
    assert.equal(reply.status, 200)
    assert.equal(reply.reason, 'OK')
    assert.deepEqual(reply.headers, [
      'Cache-Control: max-age=0',
      'Connection: close',
      'Date: Mon, 04 May 2026 12:00:00 GMT',
      'Pragma: no-cache',
      'Server: pve-api-daemon/3.0',
      'Content-Length: 91',
      'Content-Type: application/json;charset=UTF-8',
      'Expires: Mon, 04 May 2026 12:00:00 GMT',
    ])
    assert.equal(
      reply.body.toString(),
      '{"data":{"console":"html5","release":"8.4","repoid":"b502d23c55afcba1","version":"8.4.14"}}',
    )
  })

  test('shows the certificate that the node tells of, issued by its cluster', async () => {
    for (const node of fleet().nodes()) {
      const reply = await askOver(fleet(), node, `/nodes/${node.name}/certificates/info`)
      const rows = rowsOf(reply) as { filename: string; fingerprint: string; pem: string }[]
      assert.equal(reply.certificateFingerprint, node.certificateFingerprint)
      assert.equal(rows.at(-1)?.fingerprint, node.certificateFingerprint)
      const [authority, own] = rows.map(({ pem }) => new X509Certificate(pem))
      assert.ok(authority && own?.verify(authority.publicKey))
      const [row] = rowsOf(await askOver(fleet(), node, '/nodes')).filter((one) => one['node'] === node.name)
      assert.equal(row?.['ssl_fingerprint'], node.certificateFingerprint)
    }
    assert.equal(
      new Set(
        fleet()
          .nodes()
          .map(({ certificateFingerprint }) => certificateFingerprint),
      ).size,
      3,
    )
  })

  test('takes arguments from the query', async () => {
    const { name } = first(fleet())
    const [full, short] = await Promise.all([
      askOver(fleet(), first(fleet()), `/nodes/${name}/qemu?full=1`),
      askOver(fleet(), first(fleet()), `/nodes/${name}/qemu`),
    ])
    assert.ok(rowsOf(full).every((row) => 'qmpstatus' in row))
    assert.ok(rowsOf(short).every((row) => !('qmpstatus' in row)))
  })

  test('tells of another member what that one tells itself', async () => {
    const [here, there] = fleet().nodes()
    assert.ok(here && there)
    const path = `/nodes/${there.name}/status`
    const [asked, itself] = await Promise.all([askOver(fleet(), here, path), askOver(fleet(), there, path)])
    assert.deepEqual(asked.body, itself.body)
    assert.equal((await askOver(fleet(), here, `/nodes/${here.name}/status`)).body.equals(itself.body), false)
  })

  test('trap 1: knows how busy a node and its guests are, which a pvesh that was just started does not', async () => {
    const node = first(fleet())
    const status = jsonOf(await askOver(fleet(), node, `/nodes/${node.name}/status`)).data as { cpu: number }
    assert.ok(status.cpu > 0 && status.cpu < 1)
    const guests = rowsOf(await askOver(fleet(), node, `/nodes/${node.name}/qemu`))
    assert.ok(guests.some(({ status, cpu }) => status === 'running' && Number(cpu) > 0))
    const told = await runOn(
      fleet(),
      node,
      scriptOf([`root 25 pvesh get '/nodes/${node.name}/status' --output-format json`]),
    )
    assert.match(told.stdout, /"cpu":0,/)
  })

  test('compresses what is longer than a kilobyte for those who can read it', async () => {
    const gzip = { headers: { 'accept-encoding': 'gzip' } }
    const [plain, packed, short] = await Promise.all([
      askOver(fleet(), first(fleet()), '/cluster/resources'),
      askOver(fleet(), first(fleet()), '/cluster/resources', gzip),
      askOver(fleet(), first(fleet()), '/version', gzip),
    ])
    assert.ok(plain.body.length > 1024)
    assert.ok(packed.headers.includes('Content-Encoding: gzip'))
    assert.ok(packed.headers.includes(`Content-Length: ${packed.body.length}`))
    assert.deepEqual(gunzipSync(packed.body), plain.body)
    assert.equal(short.body.toString('utf8', 0, 8), '{"data":')
  })

  test('counts connections, requests and bytes', async () => {
    const node = first(fleet())
    const before = fleet().figures(node.name)
    const { body } = await askOver(fleet(), node, '/version')
    const now = fleet().figures(node.name)
    assert.equal(now.connections - before.connections, 1)
    assert.equal(now.requests - before.requests, 1)
    assert.ok(now.bytesOut - before.bytesOut > body.length)
  })
})

describe('connections to a simulated pveproxy', () => {
  const fleet = fleetFor(fleetOf('8.4'))

  async function connectionsFor(paths: readonly string[]): Promise<{ connections: number; replies: HttpsReply[] }> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const node = first(fleet())
    const before = fleet().figures(node.name).connections
    const replies: HttpsReply[] = []
    for (const path of paths) replies.push(await askOver(fleet(), node, path, { agent }))
    agent.destroy()
    return { connections: fleet().figures(node.name).connections - before, replies }
  }

  test('are kept alive', async () => {
    const { connections, replies } = await connectionsFor(['/version', '/cluster/resources', '/version'])
    assert.equal(connections, 1)
    for (const { headers } of replies)
      assert.deepEqual(
        headers.filter((header) => header.startsWith('Connection')),
        ['Connection: Keep-Alive'],
      )
  })

  test('say both where pvedaemon had to be asked, and clients close them', async () => {
    const { connections, replies } = await connectionsFor([`/nodes/${first(fleet()).name}/storage`, '/version'])
    assert.deepEqual(
      replies[0]?.headers.filter((header) => header.startsWith('Connection')),
      ['Connection: close', 'Connection: Keep-Alive'],
    )
    assert.equal(connections, 2)
  })

  test('end with a refusal, and with the hundredth request', async () => {
    assert.equal((await connectionsFor(['/nodes/nosuch/status', '/version'])).connections, 2)
    assert.equal((await connectionsFor(Array.from({ length: 101 }, () => '/version'))).connections, 2)
  })
})

describe('two runs of a simulated pveproxy', () => {
  async function said(options: SimulatorOptions): Promise<Buffer[]> {
    const simulator = await startSimulator(options)
    const [node] = simulator.nodes()
    assert.ok(node)
    const paths = ['/cluster/resources', '/nodes', `/nodes/${node.name}/qemu?full=1`, `/nodes/${node.name}/tasks`]
    const bodies = await Promise.all(
      [...paths, `/nodes/${node.name}/rrddata?timeframe=day`].map(
        async (path) => (await askOver(simulator, node, path)).body,
      ),
    )
    await simulator.close()
    return bodies
  }

  test('say the same with one seed and clock, and something else with another', async () => {
    const options = fleetOf('8.4')
    const once = await said(options)
    assert.deepEqual(await said(options), once)
    assert.notDeepEqual(await said({ ...options, fleet: { ...options.fleet, seed: 8 } }), once)
    assert.notDeepEqual(await said({ ...options, now: () => NOON + 600_000 }), once)
  })
})

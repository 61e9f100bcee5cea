import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startSimulator } from '../start.ts'
import { first, fleetFor, fleetOf } from '../testing/fleet.ts'
import { askOver, guestPath, jsonOf } from '../testing/https.ts'
import type { HttpsReply } from '../testing/https.ts'

describe('what a simulated pveproxy refuses', () => {
  const fleet = fleetFor(fleetOf('8.4'))
  const said = ({ status, reason }: HttpsReply): unknown => ({ status, reason })

  test('a path or node that is not there, a guest that is not, and parameters that will not do', async () => {
    const node = first(fleet())
    const cases: [path: string, status: number, reason: string, errors?: Record<string, string>][] = [
      [
        `/nodes/${node.name}/qemu/999/config`,
        500,
        `Configuration file 'nodes/${node.name}/qemu-server/999.conf' does not exist`,
      ],
      [
        '/nodes/nosuch/status',
        500,
        "hostname lookup 'nosuch' failed - failed to get address info for: nosuch: Name or service not known",
      ],
      [`/nodes/${node.name}/storage/none/status`, 500, "storage 'none' does not exist"],
      [
        `/nodes/${node.name}/qemu/abc/config`,
        400,
        'Parameter verification failed.',
        { vmid: "type check ('integer') failed - got 'abc'" },
      ],
      [
        `/nodes/${node.name}/rrddata`,
        400,
        'Parameter verification failed.',
        { timeframe: 'property is missing and it is not optional' },
      ],
      [
        `/nodes/${node.name}/rrddata?timeframe=eon`,
        400,
        'Parameter verification failed.',
        {
          timeframe: "value 'eon' does not have a value in the enumeration 'hour, day, week, month, year'",
        },
      ],
    ]
    for (const [path, status, reason, errors] of cases) {
      const reply = await askOver(fleet(), node, path)
      assert.deepEqual(said(reply), { status, reason })
      assert.deepEqual(jsonOf(reply), { data: null, message: `${reason}\n`, ...(errors && { errors }) })
    }
    assert.deepEqual(fleet().violations(), [])
  })

  test('a token that is not one', async () => {
    const { id, secret } = fleet().token
    const reasons = await Promise.all(
      [
        `PVEAPIToken=${id}=wrong`,
        `PVEAPIToken=panoramica@pve!other=${secret}`,
        `PVEAPIToken=somebody@pve!auditor=${secret}`,
        `PVEAPIToken=${id}`,
        `PVEAPIToken=nonsense=${secret}`,
        'Bearer of news',
      ].map(async (authorization) => askOver(fleet(), first(fleet()), '/version', { headers: { authorization } })),
    )
    assert.deepEqual(reasons.map(said), [
      { status: 401, reason: 'invalid token value!' },
      { status: 401, reason: "no such token 'other' for user 'panoramica@pve'" },
      { status: 401, reason: "no such user ('somebody@pve')" },
      { status: 401, reason: 'no tokenid specified' },
      { status: 401, reason: "'nonsense' is not a valid token ID - not able to split into user and token parts" },
      { status: 401, reason: 'No ticket' },
    ])
    for (const { body, headers } of reasons) {
      assert.equal(body.length, 0)
      assert.ok(headers.includes('Connection: close') && !headers.some((header) => header.startsWith('Content')))
    }
  })

  test('writes, loudly, and counts them as violations', async () => {
    const { name } = first(fleet())
    const known = fleet().violations().length
    const [post, put, removal, batch, head] = await Promise.all([
      askOver(fleet(), first(fleet()), `/nodes/${name}/qemu/100/status/stop`, { method: 'POST' }),
      askOver(fleet(), first(fleet()), `/nodes/${name}/qemu/100/config`, { method: 'PUT' }),
      askOver(fleet(), first(fleet()), `/nodes/${name}/qemu/100`, { method: 'DELETE' }),
      askOver(fleet(), first(fleet()), `/nodes/${name}/execute`, { method: 'POST' }),
      askOver(fleet(), first(fleet()), '/version', { method: 'HEAD' }),
    ])
    assert.deepEqual(said(post), {
      status: 501,
      reason: `Method 'POST /nodes/${name}/qemu/100/status/stop' not implemented`,
    })
    assert.equal(put.status, 501)
    assert.equal(removal.status, 501)
    assert.deepEqual(said(batch), { status: 403, reason: 'Permission check failed (user != root@pam)' })
    assert.deepEqual(said(head), { status: 501, reason: "method 'HEAD' not available" })
    const [violation] = fleet()
      .violations()
      .slice(known)
      .filter(({ what }) => what.startsWith('POST') && what.includes('stop'))
    assert.deepEqual(violation, {
      node: name,
      what: `POST /nodes/${name}/qemu/100/status/stop: nothing but GET may be asked`,
    })
    assert.equal(fleet().violations().length, known + 5)
  })

  test('reads that are on no list, as violations', async () => {
    const { name } = first(fleet())
    const known = fleet().violations().length
    const [path, argument] = await Promise.all([
      askOver(fleet(), first(fleet()), '/access/users'),
      askOver(fleet(), first(fleet()), `/nodes/${name}/qemu?force=1`),
    ])
    assert.deepEqual(said(path), { status: 501, reason: "Method 'GET /access/users' not implemented" })
    assert.deepEqual(jsonOf(argument).errors, {
      force: 'property is not defined in schema and the schema does not allow additional properties',
    })
    assert.equal(fleet().violations().length, known + 2)
  })

  test('what another member would have to answer that is down: 595', async (t) => {
    const [here, there] = fleet().nodes()
    assert.ok(here && there)
    await fleet().fault(there.name, 'dies')
    t.after(() => fleet().heal(there.name))
    const reply = await askOver(fleet(), here, `/nodes/${there.name}/status`)
    assert.deepEqual(said(reply), { status: 595, reason: 'No route to host' })
    assert.equal(reply.body.length, 0)
    // Every member has the history of all.
    assert.equal((await askOver(fleet(), here, `/nodes/${there.name}/rrddata?timeframe=hour`)).status, 200)
  })
})

describe('releases differ in how a simulated pveproxy refuses', () => {
  const wrong = { token: { id: 'panoramica@pve!auditor', secret: 'wrong' } }

  test('7.4 has its message in the status line alone, and no path that came later', async (t) => {
    const simulator = await startSimulator(fleetOf('7.4'))
    t.after(() => simulator.close())
    const reply = await askOver(simulator, first(simulator), '/nodes/nosuch/status')
    assert.match(reply.reason, /^hostname lookup/)
    assert.equal(reply.body.toString(), '{"data":null}')
    const container = await guestPath(simulator, (row) => row['type'] === 'lxc')
    const later = await askOver(simulator, first(simulator), `${container}/interfaces`)
    assert.deepEqual([later.status, later.reason], [501, `Method 'GET ${container}/interfaces' not implemented`])
    assert.deepEqual(simulator.violations(), [])
  })

  test('9.2 does not say what is wrong with a token', async (t) => {
    const simulator = await startSimulator(fleetOf('9.2'))
    t.after(() => simulator.close())
    const reply = await askOver(simulator, first(simulator), '/version', wrong)
    assert.deepEqual([reply.status, reply.reason], [401, 'Authentication failed!'])
  })

  test('a 401 takes its time', async (t) => {
    const simulator = await startSimulator(fleetOf('9.2', { waits: { unauthorizedSeconds: 0.3 } }))
    t.after(() => simulator.close())
    const startedAt = performance.now()
    await askOver(simulator, first(simulator), '/version', wrong)
    assert.ok(performance.now() - startedAt >= 300)
  })
})

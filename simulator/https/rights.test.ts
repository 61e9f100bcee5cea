import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PATHS } from '../pve/api.ts'
import { startSimulator } from '../start.ts'
import type { Simulator } from '../start.ts'
import { first, fleetFor, fleetOf } from '../testing/fleet.ts'
import { askOver, guestPath, jsonOf, rowsOf } from '../testing/https.ts'
import type { HttpsReply, Row } from '../testing/https.ts'

describe('tokens of a simulated fleet', () => {
  const fleet = fleetFor(fleetOf('8.4'))
  const ask = (path: string, token: Simulator['token']): Promise<HttpsReply> =>
    askOver(fleet(), first(fleet()), path, { token })

  test('are told by every path what it takes to read it', async () => {
    const { nobody } = fleet().tokens
    const given = { node: first(fleet()).name, vmid: '100', storage: 'local', poolid: 'production', snapname: 'none' }
    const statuses = await Promise.all(
      PATHS.map(async ({ template }) => {
        const path = template.replace(/\{(\w+)\}/g, (_hole, name: keyof typeof given) => given[name])
        return [template, (await ask(path, nobody)).status] as const
      }),
    )
    // A token without privileges is let through where PVE filters or tells everybody, and nowhere else.
    assert.deepEqual(
      statuses.filter(([, status]) => status !== 403).map(([template]) => template.replace('/nodes/{node}/', 'N ')),
      [
        'N version',
        'N subscription',
        'N certificates/info',
        '/version',
        'N network',
        '/storage',
        'N storage',
        '/nodes',
        '/cluster/resources',
        '/pools',
        'N qemu',
        'N lxc',
        'N tasks',
      ],
    )
  })

  test('trap 21: without privileges lists are empty and no error, and numbers of nodes are missing', async () => {
    const { name } = first(fleet())
    const { nobody } = fleet().tokens
    for (const list of ['qemu', 'lxc', 'storage', 'tasks'])
      assert.deepEqual(jsonOf(await ask(`/nodes/${name}/${list}`, nobody)), { data: [] })
    for (const list of ['/pools', '/storage', '/cluster/resources?type=vm', '/cluster/resources?type=storage'])
      assert.deepEqual(jsonOf(await ask(list, nobody)), { data: [] })
    const [row] = rowsOf(await ask('/nodes', nobody))
    assert.deepEqual(Object.keys(row ?? {}), ['id', 'level', 'node', 'ssl_fingerprint', 'status', 'type'])
  })

  test('without privileges anything else is refused, with the privilege that is missing', async () => {
    const { name } = first(fleet())
    const guest = await guestPath(fleet(), (row) => row['type'] === 'qemu')
    const cases: [path: string, missing: string][] = [
      [`/nodes/${name}/status`, `/nodes/${name}, Sys.Audit`],
      ['/cluster/status', '/, Sys.Audit'],
      [`${guest}/config`, `/vms/${guest.split('/').at(-1) ?? ''}, VM.Audit`],
      [`/nodes/${name}/storage/local/status`, '/storage/local, Datastore.Audit|Datastore.AllocateSpace'],
    ]
    for (const [path, missing] of cases) {
      const { status, reason } = await ask(path, fleet().tokens.nobody)
      assert.deepEqual([status, reason], [403, `Permission check failed (${missing})`])
    }
  })

  test('are told what they hold, and where', async () => {
    const held = async (token: Simulator['token']): Promise<unknown> =>
      jsonOf(await ask('/access/permissions', token)).data
    const { auditor, guests, nobody } = fleet().tokens
    assert.deepEqual(await held(nobody), {})
    const audit = { 'Datastore.Audit': 1, 'Pool.Audit': 1, 'SDN.Audit': 1, 'Sys.Audit': 1, 'VM.Audit': 1 }
    assert.deepEqual(await held(guests), { '/vms': audit })
    const everywhere = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms']
    assert.deepEqual(await held(auditor), Object.fromEntries(everywhere.map((path) => [path, audit])))
    assert.deepEqual(fleet().violations(), [])
  })

  test('one that audits guests sees all of them and nothing else', async () => {
    const { name } = first(fleet())
    const all = rowsOf(await ask('/cluster/resources', fleet().token))
    const seen = rowsOf(await ask('/cluster/resources', fleet().tokens.guests))
    const guests = (rows: readonly Row[]): unknown[] => rows.filter((row) => 'vmid' in row).map((row) => row['vmid'])
    assert.deepEqual(guests(seen), guests(all))
    assert.deepEqual([...new Set(seen.map((row) => row['type']))].toSorted(), ['lxc', 'node', 'qemu'])
    assert.ok(all.some((row) => 'vmid' in row && 'pool' in row) && !seen.some((row) => 'pool' in row))
    assert.equal((await ask(`/nodes/${name}/status`, fleet().tokens.guests)).status, 403)
  })

  test('an auditor may not ask guest agents before 9, nor for updates', async (t) => {
    const { name } = first(fleet())
    const guest = await guestPath(fleet(), (row) => row['type'] === 'qemu')
    const { auditor, monitor } = fleet().tokens
    const refused = await ask(`${guest}/agent/info`, auditor)
    assert.match(refused.reason, /^Permission check failed \(\/vms\/\d+, VM\.Monitor\)$/)
    assert.notEqual((await ask(`${guest}/agent/info`, monitor)).status, 403)
    assert.equal((await ask(`/nodes/${name}/apt/update`, auditor)).status, 403)
    assert.equal((await ask(`/nodes/${name}/apt/update`, monitor)).status, 200)
    const nine = await startSimulator(fleetOf('9.2'))
    t.after(() => nine.close())
    const there = await guestPath(nine, (row) => row['type'] === 'qemu')
    assert.notEqual((await askOver(nine, first(nine), `${there}/agent/info`)).status, 403)
  })
})

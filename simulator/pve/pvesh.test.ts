import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import type { Guest } from '../fleet/guest.ts'
import type { ReleaseLine } from '../fleet/release.ts'
import { guestsOn } from '../state/guest-state.ts'
import { ALL_WELL, viewOf } from '../state/view.ts'
import type { Circumstances, View } from '../state/view.ts'
import { pveshExecute, pveshGet } from './pvesh.ts'

const NOON = Date.UTC(2026, 4, 4, 12)

/** The first node of a cluster of three, of which the last is down and the others are well. */
function viewFrom(line: ReleaseLine = '8.4', changes: Partial<Circumstances> = {}): View {
  const options = { ...DEFAULT_FLEET, clusters: 1, nodesPerCluster: 3, guestsPerNode: 40, versions: { [line]: 1 } }
  const { nodes } = clusterAt(options, 0)
  const [node] = nodes
  assert.ok(node)
  const world = {
    addressOf: () => '192.0.2.13',
    hostKeyOf: () => null,
    circumstancesOf: (other: unknown) => (other === node ? { ...ALL_WELL, ...changes } : ALL_WELL),
    downSince: (other: unknown) => (other === nodes[2] ? NOON / 1000 - 600 : null),
  }
  return viewOf(node, world, NOON)
}

const guestThat = (view: View, suits: (guest: Guest) => boolean): Guest =>
  guestsOn(view).find(suits) ?? assert.fail('there is no such guest')

const agentOf = (view: View, guest: Guest): string => `/nodes/${view.node.name}/qemu/${guest.vmid}/agent/info`

function rowOf(view: View, path: string, vmid: number): Record<string, unknown> {
  const rows = JSON.parse(pveshGet(view, `/nodes/${view.node.name}/${path}`, {}).stdout) as Record<string, unknown>[]
  return rows.find((row) => Number(row['vmid']) === vmid) ?? assert.fail(`no row of ${vmid}`)
}

describe('pvesh get', () => {
  test('prints one line of JSON with sorted keys', () => {
    const view = viewFrom()
    const { stdout, exit, seconds } = pveshGet(view, `/nodes/${view.node.name}/version`, {})
    assert.equal(stdout, '{"release":"8.4","repoid":"b502d23c55afcba1","version":"8.4.14"}\n')
    assert.equal(exit, 0)
    assert.ok(seconds > 0.5)
  })

  const FAILS: readonly (readonly [
    name: string,
    path: (view: View) => string,
    stderr: (view: View) => string,
    exit: number,
  ])[] = [
    [
      'an unknown guest',
      ({ node }) => `/nodes/${node.name}/qemu/99999/config`,
      ({ node }) => `Configuration file 'nodes/${node.name}/qemu-server/99999.conf' does not exist`,
      2,
    ],
    [
      'a guest id that is none',
      ({ node }) => `/nodes/${node.name}/lxc/abc/config`,
      () =>
        "400 Parameter verification failed.\nvmid: type check ('integer') failed - got 'abc'\npvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]",
      255,
    ],
    [
      'a container asked for as a VM',
      (view) => `/nodes/${view.node.name}/qemu/${guestThat(view, ({ type }) => type === 'lxc').vmid}/config`,
      (view) =>
        `Configuration file 'nodes/${view.node.name}/qemu-server/${guestThat(view, ({ type }) => type === 'lxc').vmid}.conf' does not exist`,
      2,
    ],
    [
      'an unknown node',
      () => '/nodes/nosuch/status',
      () => "hostname lookup 'nosuch' failed - failed to get address info for: nosuch: Name or service not known",
      22,
    ],
    [
      'a member that is down',
      ({ node: { cluster } }) => `/nodes/${cluster.nodes[2]?.name ?? ''}/status`,
      () => 'proxy handler failed: ssh: connect to host 192.0.2.13 port 22: No route to host',
      255,
    ],
    [
      'an unknown storage',
      ({ node }) => `/nodes/${node.name}/storage/nosuch/content`,
      () => "storage 'nosuch' does not exist",
      255,
    ],
    ['an unknown pool', () => '/pools/nosuch', () => "pool 'nosuch' does not exist", 255],
    [
      'a VM without agent',
      (view) =>
        agentOf(
          view,
          guestThat(view, ({ type, agent }) => type === 'qemu' && agent === 'missing'),
        ),
      () => 'No QEMU guest agent configured',
      255,
    ],
    [
      'an agent that is silent',
      (view) =>
        agentOf(
          view,
          guestThat(view, ({ type, agent, running }) => type === 'qemu' && running && agent === 'dead'),
        ),
      () => 'QEMU guest agent is not running',
      255,
    ],
  ]
  for (const [name, path, stderr, exit] of FAILS) {
    test(`says what PVE says of ${name}`, () => {
      const view = viewFrom()
      const answer = pveshGet(view, path(view), {})
      assert.deepEqual([answer.stdout, answer.stderr, answer.exit], ['', `${stderr(view)}\n`, exit])
    })
  }

  test('waits for a member that is down, and for an agent that is silent', () => {
    const view = viewFrom()
    const silent = guestThat(view, ({ type, agent, running }) => type === 'qemu' && running && agent === 'dead')
    assert.ok(pveshGet(view, agentOf(view, silent), {}).seconds > 3)
    assert.ok(pveshGet(view, `/nodes/${view.node.cluster.nodes[2]?.name ?? ''}/status`, {}).seconds > 3.7)
  })

  test('has no interfaces of containers before 8, and none while one is stopped', () => {
    const old = viewFrom('7.4')
    const path = (view: View, guest: Guest): string => `/nodes/${view.node.name}/lxc/${guest.vmid}/interfaces`
    const container = guestThat(old, ({ type }) => type === 'lxc')
    assert.match(pveshGet(old, path(old, container), {}).stderr, /^No 'get' handler defined for '\/nodes\//)
    const view = viewFrom()
    const stopped = guestThat(view, ({ type, running }) => type === 'lxc' && !running)
    assert.equal(pveshGet(view, path(view, stopped), {}).stdout, 'null\n')
  })
})

describe('pvesh create execute', () => {
  test('gives each read its own status, and one that fails spoils no other', () => {
    const view = viewFrom()
    const commands = [
      { method: 'GET', path: 'version' },
      { method: 'GET', path: 'qemu/99999/config' },
      { method: 'GET', path: 'lxc/abc/config' },
    ]
    const [first, second, third] = JSON.parse(
      pveshExecute(view, view.node.name, JSON.stringify(commands)).stdout,
    ) as unknown[]
    assert.deepEqual(first, { data: { release: '8.4', repoid: 'b502d23c55afcba1', version: '8.4.14' }, status: 200 })
    const message = `Configuration file 'nodes/${view.node.name}/qemu-server/99999.conf' does not exist\n`
    assert.deepEqual(second, { message, status: 500 })
    assert.deepEqual(third, {
      errors: { vmid: "type check ('integer') failed - got 'abc'" },
      message: 'Parameter verification failed.\n',
      status: '400',
    })
  })
})

describe('what PVE says of guests', () => {
  test('a configuration counts what waits as made, unless asked for the current one', () => {
    const view = viewFrom()
    const guest = guestThat(view, ({ type, pending }) => type === 'qemu' && pending)
    const path = `/nodes/${view.node.name}/qemu/${guest.vmid}`
    const memory = (args: Record<string, number>): number =>
      Number((JSON.parse(pveshGet(view, `${path}/config`, args).stdout) as { memory: string }).memory)
    assert.equal(memory({}), 2 * memory({ current: 1 }))
    const rows = JSON.parse(pveshGet(view, `${path}/pending`, {}).stdout) as {
      key: string
      pending?: string
      delete?: number
    }[]
    assert.equal(rows.find(({ key }) => key === 'memory')?.pending, String(memory({})))
    assert.equal(rows.find(({ key }) => key === 'usb0')?.delete, 1)
  })

  test('memory of a VM is a string since 8, and a VM of 7 counts what it reads while it is off', () => {
    for (const line of ['7.4', '9.2'] as const) {
      const view = viewFrom(line)
      const vm = guestThat(view, ({ type, running }) => type === 'qemu' && !running)
      const { memory } = JSON.parse(pveshGet(view, `/nodes/${view.node.name}/qemu/${vm.vmid}/config`, {}).stdout) as {
        memory: unknown
      }
      assert.equal(typeof memory, line === '7.4' ? 'number' : 'string')
      assert.equal('diskread' in rowOf(view, 'qemu', vm.vmid), line === '7.4')
      assert.equal('memhost' in rowOf(view, 'qemu', vm.vmid), line === '9.2')
    }
  })

  test('a snapshot list ends with what is now', () => {
    const view = viewFrom()
    const guest = guestThat(view, ({ snapshotCount }) => snapshotCount > 1)
    const rows = JSON.parse(
      pveshGet(view, `/nodes/${view.node.name}/${guest.type}/${guest.vmid}/snapshot`, {}).stdout,
    ) as { name: string }[]
    assert.equal(rows.length, guest.snapshotCount + 1)
    assert.equal(rows.at(-1)?.name, 'current')
  })

  test('trap 16: a VM that migrates is locked, and its node and the next one show it for a moment', () => {
    const view = viewFrom('8.4', { migrating: true })
    const [, target] = view.node.cluster.nodes
    assert.ok(target)
    const migrating = (node: string): unknown[] => {
      const rows = JSON.parse(pveshGet(view, `/nodes/${node}/qemu`, {}).stdout) as { lock?: string; vmid: number }[]
      return rows.flatMap(({ lock, vmid }) => (lock === 'migrate' ? [vmid] : []))
    }
    const [vmid, ...others] = migrating(view.node.name)
    assert.deepEqual(others, [])
    assert.deepEqual(migrating(target.name), [vmid])
    const everywhere = JSON.parse(pveshGet(view, '/cluster/resources', {}).stdout) as { vmid?: number; node: string }[]
    assert.deepEqual(
      everywhere.filter((row) => row.vmid === vmid).map(({ node }) => node),
      [view.node.name],
    )
  })

  test('a guest that is deleted is nowhere any more', () => {
    const { node } = viewFrom()
    const deleted = node.cluster.guests.find(({ home }) => home === node.index)
    const lists = ['/cluster/resources', `/nodes/${node.name}/qemu`, `/nodes/${node.name}/lxc`]
    const times = (view: View): number =>
      lists
        .flatMap((path) => JSON.parse(pveshGet(view, path, {}).stdout) as { vmid?: number | string }[])
        .filter(({ vmid }) => Number(vmid) === deleted?.vmid).length
    assert.equal(times(viewFrom()), 2)
    assert.equal(times(viewFrom('8.4', { guestDeleted: true })), 0)
  })

  test('guests of a member that is down are unknown and nameless', () => {
    const view = viewFrom()
    const lost = view.node.cluster.nodes[2]?.name
    const rows = JSON.parse(pveshGet(view, '/cluster/resources', { type: 'vm' }).stdout) as Record<string, unknown>[]
    const there = rows.filter(({ node }) => node === lost)
    assert.ok(there.length > 0)
    for (const row of there) assert.deepEqual(Object.keys(row).sort(), ['id', 'node', 'status', 'type', 'vmid'])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeFleet } from '../../../bench/made-fleet.ts'
import { history, hubOver, isOf, listsOf, SMALL } from '../../../test/tools/hub.ts'
import { read } from '../../../test/tools/kept.ts'
import { knownNode } from '../../../test/tools/known-node.ts'
import { prod } from '../../../test/tools/sample-cluster.ts'
import { listed } from '../../../test/tools/sample-guest.ts'
import { subscribed } from '../../../test/tools/sample-subscription.ts'
import { KEYS } from '../../../web/state/patches.ts'
import { guests as listOfGuests } from '../../collectors/node/guests.ts'
import type { GuestItem } from '../../fleet/guest-shapes.ts'
import { overviewOf } from '../../fleet/overview.ts'
import { fakeClock } from '../../lib/clock.ts'
import { turn } from '../../lib/turn.ts'
import { openHub } from './hub.ts'

describe('the hub', () => {
  it('tells nothing while nothing changes', async () => {
    const { beat, hub } = await hubOver()
    assert.deepEqual(await beat(), [])
    assert.deepEqual(await beat(), [])
    assert.equal(hub.ring.newest, 0)
  })

  it('tells once for each remote and kind which fields changed, as the lists have them, and the overview', async () => {
    const { beat, clock, made } = await hubOver()
    clock.advance(500)
    made.live(2, 1)
    const events = await beat()
    assert.deepEqual(
      events.map(({ kind, seq }) => [kind, seq]),
      [
        ['node', 1],
        ['vm', 2],
        ['storage', 3],
        ['overview', 4],
      ],
    )
    const [nodes, guests] = events
    assert.ok(nodes?.kind === 'node' && guests?.kind === 'vm')
    assert.equal(nodes.at, '2026-01-01T00:00:01.500Z')
    assert.equal(nodes.remote_id, 2)
    const [three, four] = [made.fleet.node(3), made.fleet.node(4)]
    assert.deepEqual(nodes, {
      seq: 1,
      at: '2026-01-01T00:00:01.500Z',
      kind: 'node',
      remote_id: 2,
      items: [],
      changed: [
        {
          fields: ['collected_at', 'cpu.used_percent', 'guests.running'],
          rows: [
            ['3', '2026-01-01T00:00:00.500Z', three?.cpu.used_percent, 2],
            ['4', '2026-01-01T00:00:00.500Z', four?.cpu.used_percent, 2],
          ],
        },
      ],
      removed: [],
    })
    const figures = ['collected_at', 'cpu_percent', 'mem_used_bytes', 'mem_percent', 'uptime_seconds', 'net_bps']
    assert.deepEqual(
      guests.changed.map(({ fields, rows }) => [fields, rows.map(([key]) => key)]),
      [
        [figures, ['2/100', '2/102', '2/103', '2/105']],
        [
          [
            'status',
            'qmp_status',
            'collected_at',
            'mem_used_bytes',
            'mem_percent',
            'uptime_seconds',
            'ip_addresses',
            'agent.running',
          ],
          ['2/101', '2/104'],
        ],
      ],
      'those that were stopped, and those that were not',
    )
    const [first] = guests.changed[0]?.rows ?? []
    const guest = made.fleet.guests().find(({ remote_id, vmid }) => remote_id === 2 && vmid === 100)
    assert.deepEqual(first, ['2/100', ...figures.map((field) => guest?.[field as keyof GuestItem])])
    assert.deepEqual(events.find(isOf('overview'))?.overview, overviewOf(made.fleet.remotes()))
    assert.deepEqual(await beat(), [])
  })

  it('tells only of the items that are other than before', async () => {
    const { beat, made } = await hubOver()
    const [place] = made.fleet.remotes()
    assert.ok(place)
    const nodes = place.nodes.map(({ nodeId, hostname }) =>
      knownNode({ id: nodeId, remoteId: 1, name: hostname, address: nodeId === 1 ? 'elsewhere' : `10.98.1.${nodeId}` }),
    )
    made.fleet.place(place.remote, nodes)
    const events = await beat()
    assert.deepEqual(
      events.map((event) => ('items' in event ? [event.kind, event.items, event.changed] : [])),
      [['node', [], [{ fields: ['address'], rows: [['1', 'elsewhere']] }]]],
    )
  })

  it('tells of a remote that is added, changed and removed, with all that is gone with it', async () => {
    const { beat, made } = await hubOver()
    made.fleet.place(prod({ id: 3, name: 'new' }), [knownNode({ id: 99, remoteId: 3, name: 'fresh' })])
    const added = await beat()
    assert.deepEqual(added.find(isOf('remote')), {
      seq: 1,
      at: '2026-01-01T00:00:01.000Z',
      kind: 'remote',
      remote_id: 3,
      change: 'added',
    })
    assert.deepEqual(
      added.find(isOf('node'))?.items.map(({ name }) => name),
      ['fresh'],
    )
    made.fleet.place(prod({ id: 3, name: 'other' }), [knownNode({ id: 99, remoteId: 3, name: 'fresh' })])
    assert.equal((await beat()).find(isOf('remote'))?.change, 'changed')
    made.fleet.remove(3)
    made.fleet.remove(1)
    const removed = await beat()
    assert.deepEqual(
      removed.filter(isOf('remote')).map(({ remote_id, change }) => [remote_id, change]),
      [
        [1, 'removed'],
        [3, 'removed'],
      ],
    )
    assert.deepEqual(
      removed.filter(isOf('node')).map(({ items, removed: keys }) => [items, keys]),
      [
        [[], ['1', '2']],
        [[], ['99']],
      ],
    )
    assert.deepEqual(removed.find(isOf('vm'))?.removed, ['1/100', '1/101', '1/102', '1/103', '1/104', '1/105'])
    assert.deepEqual(removed.find(isOf('network'))?.removed, ['1/eno1', '2/eno1'])
    assert.deepEqual(removed.find(isOf('license'))?.removed, ['1', '2'])
  })

  it('tells of a guest that is on another node as a whole, for those who follow that node alone', async () => {
    const { beat, clock, made } = await hubOver()
    clock.advance(500)
    const row = { vmid: 100, name: 'moved', status: 'running' } as const
    made.fleet.apply(1, [read(listOfGuests, { guests: [] }, clock.now())])
    made.fleet.apply(2, [read(listOfGuests, { guests: [listed(row)] }, clock.now())])
    const event = (await beat()).find(isOf('vm'))
    assert.deepEqual(
      event?.items.map(({ vmid, node_id }) => [vmid, node_id]),
      [[100, 2]],
    )
    assert.deepEqual(event.removed, ['1/101', '1/102', '1/103', '1/104', '1/105'])
  })

  it('cuts what is much into events of 500 items', async () => {
    const { beat, clock, made } = await hubOver({ clusters: 1, nodesEach: 2, guestsEach: 600 })
    clock.advance(500)
    made.live(1, 1)
    assert.deepEqual(
      (await beat()).filter(isOf('vm')).map(({ changed }) => changed.reduce((sum, { rows }) => sum + rows.length, 0)),
      [500, 500, 200],
    )
    made.fleet.remove(1)
    assert.deepEqual(
      (await beat()).filter(isOf('vm')).map(({ removed }) => removed.length),
      [500, 500, 200],
    )
  })

  it('compares nothing while nobody follows; who comes back within a minute misses nothing', async () => {
    const { beat, made, clock, hub, leave, follower } = await hubOver()
    leave()
    clock.advance(15_000)
    made.live(1, 1)
    clock.advance(30_000)
    assert.equal(hub.ring.newest, 0)
    await hub.join(follower)
    assert.ok((await beat()).some(({ kind }) => kind === 'vm'))
  })

  it('after a minute without anybody nothing can be resumed', async () => {
    const { beat, made, clock, hub, leave, follower } = await hubOver()
    made.live(1, 1)
    await beat()
    const { newest } = hub.ring
    assert.ok(hub.ring.follows(newest))
    leave()
    clock.advance(60_000)
    assert.equal(hub.ring.follows(newest), false)
    made.live(1, 2)
    await hub.join(follower)
    assert.deepEqual(await beat(), [], 'what is there when somebody comes is what they load')
    assert.ok(hub.ring.follows(hub.ring.newest))
  })

  it('tells who fails, and goes on', async () => {
    const clock = fakeClock()
    const { fleet, live } = makeFleet(SMALL, clock)
    const failures: unknown[] = []
    let broken = false
    const remote = (id: number) => {
      if (broken) throw new Error('no view')
      return fleet.remote(id)
    }
    const hub = openHub({ fleet: { ...fleet, remote }, history, clock, failed: (error) => failures.push(error) })
    await hub.join({ news: () => undefined, end: () => undefined })
    broken = true
    clock.advance(1000)
    while (failures.length === 0) await turn()
    broken = false
    live(1, 1)
    while (hub.ring.newest === 0) {
      clock.advance(1000)
      await turn()
    }
    assert.equal(failures.length, 1)
  })

  it('tells viewers of licences without what only admins see', async () => {
    const { beat, made, hub } = await hubOver()
    made.fleet.place(prod({ id: 3, name: 'new' }), [knownNode({ id: 99, remoteId: 3, name: 'fresh' })])
    await beat()
    made.fleet.apply(99, [subscribed(0)])
    const { newest } = hub.ring
    await beat()
    const sent = Array.from({ length: hub.ring.newest - newest }, (_, index) => hub.ring.at(newest + 1 + index))
    const keys = sent
      .filter((event) => event?.kind === 'license')
      .map((event) => [event?.role, /pve2c-[^"]*|\[hidden\]/.exec(event?.block.toString() ?? '')?.[0]])
    assert.deepEqual(keys, [
      ['viewer', '[hidden]'],
      ['admin', 'pve2c-••••…89'],
    ])
    assert.ok(sent.every((event) => event?.kind === 'license' || event?.role === null))
  })

  it('calls items by the keys that the web calls them by', () => {
    const { fleet } = makeFleet(SMALL, fakeClock())
    for (const [kind, items] of listsOf(fleet)) {
      const keyOf = KEYS[kind] as (item: unknown) => string
      for (const [key, item] of items) assert.equal(keyOf(item), key)
    }
  })
})

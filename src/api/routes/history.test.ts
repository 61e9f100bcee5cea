import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, problemIn, sampleFleet } from '../../../test/tools/api.ts'
import type { Fakes } from '../../../test/tools/api.ts'
import { read } from '../../../test/tools/kept.ts'
import { storages } from '../../collectors/node/storages.ts'
import { fakeClock } from '../../lib/clock.ts'
import { openFleet } from '../../fleet/fleet.ts'
import { node, prod } from '../../../test/tools/sample-cluster.ts'
import type { EventQuery, KeptFleetEvent } from '../../model/fleet-event.ts'
import type { Run } from '../../model/transcript.ts'

const AT = Date.UTC(2026, 0, 1)

const event = (id: number, more: Partial<KeptFleetEvent> = {}): KeptFleetEvent => ({
  id,
  remoteId: 1,
  nodeId: 1,
  vmid: 100,
  name: 'web',
  at: AT,
  kind: 'guest-config',
  what: 'memory',
  from: '2048',
  to: '4096',
  ...more,
})

describe('GET /api/events', () => {
  /** What the store is asked for by a query. */
  async function asked(query: string): Promise<EventQuery | undefined> {
    const queries: EventQuery[] = []
    const events = async (one: EventQuery) => {
      queries.push(one)
      return []
    }
    await ask({ url: `/api/events${query}` }, { history: { events } })
    return queries[0]
  }

  it('tells what changed, as values and as a sentence', async () => {
    const events = async () => [
      event(2),
      event(1, { nodeId: null, vmid: null, name: null, kind: 'member-left', what: 'pve3' }),
    ]
    const response = await ask({ url: '/api/events' }, { history: { events } })
    assert.equal(response.statusCode, 200)
    const [first, second] = response.json<{ items: Record<string, unknown>[] }>().items
    assert.deepEqual(first, {
      id: 2,
      at: '2026-01-01T00:00:00.000Z',
      kind: 'guest-config',
      text: 'memory of guest 100 (web) changed: 2048 → 4096',
      remote_id: 1,
      node_id: 1,
      node: 'pve1',
      vmid: 100,
      name: 'web',
      what: 'memory',
      from: '2048',
      to: '4096',
    })
    assert.deepEqual([second?.['text'], second?.['node']], ['node pve3 left the cluster', null])
  })

  it('comes in pages, and says where the next one begins', async () => {
    const events = async ({ limit }: EventQuery) => [event(9), event(8), event(7)].slice(0, limit)
    const page = async (query: string) =>
      (await ask({ url: `/api/events${query}` }, { history: { events } })).json<{
        items: []
        next_before: number | null
      }>()
    const [first, whole] = [await page('?limit=2'), await page('?limit=3')]
    assert.deepEqual([first.items.length, first.next_before], [2, 8])
    assert.deepEqual([whole.items.length, whole.next_before], [3, null])
  })

  it('trap 16: of a guest are found wherever it was, of a node where they happened', async () => {
    assert.deepEqual(await asked('?node_id=1&vmid=100'), { remoteId: 1, vmid: 100, limit: 101 })
    assert.deepEqual(await asked('?node_id=1&kind=guest-moved'), {
      remoteId: 1,
      nodeId: 1,
      kind: 'guest-moved',
      limit: 101,
    })
    assert.deepEqual(await asked('?remote_id=5&before=7&limit=1'), { remoteId: 5, before: 7, limit: 2 })
  })

  it('names the parameter that is not valid, and a node that is not there', async () => {
    for (const [query, parameter] of [
      ['?kind=x', 'query.kind'],
      ['?vmid=abc', 'query.vmid'],
      ['?before=0', 'query.before'],
      ['?limit=1001', 'query.limit'],
    ] as const)
      assert.equal(problemIn(await ask({ url: `/api/events${query}` }), 400, 'bad-parameter')['parameter'], parameter)
    problemIn(await ask({ url: '/api/events?node_id=99' }), 404, 'not-found')
  })
})

describe('the history of a subject', () => {
  /** What of which subject a request asks for, and the reply. */
  async function asked(url: string, fakes: Fakes = {}) {
    const calls: unknown[][] = []
    const course = async (...call: unknown[]) => {
      calls.push(call)
      return [
        { at: AT, spread: { least: 1, mean: 2.5, most: 4, count: 3 } },
        { at: AT + 60_000, spread: null },
      ]
    }
    const response = await ask({ url }, { ...fakes, history: { course } })
    return { response, call: calls[0] }
  }

  it('has points with the mean, the least and the most, and null where nothing was known', async () => {
    const { response, call } = await asked('/api/nodes/1/history?metric=temperature_c&timeframe=hour')
    assert.deepEqual(call, ['node 1', 6, 'hour'])
    assert.deepEqual(response.json(), {
      metric: 'temperature_c',
      timeframe: 'hour',
      source: 'samples',
      reason: null,
      step_seconds: 60,
      points: [
        { at: '2026-01-01T00:00:00.000Z', mean: 2.5, least: 1, most: 4 },
        { at: '2026-01-01T00:01:00.000Z', mean: null, least: null, most: null },
      ],
    })
  })

  it('is of a node, a remote, or the fleet; of a day unless told otherwise', async () => {
    assert.deepEqual((await asked('/api/dashboard/history?metric=guests_running')).call, ['fleet', 9, 'day'])
    assert.deepEqual((await asked('/api/clusters/1/history?metric=cpu_percent&timeframe=year')).call, [
      'remote 1',
      0,
      'year',
    ])
  })

  it('trap 15: of a shared storage is one, on whichever node it is asked for', async () => {
    const fleet = openFleet(fakeClock(AT))
    fleet.place(prod(), [node(1), node(2)])
    const one = {
      totalBytes: 9,
      usedBytes: 1,
      availableBytes: 8,
      content: [],
      active: true,
      enabled: true,
      shared: false,
    }
    const list = {
      storages: [
        { ...one, name: 'local', type: 'dir' },
        { ...one, name: 'nas', type: 'nfs' },
      ],
    }
    for (const id of [1, 2]) fleet.apply(id, [read(storages, list, AT)])
    const call = async (path: string) => (await asked(`${path}?metric=used_bytes`, { fleet })).call?.[0]
    assert.equal(await call('/api/nodes/2/storages/nas/history'), 'storage 1 - nas')
    assert.equal(await call('/api/nodes/2/storages/local/history'), 'storage 1 2 local')
    problemIn(
      (await asked('/api/nodes/1/storages/none/history?metric=used_bytes', { fleet })).response,
      404,
      'not-found',
    )
  })

  it('needs a metric that there is, and something that is there', async () => {
    const wrong = async (url: string) => problemIn((await asked(url)).response, 400, 'bad-parameter')['parameter']
    assert.equal(await wrong('/api/nodes/1/history'), 'query.metric')
    assert.equal(await wrong('/api/nodes/1/history?metric=used_bytes'), 'query.metric')
    assert.equal(await wrong('/api/dashboard/history?metric=cpu_percent&timeframe=eon'), 'query.timeframe')
    assert.equal(await wrong('/api/nodes/1/storages/%20/history?metric=used_bytes'), 'params.storage')
    for (const path of ['/api/nodes/99', '/api/clusters/99'])
      problemIn((await asked(`${path}/history?metric=cpu_percent`)).response, 404, 'not-found')
  })
})

describe('GET /api/nodes/{node_id}/transcripts', () => {
  const run: Run = {
    kind: 'look',
    over: 'ssh',
    startedAt: AT,
    asked: [
      {
        question: 'zpool-list',
        via: 'ssh-plain',
        at: AT,
        durationMs: 30,
        exit: 127,
        output: 'not found',
        isCut: false,
        failure: null,
      },
    ],
  }

  it('shows what a node was asked and what it said', async () => {
    const of = (nodeId: number) => (nodeId === 1 ? [run] : [])
    const reply = (await ask({ url: '/api/nodes/1/transcripts' }, { transcripts: { of } })).json<unknown>()
    const asked = {
      question: 'zpool-list',
      via: 'ssh-plain',
      at: '2026-01-01T00:00:00.000Z',
      duration_ms: 30,
      exit: 127,
      output: 'not found',
      cut: false,
      failure: null,
    }
    assert.deepEqual(reply, {
      items: [{ kind: 'look', over: 'ssh', started_at: '2026-01-01T00:00:00.000Z', asked: [asked] }],
    })
    assert.deepEqual((await ask({ url: '/api/nodes/2/transcripts' }, { fleet: sampleFleet() })).json(), { items: [] })
    problemIn(await ask({ url: '/api/nodes/99/transcripts' }), 404, 'not-found')
  })
})

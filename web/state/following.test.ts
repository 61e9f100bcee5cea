import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { QueryClient } from '@tanstack/vue-query'
import type { LiveEvent } from '../../src/api/contract.ts'
import { nodeItem } from '../../test/tools/web-fleet.ts'
import { type Following, isNamed, kindOf, takeIn } from './following.ts'

const moment = { seq: 1, at: '2026-07-15T12:00:00.000Z' }

/** What a node event says of these nodes, and of those that are gone. */
const told = (items: readonly object[], removed: readonly string[] = [], changed: readonly object[] = []): LiveEvent =>
  ({ ...moment, kind: 'node', remote_id: 1, items, changed, removed }) as unknown as LiveEvent

const overviewWith = (coverage: object): LiveEvent =>
  ({ ...moment, kind: 'overview', overview: { coverage } }) as unknown as LiveEvent

const KEY = ['nodes']
const ASKED_AT = 1000

/** What a query holds after events, and when it was asked last. */
function after(data: unknown, following: Following, ...events: LiveEvent[]) {
  const client = new QueryClient()
  client.setQueryData(KEY, data, { updatedAt: ASKED_AT })
  const query = client.getQueryCache().find({ queryKey: KEY })
  assert.ok(query)
  takeIn(client, query, following, events)
  const { data: now, dataUpdatedAt } = query.state
  assert.equal(dataUpdatedAt, ASKED_AT, 'it counts as no answer')
  client.clear()
  return now
}

describe('a query that follows events', () => {
  const list = { items: [nodeItem(1), nodeItem(2)], total: 2, coverage: { remotes: 1 } }

  it('has items in their places, the newest word on each, and their number', () => {
    const [first, again] = [nodeItem(2, { name: 'a' }), nodeItem(2, { name: 'b' })]
    const events = [told([first, nodeItem(3)]), told([again], ['1'])]
    assert.deepEqual(after(list, { patch: 'node' }, ...events), {
      items: [again, nodeItem(3)],
      total: 2,
      coverage: { remotes: 1 },
    })
  })

  it('is the same as before where nothing is said of it', () => {
    assert.equal(after(list, { patch: 'vm' }, told([nodeItem(1)])), list)
  })

  it('has the coverage that comes with the overview, if it had one', () => {
    const event = overviewWith({ remotes: 7 })
    assert.deepEqual(after(list, { patch: 'node' }, event), { ...list, coverage: { remotes: 7 } })
    const bare = { items: [], total: 0 }
    assert.equal(after(bare, { patch: 'node' }, event), bare)
    assert.deepEqual(after({ coverage: {} }, { replace: 'overview' }, event), { coverage: { remotes: 7 } })
  })

  it('of one node has what is on that node now', () => {
    const guest = (vmid: number, node_id: number) => ({ remote_id: 1, vmid, node_id })
    const changed = [
      {
        fields: ['name'],
        rows: [
          ['1/2', 'b'],
          ['1/5', 'e'],
        ],
      },
    ]
    const event = { ...told([guest(1, 8), guest(3, 7), guest(4, 8)], [], changed), kind: 'vm' } as LiveEvent
    const here = { items: [guest(1, 7), guest(2, 7)], total: 2 }
    assert.deepEqual(after(here, { patch: 'vm', ofNode: 7 }, event), {
      items: [{ ...guest(2, 7), name: 'b' }, guest(3, 7)],
      total: 2,
    })
  })
})

describe('what is asked for again', () => {
  it('is what an event names, by its kind and key', () => {
    const event = told([nodeItem(1)], ['2'])
    const named = (refetch: 'node' | 'vm' | 'overview', key?: string): boolean =>
      isNamed({ refetch, ...(key !== undefined && { named: key }) }, event)
    assert.deepEqual(
      [named('node'), named('node', '1'), named('node', '2'), named('node', '3'), named('vm'), named('overview')],
      [true, true, true, false, false, false],
    )
    const ofFields = told([], [], [{ fields: ['name'], rows: [['4', 'd']] }])
    assert.deepEqual(
      ['4', '5'].map((key) => isNamed({ refetch: 'node', named: key }, ofFields)),
      [true, false],
    )
    assert.equal(isNamed({ refetch: 'overview' }, overviewWith({})), true)
  })

  it('takes events of one kind', () => {
    const all: Following[] = [{ patch: 'vm', ofNode: 1 }, { replace: 'overview' }, { refetch: 'remote' }]
    assert.deepEqual(all.map(kindOf), ['vm', 'overview', 'remote'])
  })
})

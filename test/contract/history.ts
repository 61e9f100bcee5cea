import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { EventQuery, FleetEvent } from '../../src/model/fleet-event.ts'
import type { NewRemote, Store } from '../../src/store/port.ts'
import type { Observation } from '../../src/model/observation.ts'
import { SPAN_MS } from '../../src/model/sample.ts'
import type { Sample, Spread } from '../../src/model/sample.ts'
import { sawNode } from '../tools/known-node.ts'
import type { Opened } from './store-case.ts'

type Case = (opened: Opened) => Promise<void>

const remote: NewRemote = {
  name: 'alpha',
  address: 'h',
  cluster: null,
  ssh: null,
  api: null,
  pins: [],
  site: null,
  fromFile: false,
  addedAt: 1,
}

const event = (remoteId: number, more: Partial<FleetEvent> = {}): FleetEvent => ({
  remoteId,
  nodeId: null,
  vmid: null,
  name: null,
  at: 1,
  kind: 'cluster-quorum',
  what: null,
  from: 'quorate',
  to: 'not quorate',
  ...more,
})

const idsOf = async ({ history }: Store, query: Partial<EventQuery> = {}): Promise<number[]> =>
  (await history.events({ limit: 100, ...query })).map(({ id }) => id)

const look = (vmid: number, value: unknown): Observation => ({
  collector: 'config',
  subject: { scope: 'guest', node: 'pve1', vmid, type: 'qemu' },
  outcome: { status: 'ok', value },
  at: 1,
  durationMs: 1,
  via: null,
})

const one = (value: number): Spread => ({ least: value, mean: value, most: value, count: 1 })
const sample = (subject: string, ...figures: (Spread | null)[]): Sample => ({ subject, figures })
const MINUTE = SPAN_MS.minute

const EVENTS: Record<string, Case> = {
  'gives events back as they were, the newest first, after it was closed': async ({ store, reopen }) => {
    const { id } = await store.addRemote(remote)
    const guest = event(id, { nodeId: 7, vmid: 100, name: 'web', kind: 'guest-config', what: 'memory', at: 2 })
    await store.history.tell(id, { any: 'thing' }, [event(id), guest])
    const again = await reopen()
    assert.deepEqual(await again.history.events({ limit: 9 }), [
      { id: 2, ...guest },
      { id: 1, ...event(id) },
    ])
    assert.deepEqual(await again.history.told(), new Map([[id, { any: 'thing' }]]))
  },
  'finds events by remote, node, guest, kind and age': async ({ store }) => {
    const [a, b] = [await store.addRemote(remote), await store.addRemote(remote)]
    const events = [
      event(a.id, { nodeId: 1, vmid: 100, kind: 'guest-status' }),
      event(a.id, { nodeId: 2, vmid: 100, kind: 'guest-moved' }),
      event(a.id, { nodeId: 1 }),
      event(b.id, { nodeId: 3, vmid: 100, kind: 'guest-status' }),
    ]
    for (const each of events) await store.history.tell(each.remoteId, null, [each])
    assert.deepEqual(await idsOf(store), [4, 3, 2, 1])
    assert.deepEqual(await idsOf(store, { remoteId: a.id, vmid: 100 }), [2, 1])
    assert.deepEqual(await idsOf(store, { nodeId: 1 }), [3, 1])
    assert.deepEqual(await idsOf(store, { kind: 'guest-status' }), [4, 1])
    assert.deepEqual(await idsOf(store, { before: 3, limit: 1 }), [2])
  },
  'keeps looks and what they changed together, or neither': async ({ store }) => {
    const { id: remoteId } = await store.addRemote(remote)
    const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
    await store.save(id, [look(100, 'new')], [event(remoteId)])
    await assert.rejects(store.save(99, [look(100, 'lost')], [event(remoteId)]))
    await assert.rejects(store.save(id, [look(100, 'lost')], [event(99)]))
    assert.deepEqual(await idsOf(store), [1])
    assert.deepEqual(
      (await store.kept()).guests.map(({ kept }) => kept.lastGood?.value),
      ['new'],
    )
  },
  'keeps what was told and its events together, or neither': async ({ store }) => {
    const { id } = await store.addRemote(remote)
    await store.history.tell(id, 'before', [])
    await assert.rejects(store.history.tell(id, 'after', [event(id), event(99)]))
    assert.deepEqual([await idsOf(store), await store.history.told()], [[], new Map([[id, 'before']])])
  },
  'takes events and what was told of a remote away with it, but not when a node goes': async ({ store }) => {
    const [a, b] = [await store.addRemote(remote), await store.addRemote(remote)]
    for (const { id } of [a, b]) await store.history.tell(id, id, [event(id, { nodeId: 12345 })])
    await store.removeRemote(a.id)
    assert.deepEqual([await idsOf(store), await store.history.told()], [[2], new Map([[b.id, b.id]])])
  },
  'drops the oldest events, by age and by number, no more than it is told': async ({ store }) => {
    const { id } = await store.addRemote(remote)
    const events = Array.from({ length: 20 }, (_, n) => event(id, { at: n }))
    await store.history.tell(id, null, events)
    await store.history.dropEvents(10, 100, 4)
    assert.equal((await idsOf(store)).length, 16)
    await store.history.dropEvents(10, 100, 50)
    assert.deepEqual(await idsOf(store), [20, 19, 18, 17, 16, 15, 14, 13, 12, 11])
    await store.history.dropEvents(0, 3, 50)
    assert.deepEqual(await idsOf(store), [20, 19, 18])
  },
  'forgets one guest of one remote, and no other': async ({ store }) => {
    const [a, b] = [await store.addRemote(remote), await store.addRemote(remote)]
    for (const { id: remoteId } of [a, b]) {
      const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
      await store.save(id, [look(100, remoteId), look(101, remoteId)])
    }
    await store.forgetGuest(a.id, 100)
    assert.deepEqual(
      (await store.kept()).guests.map(({ remoteId, kept: { last } }) => [
        remoteId,
        last.subject.scope === 'guest' ? last.subject.vmid : null,
      ]),
      [
        [a.id, 101],
        [b.id, 100],
        [b.id, 101],
      ],
    )
  },
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const spread = fc.record(
  { least: finite, mean: finite, most: finite, count: fc.integer({ min: 2, max: 1e6 }) },
  { noNullPrototype: true },
)
const figures = fc.array(fc.option(fc.oneof(finite.map(one), spread)), { maxLength: 12 })

const SAMPLES: Record<string, Case> = {
  'gives samples back by time and by subject': async ({ store: { history } }) => {
    await history.addSamples('minute', 0, [sample('node 1', one(1), null), sample('node 2', one(2))])
    await history.addSamples('minute', MINUTE, [sample('node 1', one(3))])
    await history.addSamples('hour', 0, [sample('node 1', { least: 1, mean: 2, most: 3, count: 2 })])
    assert.deepEqual(await history.samples('minute', 0), [sample('node 1', one(1), null), sample('node 2', one(2))])
    const times = [0, MINUTE, 2 * MINUTE]
    assert.deepEqual(
      await history.course('minute', 'node 1', times),
      new Map([
        [0, sample('node 1', one(1), null)],
        [MINUTE, sample('node 1', one(3))],
      ]),
    )
    assert.deepEqual(
      [await history.firstSample('minute', 1), await history.lastSample('minute'), await history.lastSample('day')],
      [MINUTE, MINUTE, null],
    )
  },
  'puts a sample in the place of an earlier one': async ({ store: { history } }) => {
    await history.addSamples('minute', 0, [sample('node 1', one(1)), sample('node 2', one(1))])
    await history.addSamples('minute', 0, [sample('node 1', one(9))])
    assert.deepEqual(await history.samples('minute', 0), [sample('node 1', one(9)), sample('node 2', one(1))])
  },
  'drops the oldest samples of a span, and no others': async ({ store: { history } }) => {
    const week = 7 * SPAN_MS.day
    for (const at of [0, MINUTE, week]) await history.addSamples('minute', at, [sample('fleet', one(at))])
    await history.addSamples('hour', 0, [sample('fleet', one(5))])
    assert.equal(await history.dropOldest('minute', 0), false)
    let steps = 0
    while (await history.dropOldest('minute', week)) steps++
    assert.ok(steps > 0)
    assert.deepEqual(
      [await history.firstSample('minute', 0), await history.samples('minute', week)],
      [week, [sample('fleet', one(week))]],
    )
    assert.equal((await history.samples('hour', 0)).length, 1)
    await history.addSamples('minute', 0, [sample('fleet', one(7))])
    assert.equal(await history.firstSample('minute', 0), 0)
  },
  'keeps any figures as they are': async ({ store: { history } }) => {
    const property = fc.asyncProperty(figures, async (all) => {
      await history.addSamples('day', 0, [sample('any', ...all)])
      assert.deepEqual(await history.samples('day', 0), [sample('any', ...all)])
    })
    await fc.assert(property, { numRuns: 60 })
  },
  'keeps the samples of all others where one has a name that no index takes': async ({ store: { history } }) => {
    const name = Array.from({ length: 20_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join('')
    await history.addSamples('minute', 0, [sample(`storage 1 1 ${name}`, one(1)), sample('node 1', one(2))])
    assert.deepEqual(await history.samples('minute', 0), [sample('node 1', one(2))])
  },
  'takes thousands of samples at once, and less room when they are dropped': async ({ store: { history } }) => {
    const many = Array.from({ length: 7000 }, (_, n) => sample(`node ${n}`, one(n), one(n / 7)))
    const before = await history.usedBytes()
    await history.addSamples('minute', 0, many)
    const full = await history.usedBytes()
    assert.equal((await history.samples('minute', 0)).length, 7000)
    assert.equal(await history.dropOldest('minute', SPAN_MS.day), true)
    assert.ok(full > before + 100_000)
    assert.ok((await history.usedBytes()) < before + 50_000)
  },
}

/** What every store must do with the past. */
export const HISTORY: Record<string, Case> = { ...EVENTS, ...SAMPLES }

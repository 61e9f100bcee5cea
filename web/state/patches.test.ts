import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ListEvent, patched, patchOf, type Word } from './patches.ts'

interface Thing {
  readonly id: string
  readonly value: number
}

const keyOf = ({ id }: Thing): string => id
const THINGS: readonly Thing[] = ['a', 'b', 'c'].map((id, value) => ({ id, value }))

describe('a patched list', () => {
  it('has what changed in its place, what is new at its end, and not what is gone', () => {
    const patch = new Map<string, Word<Thing>>([
      ['b', { fields: { value: 9 } }],
      ['d', { item: { id: 'd', value: 4 } }],
      ['a', null],
      ['nobody', null],
      ['not known', { fields: { value: 1 } }],
    ])
    assert.deepEqual(patched(THINGS, patch, keyOf), [
      { id: 'b', value: 9 },
      { id: 'c', value: 2 },
      { id: 'd', value: 4 },
    ])
  })

  it('is the same list where nothing of it changed', () => {
    assert.equal(patched(THINGS, new Map(), keyOf), THINGS)
    assert.equal(patched(THINGS, new Map([['nobody', null]]), keyOf), THINGS)
    assert.equal(patched(THINGS, new Map([['not known', { fields: { value: 1 } }]]), keyOf), THINGS)
  })

  it('holds what was there and what the patch says, each once, whatever they are', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const thing = fc.record({ id: key, value: fc.nat(9) })
    const property = fc.property(
      fc.uniqueArray(thing, { selector: keyOf }),
      fc.uniqueArray(fc.tuple(key, fc.option(fc.nat(9))), { selector: ([id]) => id }),
      (items, words) => {
        const patch = new Map(words.map(([id, value]) => [id, value === null ? null : { item: { id, value } }]))
        const wanted = new Map(items.map((one) => [one.id, one]))
        for (const [id, word] of patch) {
          if (word) wanted.set(id, word.item)
          else wanted.delete(id)
        }
        const got = patched(items, patch, keyOf)
        assert.deepEqual(new Map(got.map((one) => [one.id, one])), wanted)
        assert.equal(got.length, wanted.size)
      },
    )
    fc.assert(property)
  })
})

/** An event of nodes, of which the test needs few fields. */
const told = (parts: object): ListEvent =>
  ({ kind: 'node', items: [], changed: [], removed: [], ...parts }) as unknown as ListEvent

const node = (node_id: number, load_1m: number) => ({ node_id, name: 'pve', cpu: { model: 'x', load_1m } })

const rows = (node_id: number, load: number) => ({
  fields: ['cpu.load_1m', 'name'],
  rows: [[String(node_id), load, 'new']],
})

describe('what events say', () => {
  it('of fields is put into the item, deep inside too, which is another object then', () => {
    const items = [node(1, 1), node(2, 2)]
    const patch = patchOf('node', [told({ changed: [rows(1, 9)] })])
    const now = patched(items as never[], patch, ({ node_id }) => String(node_id))
    assert.deepEqual(now, [{ node_id: 1, name: 'new', cpu: { model: 'x', load_1m: 9 } }, node(2, 2)])
    assert.deepEqual(items[0], node(1, 1))
    assert.equal(now[1], items[1])
  })

  it('of one item is one word: what was said last of each field', () => {
    const item = node(1, 1)
    const words = (...events: object[]) => [...patchOf('node', events.map(told)).values()]
    const changed = { changed: [rows(1, 5)] }
    const whole = { node_id: 1, name: 'new', cpu: { model: 'x', load_1m: 5 } }
    const fields = { 'cpu.load_1m': 5, name: 'new' }
    assert.deepEqual(words(changed), [{ fields }])
    assert.deepEqual(words({ changed: [rows(1, 4), { fields: ['status'], rows: [['1', 'online']] }] }, changed), [
      { fields: { ...fields, status: 'online' } },
    ])
    assert.deepEqual(words({ items: [item] }, changed), [{ item: whole }])
    assert.deepEqual(words(changed, { items: [item] }), [{ item }])
    assert.deepEqual(words(changed, { removed: ['1'] }), [null])
    assert.deepEqual(words({ removed: ['1'] }, changed), [null], 'nothing more can be said of what is gone')
    assert.deepEqual(words({ removed: ['1'] }, { items: [item] }), [{ item }])
    assert.deepEqual(words({ ...changed, kind: 'storage' }), [])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import type { Entry } from './match.ts'
import { fieldsOf, orderOf } from './order.ts'

interface Item {
  readonly name: string | null
  readonly cpu?: { readonly percent: number | null } | null
  readonly up?: boolean
  readonly ports?: readonly string[] | null
}

const FIELDS = new Set(['name', 'cpu.percent', 'up', 'ports'])

/** Names of the items in this order; each is known by its place in the list. */
function sorted(items: readonly Item[], sort: string, direction: 'asc' | 'desc' = 'asc'): (string | null)[] {
  const entries = items.map((item, index): Entry<Item> => ({ item, id: String(index), text: null }))
  const { compare, compareTo, positionOf } = orderOf<Item>(sort, FIELDS, direction)
  const order = entries.sort(compare)
  for (const one of order) {
    for (const other of order) {
      assert.equal(Math.sign(compareTo(one, positionOf(other))), Math.sign(compare(one, other)))
    }
  }
  return order.map(({ item }) => item.name)
}

describe('an order', () => {
  it('is that of numbers, of texts as people order them, of booleans', () => {
    const items = [
      { name: 'pve10', cpu: { percent: 9 }, up: true },
      { name: 'pve2', cpu: { percent: 10 }, up: false },
    ]
    assert.deepEqual(sorted(items, 'name'), ['pve2', 'pve10'])
    assert.deepEqual(sorted(items, 'cpu.percent'), ['pve10', 'pve2'])
    assert.deepEqual(sorted(items, 'up'), ['pve2', 'pve10'])
    assert.deepEqual(sorted(items, 'name', 'desc'), ['pve10', 'pve2'])
  })

  it('has what is not known last, whichever way the rest goes', () => {
    const items = [
      { name: 'none', cpu: null },
      { name: 'low', cpu: { percent: 1 } },
      { name: 'unknown', cpu: { percent: null } },
      { name: 'high', cpu: { percent: 2 } },
      { name: 'missing' },
    ]
    const unknown = ['none', 'unknown', 'missing']
    assert.deepEqual(sorted(items, 'cpu.percent'), ['low', 'high', ...unknown])
    assert.deepEqual(sorted(items, 'cpu.percent', 'desc'), ['high', 'low', ...unknown])
  })

  it('goes by several fields, each turned round by a minus', () => {
    const items = [
      { name: 'a', up: true },
      { name: 'b', up: false },
      { name: 'c', up: true },
    ]
    assert.deepEqual(sorted(items, 'up,name'), ['b', 'a', 'c'])
    assert.deepEqual(sorted(items, 'up,-name'), ['b', 'c', 'a'])
    assert.deepEqual(sorted(items, 'up,-name', 'desc'), ['a', 'c', 'b'])
  })

  it('compares lists item by item', () => {
    const items = [
      { name: 'none', ports: null },
      { name: 'two', ports: ['eno2'] },
      { name: 'ten', ports: ['eno10'] },
      { name: 'empty', ports: [] },
      { name: 'both', ports: ['eno2', 'eno10'] },
    ]
    assert.deepEqual(sorted(items, 'ports'), ['empty', 'two', 'both', 'ten', 'none'])
  })

  it('breaks ties by what tells the items apart', () => {
    const items = Array.from({ length: 12 }, (_, index) => ({ name: String(index), up: true }))
    assert.deepEqual(
      sorted(items, 'up', 'desc'),
      Array.from({ length: 12 }, (_, index) => String(index)),
    )
  })

  it('has one name for all spellings', () => {
    const name = (sort: string, direction: 'asc' | 'desc'): string => orderOf(sort, FIELDS, direction).name
    assert.equal(name('name,-up', 'asc'), 'name,-up')
    assert.equal(name('-name,up', 'desc'), 'name,-up')
  })

  it('names a field that does not exist', () => {
    for (const [sort, wrong] of [
      ['nope', 'there is no field nope; there are name, cpu.percent, up, ports'],
      ['name,cpu', 'there is no field cpu; there are name, cpu.percent, up, ports'],
      ['--name', 'there is no field -name; there are name, cpu.percent, up, ports'],
      ['name,', 'must name a field'],
    ] as const) {
      assert.throws(() => orderOf(sort, FIELDS, 'asc'), { name: 'QueryError', parameter: 'sort', message: wrong })
    }
  })
})

it('fields are values and lists of values, by their path', () => {
  const shape = z.object({
    name: z.string(),
    state: z.enum(['up', 'down']).nullable(),
    tags: z.array(z.string()).nullable(),
    memory: z.object({ used: z.number().nullable(), more: z.object({ arc: z.number() }).optional() }).nullable(),
    problems: z.array(z.object({ reason: z.string() })),
    options: z.record(z.string(), z.string()),
  })
  assert.deepEqual(fieldsOf(shape), ['name', 'state', 'tags', 'memory.used', 'memory.more.arc'])
})

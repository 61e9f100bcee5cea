import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { openList } from './list.ts'
import type { Listing, Page, Query } from './list.ts'

const shape = z.object({
  source: z.number(),
  number: z.number(),
  name: z.string().nullable(),
  size: z.number().nullable(),
})
type Item = z.infer<typeof shape>
interface Source {
  readonly items: readonly Item[]
}

const listing: Listing<Item> = {
  shape,
  sort: 'name',
  id: ({ source, number }) => `${String(source)}/${String(number)}`,
  words: ({ name }) => [name],
  terms: {
    node: ({ source }) => [source],
    cluster: () => [],
    status: () => [],
    type: () => [],
    tag: () => [],
    ip: () => [],
    vmid: ({ number }) => [number],
  },
}

const ALL: Query = { q: '', sort: null, order: 'asc', limit: 1000, cursor: null }
const open = () => openList(listing, ({ items }: Source) => items)

const sourcesOf = (names: readonly (readonly (string | null)[])[]): Source[] =>
  names.map((group, source) => ({
    items: group.map((name, number) => ({ source, number, name, size: name?.length ?? null })),
  }))

const names = (items: readonly Item[]): (string | null)[] => items.map(({ name }) => name)

const sources = fc
  .array(fc.array(fc.option(fc.constantFrom('a', 'B', 'web-1', 'web-2', 'web-10', '')), { maxLength: 12 }), {
    maxLength: 6,
  })
  .map(sourcesOf)
const query = fc.record({
  q: fc.constantFrom('', 'web', '-web', 'node:1', 'vmid:0,3 a'),
  sort: fc.constantFrom(null, 'name', 'size', '-size,name', 'source,-number'),
  order: fc.constantFrom('asc' as const, 'desc' as const),
})

describe('a list', () => {
  it('puts the items of all sources in order', () => {
    const { items, total, nextCursor } = open()(sourcesOf([['web-10', 'b'], [], ['A', null, 'web-9']]), ALL)
    assert.deepEqual(names(items), ['A', 'b', 'web-9', 'web-10', null])
    assert.deepEqual([total, nextCursor], [5, null])
  })

  it('counts what it finds on all pages', () => {
    const page = open()(sourcesOf([['web-1', 'b', 'web-2'], ['web-3']]), { ...ALL, q: 'web', limit: 2 })
    assert.deepEqual(names(page.items), ['web-1', 'web-2'])
    assert.equal(page.total, 3)
    assert.notEqual(page.nextCursor, null)
  })

  it('has all items where nothing is asked for, each once', () => {
    fc.assert(
      fc.property(sources, query, (from, { sort, order }) => {
        const { items, total } = open()(from, { ...ALL, sort, order })
        const every = from.flatMap((source) => source.items)
        assert.equal(total, every.length)
        assert.deepEqual(new Set(items), new Set(every))
        assert.equal(items.length, every.length)
      }),
    )
  })

  it('has on its pages, one after the other, what it has without pages', () => {
    fc.assert(
      fc.property(sources, query, fc.integer({ min: 1, max: 5 }), (from, asked, limit) => {
        const list = open()
        const whole = list(from, { ...ALL, ...asked })
        const found: Item[] = []
        let cursor: string | null = null
        do {
          const page: Page<Item> = list(from, { ...asked, limit, cursor })
          assert.ok(page.items.length === limit || page.nextCursor === null)
          assert.equal(page.total, whole.total)
          found.push(...page.items)
          cursor = page.nextCursor
        } while (cursor !== null)
        assert.deepEqual(found, whole.items)
      }),
    )
  })

  it('goes on after the same place when items have come and gone since', () => {
    const list = open()
    const first = list(sourcesOf([['a', 'c', 'e']]), { ...ALL, limit: 2 })
    assert.deepEqual(names(first.items), ['a', 'c'])
    const after = list(sourcesOf([['b', 'd', 'f'], ['a']]), { ...ALL, limit: 2, cursor: first.nextCursor })
    assert.deepEqual(names(after.items), ['d', 'f'])
    assert.deepEqual(names(list([], { ...ALL, cursor: first.nextCursor }).items), [])
  })

  it('answers as one that was never asked before, however its sources change', () => {
    fc.assert(
      fc.property(fc.array(sources, { minLength: 2, maxLength: 4 }), query, (states, asked) => {
        const list = open()
        let kept: Source[] = []
        for (const state of states) {
          kept = state.map((source, index) => (index % 2 === 0 ? (kept[index] ?? source) : source))
          const query: Query = { ...asked, limit: 4, cursor: null }
          assert.deepEqual(list(kept, query), open()(kept, query))
        }
      }),
    )
  })

  it('remembers what it found as long as the sources are the same', () => {
    let asked = 0
    const list = openList(listing, ({ items }: Source) => (asked++, items))
    const from = sourcesOf([['a'], ['b']])
    assert.equal(list(from, ALL), list(from, ALL))
    list([...from], { ...ALL, sort: 'size' })
    assert.equal(asked, 2)
    list([...from, ...sourcesOf([['c']])], ALL)
    assert.equal(asked, 3)
  })

  it('is worked out in steps beforehand, each source in one of its own, and then not again', () => {
    let asked = 0
    const list = openList(listing, ({ items }: Source) => (asked++, items))
    const from = sourcesOf([['a'], ['b'], ['c']])
    const query = { ...ALL, q: 'a', sort: 'size' }
    const soFar: number[] = []
    for (const _ of list.prepare(from, query)) soFar.push(asked)
    assert.deepEqual([soFar, asked], [[1, 2], 3])
    assert.deepEqual(names(list(from, query).items), ['a'])
    assert.equal(asked, 3)
    assert.deepEqual([...list.prepare(from, query)], [])
    assert.deepEqual([...list.prepare([...from, ...sourcesOf([['d']])], query)], [])
    assert.throws(() => list.prepare(from, { ...ALL, q: 'no-such-term:x' }), { parameter: 'q' })
  })

  it('forgets queries that were not asked for long', () => {
    const list = open()
    const from = sourcesOf([['a']])
    const first = list(from, ALL)
    for (let index = 0; index < 100; index++) list(from, { ...ALL, q: `a -x${String(index)}` })
    assert.notEqual(list(from, ALL), first)
    assert.deepEqual(list(from, ALL), first)
  })

  it('takes no cursor but its own, of the same order', () => {
    const list = open()
    const from = sourcesOf([['a', 'b', 'c']])
    const { nextCursor } = list(from, { ...ALL, limit: 1 })
    const wrong = { parameter: 'cursor', message: 'must be the next_cursor of a page of this list in the same order' }
    const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const forged = [
      ['name', ['a']],
      ['name', [], '0/0'],
      ['name', [{}], '0/0'],
      ['name', ['a', 'b'], '0/0'],
      'name',
      null,
    ]
    for (const cursor of ['', 'x', '%', encoded([]).slice(1), 'A'.repeat(5000), ...forged.map(encoded)]) {
      assert.throws(() => list(from, { ...ALL, cursor }), wrong, cursor)
    }
    assert.throws(() => list(from, { ...ALL, cursor: nextCursor, order: 'desc' }), wrong)
    assert.throws(() => list(from, { ...ALL, cursor: nextCursor, sort: 'size' }), wrong)
    assert.equal(list(from, { ...ALL, cursor: encoded(['name', [7], '9/9']) }).total, 3)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { openList } from './list.ts'
import type { Listing } from './list.ts'
import { walkOf } from './walk.ts'

const shape = z.object({ source: z.number(), number: z.number(), name: z.string().nullable(), key: z.string() })
type Item = z.infer<typeof shape>

const nothing = (): [] => []
const listing: Listing<Item> = {
  shape,
  sort: 'name',
  hidden: ['key'],
  id: ({ source, number }) => `${String(source)}/${String(number)}`,
  words: ({ name }) => [name],
  terms: {
    node: ({ source }) => [source],
    cluster: nothing,
    status: nothing,
    type: nothing,
    tag: nothing,
    ip: nothing,
    vmid: ({ number }) => [number],
  },
}

const ALL = { q: '', sort: null, order: 'asc' } as const

const sourcesOf = (names: readonly (readonly (string | null)[])[]): Item[][] =>
  names.map((group, source) => group.map((name, number) => ({ source, number, name, key: 'k' })))

const itemsOf = (source: readonly Item[]): readonly Item[] => source

describe('a walk', () => {
  it('brings everything in order, in steps that are never long', () => {
    const names = Array.from({ length: 1200 }, (_, index) => `web-${String(index)}`)
    const steps = [...walkOf(listing, itemsOf, { ...ALL, order: 'desc' })(sourcesOf([names, ['db', null]]))]
    assert.deepEqual(
      steps.map(({ items, total }) => [items.length, total]),
      [
        [0, null],
        [0, null],
        [0, null],
        [0, null],
        [500, 1202],
        [500, 1202],
        [202, 1202],
      ],
      'three to put the first source in order, one for the other',
    )
    const found = steps.flatMap(({ items }) => items).map(({ name }) => name)
    assert.deepEqual(found, [...names.toReversed(), 'db', null])
  })

  it('says what is wrong with a query before the first step', () => {
    const wrong = (query: object) => () => walkOf(listing, itemsOf, { ...ALL, ...query })
    assert.throws(wrong({ q: 'colour:red' }), { name: 'QueryError', parameter: 'q' })
    assert.throws(wrong({ sort: 'nope' }), { name: 'QueryError', parameter: 'sort' })
    assert.throws(wrong({ sort: 'key' }), { name: 'QueryError', parameter: 'sort' }, 'nobody sorts by what is hidden')
  })

  it('brings the same as all pages of the list', () => {
    const sources = fc
      .array(fc.array(fc.option(fc.constantFrom('a', 'B', 'web-1', 'web-2', 'web-10', '')), { maxLength: 12 }), {
        maxLength: 6,
      })
      .map(sourcesOf)
    const query = fc.record({
      q: fc.constantFrom('', 'web', '-web', 'node:1', 'vmid:0,3 a'),
      sort: fc.constantFrom(null, 'name', '-name', 'source,-number'),
      order: fc.constantFrom('asc' as const, 'desc' as const),
    })
    fc.assert(
      fc.property(sources, query, (from, asked) => {
        const listed = openList(listing, itemsOf)(from, { ...asked, limit: 1000, cursor: null })
        const steps = [...walkOf(listing, itemsOf, asked)(from)]
        assert.deepEqual(
          steps.flatMap(({ items }) => items),
          listed.items,
        )
        assert.equal(steps.at(-1)?.total, listed.total)
      }),
    )
  })
})

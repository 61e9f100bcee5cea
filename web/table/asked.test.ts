import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { conditionsIn } from '../../src/fleet/query/filter.ts'
import { matcherOf as serverMatcherOf } from '../../src/fleet/query/match.ts'
import { guestListing, nodeListing, snapshotListing, storageListing } from '../../src/fleet/listings.ts'
import { fieldsOf } from '../../src/fleet/query/order.ts'
import { EXPORTS } from '../panels/exports.ts'
import { askedOf, sortedAs } from './asked.ts'
import { matcherOf, readFilter } from './filter.ts'

const NAMES = ['node', 'cluster', 'status', 'tag', 'bridge', 'ip']
const asked = (query: string): string | null => askedOf(readFilter(query, NAMES), NAMES, EXPORTS.guests)

test('terms and words are asked for in quotes, so that nothing in them means anything else', () => {
  assert.equal(asked('status:running cluster:"lab one" web -db'), 'status:"running" cluster:"lab one" "web" "-db"')
  assert.equal(asked('tag:a,b colour:red'), 'tag:"a,b" "colour:red"')
  assert.equal(asked('"two words"'), '"two words"')
  assert.equal(asked(''), '')
})

test('what the server does not know, or takes for something else, cannot be asked for', () => {
  assert.equal(asked('web bridge:vmbr0'), null)
  assert.equal(asked('ip:10.0.0.1'), null)
  assert.equal(asked('x'.repeat(499)), null)
})

test('an order is asked for where the server has a field for each column', () => {
  const sorted = (...keys: [id: string, descending: boolean][]) =>
    sortedAs(
      keys.map(([id, descending]) => ({ id, descending })),
      EXPORTS.guests,
    )
  assert.equal(sorted(['cpu', true], ['name', false]), '-cpu_percent,name')
  assert.equal(sorted(['age', true]), 'collected_at', 'the oldest first')
  assert.equal(sorted(['age', false]), '-collected_at')
  assert.equal(sorted(['cpu', true], ['tags', false]), null)
  assert.equal(sorted(), null)
})

test('the server knows every field that a list is asked for by', () => {
  const listings = { nodes: nodeListing, guests: guestListing, storage: storageListing, snapshots: snapshotListing }
  for (const [list, { shape }] of Object.entries(listings)) {
    const fields = fieldsOf(shape)
    for (const field of Object.values(EXPORTS[list as keyof typeof listings].sorts))
      assert.ok(fields.includes(field.replace(/^-/, '')), `${list}: ${field}`)
  }
})

interface Row {
  readonly name: string
  readonly status: string
  readonly tags: readonly string[]
}

const nothing = (): [] => []

test('the server finds the same rows as the list here', () => {
  const text = fc.constantFrom(
    'a',
    'B',
    'web-1',
    'two words',
    'a,b',
    '-x',
    '10.0.0.1',
    'be:ef',
    'a*',
    '!',
    'status:up',
    'è',
  )
  const row = fc.record({ name: text, status: text, tags: fc.array(text, { maxLength: 2 }) })
  const term = fc.record({ name: fc.constantFrom('status', 'tag'), value: text })
  const words = fc.array(text, { maxLength: 3 }).map((all) => all.map((one) => (/[ :]/.test(one) ? `"${one}"` : one)))
  fc.assert(
    fc.property(row, fc.array(term, { maxLength: 3 }), words, (one: Row, terms, said) => {
      const filter = { terms, text: said.join(' ') }
      const names = ['status', 'tag']
      const here = matcherOf<Row>(filter, { status: ({ status }) => status, tag: ({ tags }) => tags }, ({ name }) => [
        name,
      ])
      const q = askedOf(filter, names, { name: 'x', terms: names, sorts: {} })
      assert.notEqual(q, null)
      const there = serverMatcherOf<Row>(conditionsIn(q ?? ''), {
        words: ({ name }) => [name],
        terms: {
          node: nothing,
          cluster: nothing,
          status: ({ status }) => [status],
          type: nothing,
          tag: ({ tags }) => tags,
          ip: nothing,
          vmid: nothing,
        },
      })
      assert.equal(there({ item: one, id: '1', text: null }), here(one), `${String(q)} of ${JSON.stringify(one)}`)
    }),
    { numRuns: 500 },
  )
})

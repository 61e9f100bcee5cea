import assert from 'node:assert/strict'
import { test } from 'node:test'
import { facetsOf, type Suggestion, suggestionsFor, taken } from './suggest.ts'

const ROWS = [
  { status: 'online', cluster: 'prod', tags: ['web', 'db'] },
  { status: 'online', cluster: 'lab one', tags: ['web'] },
  { status: 'offline', cluster: null, tags: [] },
]
const FACETS = facetsOf(ROWS, {
  status: ({ status }) => status,
  cluster: ({ cluster }) => cluster,
  tag: ({ tags }) => tags,
})

const words = (text: string): string[] =>
  suggestionsFor(text, FACETS).map((one) =>
    one.kind === 'name' ? `${one.name}:` : `${one.term.name}:${one.term.value} ${one.count}`,
  )

test('a term offers its values with how many rows have them, frequent ones first', () => {
  assert.deepEqual(words('status:'), ['status:online 2', 'status:offline 1'])
  assert.deepEqual(words('tag:'), ['tag:web 2', 'tag:db 1'])
  assert.deepEqual(words('x status:off'), ['status:offline 1'])
})

test('a word offers terms that begin with it, then values that hold it', () => {
  assert.deepEqual(words('s'), ['status:'])
  assert.deepEqual(words('o'), ['status:online 2', 'status:offline 1', 'cluster:prod 1', 'cluster:lab one 1'])
})

test('nothing typed offers nothing', () => {
  assert.deepEqual(words(''), [])
  assert.deepEqual(words('online '), [])
})

test('no more is offered than the eye takes in', () => {
  const many = facetsOf(
    Array.from({ length: 50 }, (_, index) => `vm-${index}`),
    { node: (name) => name },
  )
  assert.equal(suggestionsFor('vm', many).length, 8)
})

test('what is taken stands in place of what was typed', () => {
  const filter = { terms: [{ name: 'tag', value: 'web' }], text: 'one sta' }
  const value: Suggestion = { kind: 'value', term: { name: 'status', value: 'online' }, count: 2 }
  assert.deepEqual(taken(filter, { kind: 'name', name: 'status' }), { ...filter, text: 'one status:' })
  assert.deepEqual(taken(filter, value), { terms: [...filter.terms, value.term], text: 'one ' })
})

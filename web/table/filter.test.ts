import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Answers, lastPiece, matcherOf, matches, readFilter, settled, withoutTerm, writeFilter } from './filter.ts'

interface Row {
  readonly name: string
  readonly cluster: string | null
  readonly addresses: readonly string[]
  readonly vmid: number
}

const ANSWERS: Answers<Row> = {
  node: ({ name }) => name,
  cluster: ({ cluster }) => cluster,
  ip: ({ addresses }) => addresses,
  vmid: ({ vmid }) => vmid,
}
const NAMES = Object.keys(ANSWERS)
const ROWS: readonly Row[] = [
  { name: 'pve1', cluster: 'prod', addresses: ['10.0.0.1', 'fd00::1'], vmid: 100 },
  { name: 'pve2', cluster: 'Prod Two', addresses: ['10.0.0.2'], vmid: 1001 },
  { name: 'lab', cluster: null, addresses: [], vmid: 7 },
]

const found = (query: string): string[] => {
  const isMeant = matcherOf(readFilter(query, NAMES), ANSWERS, ({ name, cluster, addresses }) => [
    name,
    cluster,
    ...addresses,
  ])
  return ROWS.filter(isMeant).map(({ name }) => name)
}

test('an empty filter finds all', () => {
  assert.deepEqual(found(''), ['pve1', 'pve2', 'lab'])
})

test('each word has to be somewhere in a row, whatever its case', () => {
  assert.deepEqual(found('PVE'), ['pve1', 'pve2'])
  assert.deepEqual(found('prod 10.0.0.2'), ['pve2'])
  assert.deepEqual(found('prod lab'), [])
})

test('a term asks for the whole value', () => {
  assert.deepEqual(found('cluster:prod'), ['pve1'])
  assert.deepEqual(found('vmid:100'), ['pve1'])
  assert.deepEqual(found('cluster:"prod two"'), ['pve2'])
  assert.deepEqual(found('NODE:Lab'), ['lab'])
})

test('a star in a term stands for anything', () => {
  assert.deepEqual(found('cluster:prod*'), ['pve1', 'pve2'])
  assert.deepEqual(found('ip:10.*.2'), ['pve2'])
})

test('one of several terms of a kind is enough, and each kind counts', () => {
  assert.deepEqual(found('node:pve1 node:lab'), ['pve1', 'lab'])
  assert.deepEqual(found('node:pve1 node:lab cluster:prod'), ['pve1'])
})

test('a row that knows no value answers no term', () => {
  assert.deepEqual(found('cluster:*'), ['pve1', 'pve2'])
})

test('a colon makes no term of an address or an unknown name', () => {
  assert.deepEqual(found('fd00::1'), ['pve1'])
  assert.deepEqual(found('colour:red'), [])
})

test('a star matches across a value once, in order and without overlap', () => {
  assert.ok(matches('*', ''))
  assert.ok(matches('a*b*c', 'a-b-b-c'))
  assert.ok(!matches('a*a', 'a'))
  assert.ok(!matches('a*b*c', 'a-c-b'))
  assert.ok(!matches('ab', 'abc'))
})

test('what is typed becomes a token once a space follows', () => {
  const typed = (text: string) => settled({ terms: [], text }, NAMES, false)
  assert.deepEqual(typed('node:pve'), { terms: [], text: 'node:pve' })
  assert.deepEqual(typed('node:pve '), { terms: [{ name: 'node', value: 'pve' }], text: '' })
  assert.deepEqual(typed('web node:pve more'), { terms: [{ name: 'node', value: 'pve' }], text: 'web more' })
  assert.deepEqual(typed('cluster:"prod '), { terms: [], text: 'cluster:"prod ' })
  assert.deepEqual(typed('cluster:"prod two" '), { terms: [{ name: 'cluster', value: 'prod two' }], text: '' })
  assert.deepEqual(typed('node: '), { terms: [], text: 'node: ' })
})

test('a term that is still being typed hides no row', () => {
  const isMeant = matcherOf({ terms: [], text: 'pve node:x' }, ANSWERS, ({ name }) => [name])
  assert.deepEqual(
    ROWS.filter(isMeant).map(({ name }) => name),
    ['pve1', 'pve2'],
  )
})

test('the same term twice is one token, and can be taken away', () => {
  const filter = readFilter('node:a node:a web', NAMES)
  assert.deepEqual(filter, { terms: [{ name: 'node', value: 'a' }], text: 'web' })
  assert.deepEqual(withoutTerm(filter, { name: 'node', value: 'a' }), { terms: [], text: 'web' })
})

test('suggestions complete what stands at the end', () => {
  assert.deepEqual(['web sta', 'web ', '', 'cluster:"two w'].map(lastPiece), ['sta', '', '', 'cluster:"two w'])
})

test('any text is a filter, which says the same again after the address', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('node:', 'a', ' ', '"', '*', 'ip:1')).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(anyText, (text) => {
      const filter = readFilter(text, NAMES)
      assert.deepEqual(readFilter(writeFilter(filter), NAMES).terms, filter.terms)
      matcherOf(filter, ANSWERS, ({ name }) => [name])({ name: 'a', cluster: null, addresses: [], vmid: 1 })
    }),
  )
})

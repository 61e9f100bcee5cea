import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Column } from './column.ts'
import { isSorted, readSort, type SortKey, sortedBy, sortRows, writeSort } from './sort.ts'

interface Row {
  readonly name: string | null
  readonly cpu: number | null
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', label: '', width: 1, value: ({ name }) => name },
  { id: 'cpu', label: '', width: 1, numeric: true, value: ({ cpu }) => cpu },
]
const [NAME, CPU] = COLUMNS as [Column<Row>, Column<Row>]

const row = (name: string | null, cpu: number | null = null): Row => ({ name, cpu })
const names = (rows: readonly Row[], sort: string): (string | null)[] =>
  sortRows(rows, COLUMNS, readSort(sort, ['name', 'cpu'])).map(({ name }) => name)

test('names sort as people count, whatever their case and accents', () => {
  const rows = ['pve10', 'PVE2', 'ánna', 'bob', 'pve1', 'Anna2'].map((name) => row(name))
  assert.deepEqual(names(rows, 'name'), ['ánna', 'Anna2', 'bob', 'pve1', 'PVE2', 'pve10'])
})

test('addresses sort by their numbers', () => {
  const rows = ['10.0.0.10', '9.0.0.1', '10.0.0.9'].map((name) => row(name))
  assert.deepEqual(names(rows, 'name'), ['9.0.0.1', '10.0.0.9', '10.0.0.10'])
})

test('what is not known comes last in either direction', () => {
  const rows = [row('none'), row('low', 1), row('high', 2)]
  assert.deepEqual(names(rows, 'cpu'), ['low', 'high', 'none'])
  assert.deepEqual(names(rows, '-cpu'), ['high', 'low', 'none'])
})

test('a further column orders what the first leaves equal', () => {
  const rows = [row('b', 1), row('a', 1), row('c', 2)]
  assert.deepEqual(names(rows, '-cpu,name'), ['c', 'a', 'b'])
  assert.deepEqual(names(rows, '-cpu,-name'), ['c', 'b', 'a'])
})

test('rows that are equal keep the order they came in', () => {
  const rows = [row('b', 1), row('c', 1), row('a', 1)]
  assert.deepEqual(names(rows, 'cpu'), ['b', 'c', 'a'])
})

const anyRow = fc.record({ name: fc.option(fc.string()), cpu: fc.option(fc.double()) })
const anySort = fc.array(fc.record({ id: fc.constantFrom('name', 'cpu', 'other'), descending: fc.boolean() }))

test('sorting keeps every row and leaves them sorted, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(anyRow), anySort, (rows, sort) => {
      const sorted = sortRows<Row>(rows, COLUMNS, sort)
      assert.deepEqual(new Set(sorted), new Set(rows))
      assert.equal(sorted.length, rows.length)
      assert.ok(isSorted(sorted, COLUMNS, sort))
    }),
  )
})

test('rows out of order are told from sorted ones', () => {
  const sort = readSort('-cpu', ['cpu'])
  assert.equal(isSorted([row('a', 2), row('b', 1)], COLUMNS, sort), true)
  assert.equal(isSorted([row('a', 1), row('b', 2)], COLUMNS, sort), false)
})

test('an order survives the address, without what names no column and what comes twice', () => {
  const sort: SortKey[] = [
    { id: 'cpu', descending: true },
    { id: 'name', descending: false },
  ]
  assert.equal(writeSort(sort), '-cpu,name')
  assert.deepEqual(readSort('-cpu,name', ['name', 'cpu']), sort)
  assert.deepEqual(readSort('-cpu,nothing,cpu,,name', ['name', 'cpu']), sort)
  assert.deepEqual(readSort('', ['name', 'cpu']), [])
})

const clicked = (sort: string, column: Column<Row>, among = false): string =>
  writeSort(sortedBy(readSort(sort, ['name', 'cpu']), column, among))

test('clicks on a name turn from A, to Z, to not at all; on a number from the largest', () => {
  assert.deepEqual(
    ['', 'name', '-name'].map((sort) => clicked(sort, NAME)),
    ['name', '-name', ''],
  )
  assert.deepEqual(
    ['', '-cpu', 'cpu'].map((sort) => clicked(sort, CPU)),
    ['-cpu', 'cpu', ''],
  )
})

test('a click takes the place of other columns, and with Shift joins them', () => {
  assert.equal(clicked('name', CPU), '-cpu')
  assert.equal(clicked('name', CPU, true), 'name,-cpu')
  assert.equal(clicked('name,-cpu', NAME, true), '-name,-cpu')
  assert.equal(clicked('-name,-cpu', NAME, true), '-cpu')
})

test('a click on one of several columns sorts by it alone', () => {
  assert.equal(clicked('-name,-cpu', NAME), 'name')
  assert.equal(clicked('name,-cpu', CPU), 'cpu')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Column } from './column.ts'
import { csvOf, jsonOf } from './sheet.ts'

interface Row {
  readonly name: string
  readonly used: number | null
  readonly total: number
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', label: '', width: 1, value: ({ name }) => name },
  {
    id: 'memory',
    label: '',
    width: 1,
    value: ({ used, total }) => (used ?? 0) / total,
    fields: { used_bytes: ({ used }) => used, total_bytes: ({ total }) => total },
  },
  { id: 'size', label: '', width: 1, value: ({ total }) => total, fields: { total_bytes: ({ total }) => total } },
]

const cellOf = (name: string): string => {
  const [, line = ''] = csvOf([{ name, used: 1, total: 2 }], COLUMNS).split(/\r\n(?=.*,1,2\r\n$)/s)
  return line.replace(/,1,2\r\n$/, '')
}

test('a sheet has the fields of each column once, and an empty cell for what is not known', () => {
  assert.equal(
    csvOf([{ name: 'pve1', used: null, total: 8 }], COLUMNS),
    '\uFEFFname,used_bytes,total_bytes\r\npve1,,8\r\n',
  )
})

test('cells with commas, quotes, lines or outer spaces are quoted', () => {
  assert.equal(cellOf('a,b'), '"a,b"')
  assert.equal(cellOf('say "hi"'), '"say ""hi"""')
  assert.equal(cellOf('one\ntwo'), '"one\ntwo"')
  assert.equal(cellOf(' a'), '" a"')
})

test('no text of a node runs as a formula; numbers stay numbers', () => {
  const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1']
  assert.deepEqual(
    dangerous.map((text) => cellOf(text).replace(/^"/, '').charAt(0)),
    dangerous.map(() => "'"),
  )
  assert.match(csvOf([{ name: 'a', used: -5, total: 1 }], COLUMNS), /^a,-5,1$/m)
})

test('JSON has the same fields, null for what is not known', () => {
  assert.deepEqual(JSON.parse(jsonOf([{ name: '=x', used: null, total: 8 }], COLUMNS)), [
    { name: '=x', used_bytes: null, total_bytes: 8 },
  ])
})

test('whatever the cells hold, none begins a formula and each row has its cells', () => {
  const anyText = fc.string({ unit: fc.constantFrom('=', '-', '"', ',', '\n', '\r', ' ', 'a', '@') })
  fc.assert(
    fc.property(anyText, (name) => {
      const line = csvOf([{ name, used: 1, total: 2 }], COLUMNS).slice('\uFEFFname,used_bytes,total_bytes\r\n'.length)
      const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*)),1,2\r\n$/.exec(line) ?? []
      const read = plain ?? quoted?.replaceAll('""', '"')
      assert.ok(read === name || read === `'${name}`, line)
      assert.doesNotMatch(read, /^[=+\-@\t\r\n]/)
    }),
  )
})

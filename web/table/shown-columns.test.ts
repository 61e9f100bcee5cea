import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readColumns, usualColumns, writeColumns } from './shown-columns.ts'

const COLUMNS = [{ id: 'status' }, { id: 'name', heading: true }, { id: 'cpu' }, { id: 'model', extra: true }]

test('the usual columns need no word in the address', () => {
  assert.deepEqual(usualColumns(COLUMNS), ['status', 'name', 'cpu'])
  assert.equal(writeColumns(COLUMNS, ['cpu', 'name', 'status']), '')
  assert.deepEqual(readColumns(COLUMNS, ''), ['status', 'name', 'cpu'])
})

test('others come in their own order, and the one that names the row always', () => {
  assert.equal(writeColumns(COLUMNS, ['model', 'status']), 'status,name,model')
  assert.deepEqual(readColumns(COLUMNS, 'model'), ['name', 'model'])
})

test('what names no column is left out', () => {
  assert.deepEqual(readColumns(COLUMNS, 'cpu,nothing,,__proto__'), ['name', 'cpu'])
})

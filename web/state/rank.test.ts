import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ranked } from './rank.ts'

const ITEMS = [
  { label: 'backup-pve', about: 'lab · 10.0.0.9' },
  { label: 'xpve', about: 'lab · 10.0.0.8' },
  { label: 'db', about: 'pve-cluster · 10.0.0.7' },
  { label: 'PVE10', about: 'prod · 10.0.0.2' },
  { label: 'pve', about: 'prod · 10.0.0.1' },
]
const found = (typed: string): string[] => ranked(ITEMS, typed).map(({ label }) => label)

test('the likeliest comes first: the name itself, its beginning, a word of it, a part of it, anything else', () => {
  assert.deepEqual(found('pve'), ['pve', 'PVE10', 'backup-pve', 'xpve', 'db'])
})

test('several words have to be there, in any order', () => {
  assert.deepEqual(found('10.0.0.7 db'), ['db'])
  assert.deepEqual(found('prod db'), [])
})

test('nothing typed finds all in their order', () => {
  assert.deepEqual(found(' '), ['backup-pve', 'xpve', 'db', 'PVE10', 'pve'])
})

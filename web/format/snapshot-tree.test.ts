import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { snapshotTree } from './snapshot-tree.ts'

const taken = (name: string, parent: string | null = null) => ({ name, parent })

/** One line each: two dots a level, a star where the guest is now. */
const drawn = (...[snapshots, current]: Parameters<typeof snapshotTree>): string[] =>
  snapshotTree(snapshots, current).map(({ snapshot, depth }) => '..'.repeat(depth) + (snapshot?.name ?? '*'))

test('a snapshot stands under the one it was taken after, and the guest under the one it goes back to', () => {
  assert.deepEqual(drawn([taken('a'), taken('b', 'a'), taken('c', 'a')], 'b'), ['a', '..b', '....*', '..c'])
})

test('the guest as it is now is the last branch of a snapshot', () => {
  assert.deepEqual(drawn([taken('a'), taken('b', 'a')], 'a'), ['a', '..b', '..*'])
})

test('a guest that goes back to no snapshot stands alone', () => {
  assert.deepEqual(drawn([], null), ['*'])
  assert.deepEqual(drawn([taken('a')], null), ['a', '*'])
  assert.deepEqual(drawn([taken('a')], 'gone'), ['a', '*'])
})

test('a snapshot whose parent is gone begins a tree', () => {
  assert.deepEqual(drawn([taken('b', 'gone'), taken('c', 'b')], 'c'), ['b', '..c', '....*'])
})

test('a ring of parents begins with its first, and ends', () => {
  assert.deepEqual(drawn([taken('a', 'b'), taken('b', 'a')], 'b'), ['a', '..b', '....*'])
  assert.deepEqual(drawn([taken('a', 'a')], 'a'), ['a', '..*'])
})

test('every snapshot comes once, and the guest once, whatever the parents say', () => {
  const anyName = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const anyTaken = fc.record({ name: anyName, parent: fc.option(anyName) })
  const anySnapshots = fc.uniqueArray(anyTaken, { selector: ({ name }) => name })
  fc.assert(
    fc.property(anySnapshots, fc.option(anyName), (snapshots, current) => {
      const lines = snapshotTree(snapshots, current)
      const shown = lines.flatMap(({ snapshot }) => snapshot?.name ?? [])
      assert.deepEqual(shown.toSorted(), snapshots.map(({ name }) => name).toSorted())
      assert.equal(lines.filter(({ snapshot }) => snapshot === null).length, 1)
    }),
  )
})

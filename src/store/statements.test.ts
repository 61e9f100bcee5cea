import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { statements } from './statements.ts'

it('keeps all rows in their order, none of a key twice in one statement and no more than it takes', () => {
  const property = fc.property(
    fc.array(fc.constantFrom('a', 'b', 'c', 'd')),
    fc.integer({ min: 1, max: 5 }),
    (rows, most) => {
      const all = statements(rows, (row) => row, most)
      assert.deepEqual(all.flat(), rows)
      for (const some of all) {
        assert.ok(some.length > 0 && some.length <= most)
        assert.equal(new Set(some).size, some.length)
      }
    },
  )
  fc.assert(property)
  assert.deepEqual(
    statements(['a', 'b', 'a', 'c'], (row) => row, 9),
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
  )
})

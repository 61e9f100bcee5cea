import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { haystackOf, indexesOf } from './haystack.ts'
import type { Match } from './haystack.ts'

const found = (values: readonly string[], asked: string, match: Match): string[] => {
  const stack = haystackOf(values, (value) => [value])
  return [...indexesOf(stack, asked, match)].map((index) => stack.values[index] ?? '')
}

test('finds what is equal, begins alike or holds it, in any case', () => {
  const values = ['web', 'Web-1', 'the-web', 'db', 'WEB']
  assert.deepEqual(found(values, 'web', 'exact'), ['web', 'WEB'])
  assert.deepEqual(found(values, 'WEB', 'prefix'), ['web', 'Web-1', 'WEB'])
  assert.deepEqual(found(values, 'eb', 'substring'), ['web', 'Web-1', 'the-web', 'WEB'])
  assert.deepEqual(found(values, 'x', 'substring'), [])
})

test('finds a value once, however often it holds what is asked for', () => {
  assert.deepEqual(found(['aaaa', 'a a'], 'a', 'substring'), ['aaaa', 'a a'])
})

test('keeps what belongs together, and leaves out what is not known', () => {
  const stack = haystackOf([1, 2], (owner) => (owner === 1 ? ['a', null] : ['b', 'a']))
  assert.deepEqual(
    [stack.owners, stack.values],
    [
      [1, 2, 2],
      ['a', 'b', 'a'],
    ],
  )
})

test('finds what a search of each value finds, whatever they hold', () => {
  const value = fc.oneof(
    fc.array(fc.constantFrom('a', 'B', '\n', 'İ', ''), { maxLength: 5 }).map((parts) => parts.join('')),
    fc.string(),
  )
  const line = (text: string): string => text.replaceAll('\n', ' ').toLowerCase()
  fc.assert(
    fc.property(fc.array(value), value, (values, asked) => {
      fc.pre(asked !== '')
      const wanted = line(asked)
      assert.deepEqual(
        found(values, asked, 'substring'),
        values.filter((one) => line(one).includes(wanted)),
      )
      assert.deepEqual(
        found(values, asked, 'prefix'),
        values.filter((one) => line(one).startsWith(wanted)),
      )
      assert.deepEqual(
        found(values, asked, 'exact'),
        values.filter((one) => line(one) === wanted),
      )
    }),
  )
})

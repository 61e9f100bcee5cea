import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oncePer } from './once-per.ts'

test('what is worked out of an object is worked out once, also when it is nothing', () => {
  const asked: string[] = []
  const nothing = oncePer((key: { name: string }, more: string) => {
    asked.push(key.name + more)
    return null
  })
  const [one, other] = [{ name: 'one' }, { name: 'other' }]
  for (const key of [one, other, one, { name: 'one' }]) assert.equal(nothing(key, '!'), null)
  assert.deepEqual(asked, ['one!', 'other!', 'one!'])
})

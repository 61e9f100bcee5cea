import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachOnce, oncePer } from './once-per.ts'

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

test('what is not known yet of each of many is worked out in steps', () => {
  const asked: string[] = []
  const once = oncePer((key: { name: string }) => void asked.push(key.name))
  const keys = ['a', 'b', 'c', 'd'].map((name) => ({ name }))
  const [, second] = keys
  assert.ok(second)
  once(second)
  assert.deepEqual(keys.map(once.knows), [false, true, false, false])
  const steps = eachOnce(once, keys)
  const soFar: string[] = []
  while (!steps.next().done) soFar.push(asked.join(''))
  assert.deepEqual([soFar, asked.join('')], [['ba', 'bac'], 'bacd'])
  assert.deepEqual([...eachOnce(once, keys)], [])
  assert.equal(asked.length, 4)
})

test('a quarter of many is worked out at once', () => {
  const asked: string[] = []
  const once = oncePer((key: { name: string }) => void asked.push(key.name))
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => ({ name }))
  for (const key of keys.slice(0, 6)) once(key)
  assert.deepEqual([...eachOnce(once, keys)], [])
  assert.equal(asked.join(''), 'abcdefgh')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Problem, ProblemError } from '../api/client.ts'
import { en } from '../locales/en.ts'
import { it } from '../locales/it.ts'
import { saidOf } from './said.ts'

const problem = (over: Partial<Problem>) =>
  new ProblemError({
    status: 401,
    code: 'sign-in-refused',
    detail: 'what happened',
    hint: 'the next step',
    fingerprints: [],
    expected: null,
    parameter: null,
    reason: null,
    remoteId: null,
    ...over,
  })

const key = (name: string): string => name

test('a code that says all is told in the language of the reader, that of the sign-in library first', () => {
  assert.deepEqual(saidOf(problem({ reason: 'INVALID_CODE' }), key), {
    title: 'problem.says.INVALID_CODE',
    hint: 'problem.next.INVALID_CODE',
  })
  assert.deepEqual(saidOf(problem({ code: 'last-admin' }), key), {
    title: 'problem.says.last-admin',
    hint: 'problem.next.last-admin',
  })
  for (const { problem: texts } of [en, it]) assert.deepEqual(Object.keys(texts.says), Object.keys(texts.next))
})

test('any other problem is told as the server tells it', () => {
  const expected = { title: 'what happened', hint: 'the next step' }
  assert.deepEqual(saidOf(problem({}), key), expected)
  assert.deepEqual(saidOf(problem({ reason: 'toString' }), key), expected)
})

test('silence and what is no problem at all have sentences of their own', () => {
  assert.equal(saidOf(problem({ code: 'no-answer', detail: '' }), key).title, 'problem.noAnswer')
  assert.deepEqual(saidOf(new Error('odd'), key), { title: 'problem.bug', hint: 'odd' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PASSWORD_LENGTH } from '../../src/api/auth/library.ts'
import { LEAST_PASSWORD, wrongFields } from './sign-in.ts'

const GOOD = { email: 'ann@example.com', password: 'correct horse battery', repeated: 'correct horse battery' }

test('a form that is right can be sent', () => {
  assert.deepEqual(wrongFields(GOOD), [])
  assert.deepEqual(wrongFields({ ...GOOD, email: ' ann@example.com ' }), [])
})

test('each field that keeps the form from being sent is named', () => {
  assert.deepEqual(wrongFields({ ...GOOD, email: 'ann' }), ['email'])
  assert.deepEqual(wrongFields({ ...GOOD, repeated: 'another' }), ['repeated'])
  assert.deepEqual(wrongFields({ email: '', password: 'short', repeated: '' }), ['email', 'password'])
})

test('passwords are as long as the server wants them', () => {
  assert.equal(LEAST_PASSWORD, PASSWORD_LENGTH.least)
})

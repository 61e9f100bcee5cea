import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { StoreError } from './port.ts'
import { explainedBy } from './sqlite-errors.ts'

const file = '/data/panoramica.db'

const explainedCode = (errcode: number): unknown =>
  explainedBy(file, Object.assign(new Error('raw words'), { errcode }))

it('says that the disk is full', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('create table t (text); pragma max_page_count = 3')
  let raw: unknown = null
  try {
    database.exec('insert into t values (zeroblob(1000000))')
  } catch (error) {
    raw = error
  }
  const error = explainedBy(file, raw)
  assert.ok(error instanceof StoreError)
  assert.equal(error.message, 'the store /data/panoramica.db cannot be written: the disk is full')
  assert.equal(error.hint, 'Make room on the disk; nothing that was kept is lost.')
  assert.equal(error.cause, raw)
})

const words: [code: number, message: string][] = [
  [5, 'is in use by another process'],
  [6, 'is in use by another process'],
  [8, 'cannot be written'],
  [10, 'cannot be read or written: the disk reports an error'],
  [11, 'is damaged or no SQLite database'],
  [14, 'cannot be opened'],
  [19, 'does not hold what this belongs to'],
  [26, 'is damaged or no SQLite database'],
]
for (const [code, message] of words) {
  it(`has words for result code ${code} and its extended ones`, () => {
    for (const errcode of [code, code + 256, code + 3 * 256]) {
      const error = explainedCode(errcode)
      assert.ok(error instanceof StoreError)
      assert.equal(error.message, `the store ${file} ${message}`)
      assert.notEqual(error.hint, '')
    }
  })
}

it('names the store for a result code without words of its own', () => {
  const error = explainedCode(1)
  assert.ok(error instanceof StoreError)
  assert.equal(error.message, 'the store /data/panoramica.db: raw words')
})

it('leaves an error that is none of SQLite as it is', () => {
  const error = new TypeError('ours')
  assert.equal(explainedBy(file, error), error)
  assert.equal(explainedBy(file, 'text'), 'text')
})

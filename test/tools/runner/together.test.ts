import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../temporary.ts'
import { Tally } from './tally.ts'
import { runTogether } from './together.ts'

const HEAD = "import assert from 'node:assert/strict'\nimport { describe, it, test } from 'node:test'\n"

test('files that run together are booked one by one: what passed, failed, was skipped, or is no test at all', async (t) => {
  using folder = temporaryFolder()
  const written = Object.entries({
    'good.test.mjs': "describe('a', () => { it('b', () => {}); it('c', () => {}) })",
    'bad.test.mjs':
      "describe('a', () => { it('b', () => assert.equal(1, 2)); it.skip('c', () => {}); it('d', () => {}) })",
    'late.test.mjs': "test('e', () => Promise.reject(new Error('no')))",
    'absent.test.mjs': "import './nowhere.mjs'",
    'empty.test.mjs': '',
  }).map(([name, body]) => {
    const path = join(folder.path, name)
    writeFileSync(path, HEAD + body)
    return path
  })
  let said = ''
  const write = process.stdout.write.bind(process.stdout)
  t.mock.method(process.stdout, 'write', (chunk: string | Uint8Array) => {
    // What is told of this test itself is bytes.
    if (typeof chunk !== 'string') return write(chunk)
    said += chunk
    return true
  })
  t.mock.method(console, 'log', (text: string) => (said += text))
  const tally = new Tally()
  await runTogether(written, tally)
  t.mock.restoreAll()
  assert.equal(tally.toString(), '3 passed, 4 failed, 1 skipped', said)
  assert.deepEqual(tally.skips, [['no reason given', 1]])
  for (const [state, name, came] of [
    ['ok', 'good', '2 passed'],
    ['FAILED', 'bad', '1 passed, 1 failed, 1 skipped'],
    ['FAILED', 'late', '0 passed, 1 failed'],
    ['FAILED', 'absent', '0 passed, 1 failed'],
    ['FAILED', 'empty', '0 passed, 1 failed'],
  ] as const) {
    assert.match(said, new RegExp(`^${state} +\\S*${name}\\.test\\.mjs +[\\d.]+ s  ${came}$`, 'm'))
  }
  assert.match(said, /bad\.test\.mjs: a › b\n/)
  assert.match(said, /empty\.test\.mjs: it holds no test\n/)
})

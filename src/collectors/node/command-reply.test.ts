import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { failing } from '../../../test/tools/printed.ts'
import { jsonBy, printedBy } from './command-reply.ts'

test('a command that succeeded printed what it printed', () => {
  assert.equal(printedBy('ip', { exit: 0, stdout: 'out\n', stderr: 'a warning' }), 'out\n')
})

test('a command that failed says why in one clean line', () => {
  const output = { exit: 2, stdout: 'half', stderr: '\u001b[31mno such device\nsecond line\n' }
  assert.throws(() => printedBy('ip', output), failing('command-failed', /^ip ended with 2: {2}\[31mno such device$/))
  assert.throws(() => printedBy('ip', { ...output, stderr: ' \n' }), failing('command-failed', /^ip ended with 2$/))
})

test('JSON of another shape names the place, text that is no JSON does not', () => {
  const schema = z.array(z.object({ size: z.number() }))
  assert.deepEqual(jsonBy('lvs', '[{"size":1}]', schema), [{ size: 1 }])
  assert.throws(() => jsonBy('lvs', '[{"size":"1"}]', schema), failing('bad-reply', /another shape at 0\.size$/))
  assert.throws(() => jsonBy('lvs', '1', schema), failing('bad-reply', /another shape$/))
  assert.throws(() => jsonBy('lvs', '{', schema), failing('bad-reply', /^lvs printed no JSON$/))
})

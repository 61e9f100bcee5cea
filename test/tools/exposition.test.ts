import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Counter, Registry } from 'prom-client'
import { familiesIn } from './exposition.ts'

test('the text format of Prometheus is read with its escapes', () => {
  const families = familiesIn('# HELP up Whether.\n# TYPE up gauge\nup{a="1\\"2\\\\3\\n4",b=""} 1.5e-7\n\nup -2\n')
  assert.deepEqual(families.get('up'), {
    type: 'gauge',
    help: 'Whether.',
    samples: [
      { name: 'up', labels: { a: '1"2\\3\n4', b: '' }, value: 1.5e-7 },
      { name: 'up', labels: {}, value: -2 },
    ],
  })
})

test('what Prometheus would not take is refused', () => {
  const head = '# HELP up Whether.\n# TYPE up gauge\n'
  for (const wrong of [
    `${head}up 1`,
    'up 1\n',
    `${head}up one\n`,
    `${head}up NaN\n`,
    `${head}up{a="1"2"} 1\n`,
    `${head}up{a="\\x"} 1\n`,
    `${head}up{a="1",a="2"} 1\n`,
    `${head}up 1\nup 2\n`,
    `${head}down 1\n`,
    `${head}up 1\n${head}up{a="1"} 1\n`,
    '# HELP up Whether.\n# TYPE up histogram\nup_bucket{le="1"} 2\nup_bucket{le="+Inf"} 1\nup_sum 1\nup_count 1\n',
    '# HELP up Whether.\n# TYPE up histogram\nup_bucket{le="+Inf"} 1\nup_sum 1\nup_count 2\n',
  ]) {
    assert.throws(() => familiesIn(wrong), assert.AssertionError, wrong)
  }
})

test('whatever a label says is read as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (value) => {
      const register = new Registry()
      new Counter({ name: 'x_total', help: 'x', labelNames: ['label'], registers: [register] }).inc({ label: value })
      assert.equal(familiesIn(await register.metrics()).get('x_total')?.samples[0]?.labels['label'], value)
    }),
  )
})

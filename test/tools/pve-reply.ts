import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Collector } from '../../src/collectors/collector.ts'
import { Absent, FailureError } from '../../src/model/failure.ts'
import type { Subject } from '../../src/model/observation.ts'
import { portsOf } from './ports.ts'

type PveCollector<Fact> = Collector<Fact, 'pve'>

/** What a collector makes of the node pve1 where PVE answers `reply` on `path`. */
export async function factOf<Fact>(
  { collect, scope }: PveCollector<Fact>,
  path: string,
  reply: unknown,
): Promise<Fact> {
  const subject: Subject = { scope, node: 'pve1' }
  return collect(portsOf({ pve: { [path]: reply } }), subject)
}

/** The findings on what a collector makes of a reply. */
export async function findingsOf<Fact>(collector: PveCollector<Fact>, path: string, reply: unknown, at = 0) {
  return collector.assess?.(await factOf(collector, path, reply), at) ?? []
}

/** For `assert.rejects`: what kind of failure, and a word of its hint. */
export const failure =
  (kind: string, hint: RegExp) =>
  (error: unknown): boolean =>
    error instanceof FailureError && error.failure.kind === kind && hint.test(error.failure.hint ?? '')

const ODD = [
  '',
  ' ',
  'pve1',
  'node',
  'unknown',
  'U',
  '1',
  '-1',
  '1e999',
  'x'.repeat(10_001),
  0,
  1,
  -1,
  1e308,
  true,
  null,
]

/** JSON in place of a reply with these fields: anything at all, and rows whose fields are odd. */
function replies(fields: readonly string[]): fc.Arbitrary<unknown> {
  const rowOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.record(Object.fromEntries(fields.map((field) => [field, value])), { requiredKeys: [] })
  const odd = fc.constantFrom(...ODD)
  const row = rowOf(fc.oneof(odd, fc.jsonValue(), rowOf(odd), fc.array(odd)))
  const text = rowOf(fc.oneof(fc.string({ minLength: 1 }), fc.nat().map(String)))
  return fc.oneof(fc.jsonValue(), row, text, fc.array(row), fc.array(text))
}

/** Whatever the reply is, there comes a fact that is valid by its schema, or a failure or absence that says so. */
export async function survivesAnyReply<Fact>(
  collector: PveCollector<Fact>,
  path: string,
  fields: string,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(replies(fields.split(' ')), async (reply) => {
      let fact: Fact
      try {
        fact = await factOf(collector, path, reply)
      } catch (error) {
        assert.ok(error instanceof FailureError || error instanceof Absent, String(error))
        return
      }
      assert.deepEqual(collector.fact.parse(fact), fact)
      for (const finding of collector.assess?.(fact, 0) ?? []) assert.notEqual(finding.text, '')
    }),
  )
}

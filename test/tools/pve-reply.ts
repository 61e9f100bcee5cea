import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Collector, GuestCollector } from '../../src/collectors/collector.ts'
import { Absent, FailureError } from '../../src/model/failure.ts'
import type { GuestType, NodeSubject } from '../../src/model/observation.ts'
import { portsOf } from './ports.ts'
import { valueLike } from './printed.ts'

type PveCollector<Fact> = Collector<Fact, 'pve'>
type PveGuestCollector<Fact> = GuestCollector<Fact, 'pve'>

/** What a collector makes of the node pve1 where PVE answers `reply` on `path`. */
export async function factOf<Fact>(
  { collect, scope }: PveCollector<Fact>,
  path: string,
  reply: unknown,
): Promise<Fact> {
  const subject: NodeSubject = { scope, node: 'pve1' }
  return collect(portsOf({ pve: { [path]: reply } }), subject)
}

/**
 * What a collector makes of guest 100 of the node pve1, where PVE answers so on these paths below the guest. An Error is
 * thrown; what is not given is absent.
 */
export function guestFactOf<Fact>(
  { collect }: PveGuestCollector<Fact>,
  type: GuestType,
  replies: Readonly<Record<string, unknown>>,
): Promise<Fact> {
  const pve = Object.fromEntries(
    Object.entries(replies).map(([path, reply]) => [`/nodes/pve1/${type}/100/${path}`, reply]),
  )
  return collect(portsOf({ pve }), { scope: 'guest', node: 'pve1', vmid: 100, type })
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

type Judged<Fact> = Pick<PveCollector<Fact>, 'fact' | 'assess'>

/** What came of a look is a fact that is valid by its schema, or a failure or absence that says so. */
async function settles<Fact>({ fact: schema, assess }: Judged<Fact>, look: Promise<Fact>): Promise<void> {
  let fact: Fact
  try {
    fact = await look
  } catch (error) {
    assert.ok(error instanceof FailureError || error instanceof Absent, String(error))
    return
  }
  assert.deepEqual(schema.parse(fact), fact)
  for (const finding of assess?.(fact, 0) ?? []) assert.notEqual(finding.text, '')
}

/** Whatever the reply is, there comes a fact that is valid by its schema, or a failure or absence that says so. */
export async function survivesAnyReply<Fact>(
  collector: PveCollector<Fact>,
  path: string,
  fields: string,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(replies(fields.split(' ')), (reply) => settles(collector, factOf(collector, path, reply))),
  )
}

/** The same of this real reply with odd values in it. */
export async function survivesRepliesLike<Fact>(
  collector: PveCollector<Fact>,
  path: string,
  real: unknown,
): Promise<void> {
  await fc.assert(fc.asyncProperty(valueLike(real), (reply) => settles(collector, factOf(collector, path, reply))))
}

/** The same of a guest: whatever comes on these paths below it, such as these real replies with odd values in them. */
export async function survivesAnyGuestReply<Fact>(
  collector: PveGuestCollector<Fact>,
  type: GuestType,
  real: Readonly<Record<string, unknown>>,
): Promise<void> {
  const refusal = fc.string().map((words) => new FailureError('command-failed', words))
  const replyLike = (reply: unknown): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: valueLike(reply) }, fc.jsonValue(), refusal)
  const given = fc.record(Object.fromEntries(Object.entries(real).map(([path, reply]) => [path, replyLike(reply)])))
  await fc.assert(fc.asyncProperty(given, (replies) => settles(collector, guestFactOf(collector, type, replies))))
}

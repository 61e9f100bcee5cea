import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Together } from './company.ts'
import { runFiles } from './files.ts'
import { SILENCE_MS } from './limits.ts'
import { printRow, type Tally } from './tally.ts'

const COMPANY = join(import.meta.dirname, 'company.ts')

/** Runs these files in one process. Where it ends without a word of what they came to, that has failed, and each runs by itself. */
export async function runTogether(files: readonly string[], tally: Tally): Promise<void> {
  // Within a test, `node:test` would run no files.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  const child = fork(COMPANY, files, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], timeout: SILENCE_MS })
  let told: Together | undefined
  child.on('message', (message) => (told = message as Together))
  const [rows, errors, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit') as Promise<[number | null]>,
  ])
  process.stdout.write(rows)
  if (told && (code === 0 || told.failed > 0)) {
    tally.passed += told.passed
    tally.failed += told.failed
    for (const [reason, count] of told.skips) tally.skip(reason, count)
    if (told.failed > 0) console.log(errors)
    return
  }
  tally.failed += 1
  printRow('FAILED', `${String(files.length)} files together`, `ended with ${String(code)}; each runs by itself:`)
  console.log(errors)
  await runFiles(files, tally, 1)
}

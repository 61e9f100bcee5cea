import { relative, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { run } from 'node:test'
import { FileRun, type Result } from './file-run.ts'
import { SILENCE_MS, TEST_TIMEOUT_MS } from './limits.ts'
import type { Tally } from './tally.ts'

interface Located {
  readonly file?: string | undefined
  readonly entryFile?: string
}

/** Runs each file in a process of its own and books what its tests came to. */
export async function runFiles(files: readonly string[], tally: Tally, concurrency: number): Promise<void> {
  if (files.length === 0) return
  const runs = new Map(files.map((file) => [resolve(file), new FileRun(relative('.', file), tally)]))
  const runOf = ({ entryFile, file }: Located): FileRun | undefined => runs.get(entryFile ?? file ?? '')

  const hung = new AbortController()
  const watchdog = setTimeout(() => hung.abort(), SILENCE_MS)
  const stream = run({
    files: [...runs.keys()],
    concurrency,
    isolation: 'process',
    timeout: TEST_TIMEOUT_MS,
    signal: hung.signal,
  })
  stream.on('data', () => watchdog.refresh())
  stream.on('test:enqueue', (test) => runOf(test)?.queue(test))
  stream.on('test:pass', (test: Result) => runOf(test)?.pass(test))
  stream.on('test:fail', (test: Result) => runOf(test)?.fail(test))
  stream.on('test:stdout', (printed) => runOf(printed)?.print(printed.message))
  stream.on('test:stderr', (printed) => runOf(printed)?.print(printed.message))
  stream.on('test:summary', (summary) => runOf(summary)?.close(summary.duration_ms))
  await finished(stream)
  clearTimeout(watchdog)
  for (const one of runs.values()) one.finish()
}

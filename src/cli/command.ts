import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { Problem } from '../api/problems.ts'
import { ConfigError, readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { RemotesFileError } from '../remotes-file.ts'
import { StoreError } from '../store/port.ts'
import { EXIT, UsageError } from './usage.ts'

const WHERE = {
  'data-dir': { type: 'string' },
  'master-key-file': { type: 'string' },
  'database-url': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

export interface Where {
  readonly 'data-dir'?: string | undefined
  readonly 'master-key-file'?: string | undefined
  readonly 'database-url'?: string | undefined
}

/** The line of a command with options of its own, and those that say where the store is. Throws `UsageError`. */
export function parsed<Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...WHERE }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The settings of the environment, with the store where the flags say. Throws `ConfigError`. */
export function configAt(where: Where): Config {
  const flags = (['data-dir', 'master-key-file', 'database-url'] as const).flatMap((flag) =>
    where[flag] === undefined ? [] : [`--${flag}`, where[flag]],
  )
  return readConfig(flags)
}

/** Runs a command and says what was wrong with its line or its settings. */
export async function run(name: string, usage: string, task: () => Promise<void>): Promise<number> {
  try {
    await task()
    return EXIT.complete
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`panoramica ${name}: ${error.message}\n\n${usage}`)
      return EXIT.usage
    }
    const mistake = mistakeOf(error)
    if (mistake === null) throw error
    console.error(`panoramica ${name}: ${mistake}`)
    return EXIT.failed
  }
}

/** What the operator can mend, in words; null for anything else. */
export function mistakeOf(error: unknown): string | null {
  if (error instanceof RemotesFileError) return `the file of remotes is wrong\n${error.message}`
  if (error instanceof ConfigError) return `these settings are wrong\n${error.message}`
  if (error instanceof StoreError || error instanceof Problem)
    return [error.message, ...(error.hint === null ? [] : [error.hint])].join('\n')
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'the port is taken: another Panoramica may be running; choose another with --port, of a worker with --health-port'
  return null
}

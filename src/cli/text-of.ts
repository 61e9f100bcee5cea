import { readFileSync } from 'node:fs'
import { UsageError } from './usage.ts'

/** The text of a file that an option names. */
export function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `${option}: ${file} cannot be read (${error instanceof Error ? error.message : String(error)})`,
    )
  }
}

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ReleaseLine } from '../fleet/release.ts'

const FOLDER = join(import.meta.dirname, '../../../shared/pve')

/** Reason to skip a test that needs the recordings beside the project, or false where they are there. */
export const withoutRecordings: string | false = existsSync(FOLDER)
  ? false
  : 'the recordings beside the project (../shared) are not here'

interface Recording {
  readonly path: string
  readonly args: Readonly<Record<string, string>>
  readonly reply: unknown
}

/** `--timeframe hour --output-format json` as arguments, the format of the tool left out. */
function argsIn(options: readonly string[]): Record<string, string> {
  const pairs = options.flatMap((word, index) =>
    word.startsWith('--') ? [[word.slice(2), options[index + 1] ?? '']] : [],
  )
  return Object.fromEntries(pairs.filter(([name]) => name !== 'output-format')) as Record<string, string>
}

/** Each `pvesh get` of a release that gave a reply. */
export function recordingsOf(line: ReleaseLine): Recording[] {
  const folder = join(FOLDER, line)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name): Recording[] => {
      const call = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        argv: string[]
        exit: number
        stdout: string
      }
      const [command, verb, path = '', ...options] = call.argv
      const inJson = command === 'pvesh' && verb === 'get' && options.join(' ').endsWith('--output-format json')
      return inJson && call.exit === 0 ? [{ path, args: argsIn(options), reply: JSON.parse(call.stdout) }] : []
    })
}

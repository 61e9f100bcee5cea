import { StoreError } from './port.ts'

/** Primary result codes of SQLite (sqlite.org/rescode.html); the extended ones carry more in the higher bits. */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const CONSTRAINT = 19
const NOTADB = 26

const codeOf = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null

/** Whether a file cannot be read as a database, whoever tries. */
export const isDamage = (error: unknown): boolean => [CORRUPT, NOTADB].includes(codeOf(error) ?? 0)

function explained(code: number, file: string): [what: string, hint: string] | null {
  switch (code) {
    case BUSY:
    case LOCKED:
      return [
        'is in use by another process',
        'Stop the other Panoramica that uses it, or give this one a folder of its own.',
      ]
    case READONLY:
      return ['cannot be written', `Make ${file} and its folder writable for this user.`]
    case FULL:
      return ['cannot be written: the disk is full', 'Make room on the disk; nothing that was kept is lost.']
    case IOERR:
      return ['cannot be read or written: the disk reports an error', 'Look at the kernel log (dmesg) and at the disk.']
    case CANTOPEN:
      return ['cannot be opened', `Make ${file} and its folder readable and writable for this user.`]
    case CORRUPT:
    case NOTADB:
      return ['is damaged or no SQLite database', 'Restore it from a backup, or move it away to start afresh.']
    case CONSTRAINT:
      return ['does not hold what this belongs to', 'It was removed meanwhile.']
    default:
      return null
  }
}

/** An error of SQLite in the operator's words; any other error as it is. */
export function explainedBy(file: string, error: unknown, name = `the store ${file}`): unknown {
  const code = codeOf(error)
  if (code === null || !(error instanceof Error)) return error
  const found = explained(code, file)
  if (!found) return new StoreError(`${name}: ${error.message}`, 'Please report it.', { cause: error })
  const [what, hint] = found
  return new StoreError(`${name} ${what}`, hint, { cause: error })
}

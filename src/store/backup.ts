import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../lib/random.ts'
import { syncFile, syncFolder, writeDurably } from './durable.ts'
import { inspect } from './inspect.ts'
import { writeKey } from './key-file.ts'
import { currentKey, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { StoreError } from './port.ts'
import { explainedBy } from './sqlite-errors.ts'

export interface Backup {
  readonly sizeBytes: number
  /** Null where the key was left out. */
  readonly keyFile: string | null
}

/** Where the key of a backup is kept, if it is kept with it. */
export const keyFileOf = (backup: string): string => `${backup}.key`

const BUSY_MS = 2000

/**
 * Copies the store as it is at one moment into a file of its own, while others go on writing to it. The file is there
 * whole or not at all, and never in place of another one. Throws `StoreError`.
 */
export function backUp(places: Places, target: string, withKey: boolean, random: Random): Backup {
  const store = storeFile(places)
  if (!existsSync(store)) throw new StoreError(`there is no store ${store}`, 'Name its folder with --data-dir.')
  using unfinished = beginBackup(target, withKey, random)
  copy(store, unfinished.file)
  const { faults } = inspect(unfinished.file)
  if (faults.length > 0) throw damaged(store, faults)
  return unfinished.finish(() => currentKey(places, random))
}

/** A backup that is being written; what there is of it goes when it is let go. */
interface UnfinishedBackup extends Disposable {
  /** Empty, for its owner only. */
  readonly file: string
  /** Gives it its name, and writes the key where it is kept with it. */
  finish(this: void, key: () => Buffer): Backup
}

/** Throws `StoreError` where there is such a file. */
export function beginBackup(target: string, withKey: boolean, random: Random): UnfinishedBackup {
  const keyFile = withKey ? keyFileOf(target) : null
  for (const file of [target, ...(keyFile === null ? [] : [keyFile])])
    if (existsSync(file)) throw new StoreError(`${file} is there already`, 'Give another name, or move it away.')
  const file = `${target}.${random.bytes(4).toString('hex')}.unfinished`
  // For its owner only from the beginning: SQLite writes into an empty file as well as into a new one.
  writing(() => writeDurably(file, ''))
  return {
    file,
    finish(key) {
      writing(() => {
        syncFile(file)
        if (keyFile !== null) writeKey(keyFile, key())
        renameSync(file, target)
        syncFolder(dirname(target))
      })
      return { sizeBytes: statSync(target).size, keyFile }
    },
    [Symbol.dispose]: () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    },
  }
}

function writing(task: () => void): void {
  try {
    task()
  } catch (error) {
    if (error instanceof StoreError) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new StoreError(`the backup cannot be written: ${message}`, 'Name a file in a folder that can be written to.')
  }
}

/** One read transaction; without the pages that are not in use (sqlite.org/lang_vacuum.html, VACUUM INTO). */
function copy(store: string, target: string): void {
  try {
    const database = new DatabaseSync(store, { readOnly: true, timeout: BUSY_MS })
    try {
      database.prepare('vacuum into ?').run(target)
    } finally {
      database.close()
    }
  } catch (error) {
    throw explainedBy(store, error, `the backup of ${store}`)
  }
}

const damaged = (store: string, faults: readonly string[]): StoreError =>
  new StoreError(`the store ${store} is damaged: ${faults.join('; ')}`, 'Restore it from a backup made before.')

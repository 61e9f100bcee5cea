import { copyFileSync, chmodSync, constants, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../model/secret.ts'
import { keyFileOf } from './backup.ts'
import { replaceDatabase } from './database-restore.ts'
import { syncFile, syncFolder } from './durable.ts'
import { inspect } from './inspect.ts'
import { adoptKey, keyIn, stageKey } from './key-file.ts'
import { compared, newer } from './migrations.ts'
import { storeFile } from './open.ts'
import type { Places } from './open.ts'
import { StoreError } from './port.ts'
import { keyIdOf, openVault } from './secret.ts'
import { openSqliteStore, openTables } from './sqlite.ts'
import { explainedBy, isDamage } from './sqlite-errors.ts'

export interface Restored {
  readonly remotes: number
  /** Where the store that was there before is now; null where there was none. */
  readonly replaced: string | null
  /** Where the key that was there before is now; null where it stayed in its place, or there was none. */
  readonly keptKeyFile: string | null
}

export interface RestoreOptions {
  readonly random: Random
  /** What to add to the name of a store that is there; null to refuse where there is one. */
  readonly replacedSuffix: string | null
}

const BUSY_MS = 2000
const SIDE_FILES = ['-wal', '-shm', '-journal']

/**
 * Puts a backup in the place of the store. It is copied and opened beside it first, with all its secrets; what is wrong
 * with it shows there. Then it takes its place at once or not at all, and the store before stays under another name.
 * Throws `StoreError`, also where another process has the store open.
 */
export function restore(places: Places, backup: string, options: RestoreOptions): Promise<Restored> {
  const { databaseUrl } = places
  return databaseUrl ? restoreToDatabase(places, databaseUrl, backup, options) : restoreToFile(places, backup, options)
}

async function restoreToFile(places: Places, backup: string, options: RestoreOptions): Promise<Restored> {
  const { random, replacedSuffix } = options
  const store = storeFile(places)
  const key = keyFor(backup, places.masterKeyFile)
  nameAside(store, replacedSuffix)
  const copy = `${store}.${random.bytes(4).toString('hex')}.unfinished`
  try {
    copyPrivately(backup, copy)
    const remotes = await remotesIn(copy, key, random)
    const isOther = keyIn(places.masterKeyFile)?.equals(key) !== true
    if (isOther) stageKey(places.masterKeyFile, key)
    const replaced = takePlace(copy, store, replacedSuffix)
    return { remotes, replaced, keptKeyFile: isOther ? adoptKey(places.masterKeyFile) : null }
  } finally {
    for (const suffix of ['', ...SIDE_FILES]) rmSync(`${copy}${suffix}`, { force: true })
  }
}

/** The same into a database. The store before is kept as a backup of its own, in the data folder. */
async function restoreToDatabase(
  places: Places,
  url: Secret,
  backup: string,
  { random, replacedSuffix }: RestoreOptions,
): Promise<Restored> {
  const key = keyFor(backup, places.masterKeyFile)
  const copy = `${storeFile(places)}.${random.bytes(4).toString('hex')}.unfinished`
  const replaced = replacedSuffix === null ? null : `${storeFile(places)}.${replacedSuffix}`
  try {
    copyPrivately(backup, copy)
    const remotes = await remotesIn(copy, key, random)
    const isOther = keyIn(places.masterKeyFile)?.equals(key) !== true
    if (isOther) stageKey(places.masterKeyFile, key)
    await using from = await openTables(copy)
    const wasThere = await replaceDatabase(url, from, { places, target: replaced, random })
    const keptKeyFile = isOther ? adoptKey(places.masterKeyFile) : null
    return { remotes, replaced: wasThere ? replaced : null, keptKeyFile }
  } finally {
    for (const suffix of ['', ...SIDE_FILES]) rmSync(`${copy}${suffix}`, { force: true })
  }
}

/** The key that a backup is sealed with: the one of this store, or the one kept with the backup. */
function keyFor(backup: string, masterKeyFile: string): Buffer {
  const name = `the backup ${backup}`
  if (!existsSync(backup)) throw new StoreError(`there is no file ${backup}`, 'Name a file that `backup` has written.')
  const { faults, migrations, keyId } = inspect(backup, name)
  if (faults.length > 0) throw new StoreError(`${name} is damaged: ${faults.join('; ')}`, 'Take another backup.')
  if (migrations.length === 0 || keyId === null)
    throw new StoreError(`${name} is no store of Panoramica`, 'Name a file that `backup` has written.')
  const { unknown } = compared(migrations)
  if (unknown.length > 0) throw newer(name, unknown)
  for (const file of [masterKeyFile, keyFileOf(backup)]) {
    const key = keyIn(file)
    if (key && keyIdOf(key) === keyId) return key
  }
  throw new StoreError(
    `${name} is sealed with the key ${keyId}, which is neither in ${masterKeyFile} nor in ${keyFileOf(backup)}`,
    'Put the key file that was in use when the backup was made into one of these places.',
  )
}

function copyPrivately(from: string, to: string): void {
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
    copyFileSync(from, to, constants.COPYFILE_EXCL)
    chmodSync(to, 0o600)
    syncFile(to)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      `the backup cannot be copied: ${message}`,
      `Make room in ${dirname(to)}, and make it writable.`,
    )
  }
}

/** Opens the copy as the server would, which brings it up to date, and counts what it holds. */
async function remotesIn(copy: string, key: Buffer, random: Random): Promise<number> {
  const store = await openSqliteStore(copy, openVault(key, random))
  try {
    return (await store.remotes()).length
  } finally {
    await store.close()
  }
}

/** What a store that is there is called from now on; null where there is none. */
function nameAside(store: string, replacedSuffix: string | null): string | null {
  if (!existsSync(store)) return null
  if (replacedSuffix !== null) return `${store}.${replacedSuffix}`
  throw new StoreError(`there is a store already: ${store}`, 'Stop the server and give --replace to move it aside.')
}

/** Gives the copy the name of the store; says under which name the one that has it is kept. */
function takePlace(copy: string, store: string, replacedSuffix: string | null): string | null {
  const replaced = nameAside(store, replacedSuffix)
  const lock = replaced === null ? null : aloneWith(store)
  try {
    if (replaced !== null) moveAside(store, replaced, lock !== null)
    renameSync(copy, store)
    syncFolder(dirname(store))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StoreError(`the store ${store} cannot be replaced: ${message}`, `Make ${dirname(store)} writable.`)
  } finally {
    lock?.close()
  }
  return replaced
}

/**
 * Keeps every other process out of a store, and has all that was written in the one file. Null for a store that is
 * damaged: nobody can go on with it, it may be what the backup is for, and SQLite would tidy up what belongs to it.
 */
function aloneWith(store: string): DatabaseSync | null {
  if (isDamaged(store)) return null
  const database = new DatabaseSync(store, { timeout: BUSY_MS })
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit; pragma journal_mode = delete')
    return database
  } catch (error) {
    database.close()
    throw explainedBy(store, error)
  }
}

function isDamaged(store: string): boolean {
  try {
    inspect(store)
    return false
  } catch (error) {
    if (error instanceof StoreError && isDamage(error.cause)) return true
    throw error
  }
}

/** Gives the store a second name, so that there is no moment without one, and takes away what belongs to the first. */
function moveAside(store: string, replaced: string, isInOneFile: boolean): void {
  linkSync(store, replaced)
  for (const suffix of SIDE_FILES) {
    if (isInOneFile) rmSync(`${store}${suffix}`, { force: true })
    else if (existsSync(`${store}${suffix}`)) renameSync(`${store}${suffix}`, `${replaced}${suffix}`)
  }
}

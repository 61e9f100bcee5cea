import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Random } from '../lib/random.ts'
import { syncFolder, writeDurably } from './durable.ts'
import { StoreError } from './port.ts'
import { KEY_BYTES, keyIdOf } from './secret.ts'

const OTHERS = 0o077

/**
 * The key in a file that only its owner can read. It is made at the first start, but not beside a store that is already
 * there (`store`): that was sealed with a key that is missing now. Throws `StoreError`.
 */
export function keyFromFile(path: string, random: Random, store: string | null): Buffer {
  const key = keyIn(path)
  if (key) return key
  if (store === null) return create(path, random)
  throw new StoreError(
    `the key file ${path} is missing, but the store ${store} is there`,
    'Put back the key file of this store, or move the store away to start afresh.',
  )
}

/** Null where there is no such file. Throws `StoreError` for what is no key, or can be read by others. */
export function keyIn(path: string): Buffer | null {
  try {
    return read(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error instanceof StoreError ? error : cannotRead(path, error)
  }
}

function read(path: string): Buffer {
  const text = readFileSync(path, 'latin1').trim()
  const { mode } = statSync(path)
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    const seen = (mode & 0o777).toString(8).padStart(4, '0')
    throw new StoreError(`the key file ${path} can be read or changed by others (mode ${seen})`, `chmod 600 ${path}`)
  }
  const key = Buffer.from(text, 'base64')
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text) || key.length !== KEY_BYTES) {
    throw new StoreError(
      `the file ${path} does not hold a key of Panoramica`,
      'Put back the key file, or name another one.',
    )
  }
  return key
}

/** Never over an existing file, and on disk before anything is sealed with it. */
function create(path: string, random: Random): Buffer {
  const key = random.bytes(KEY_BYTES)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeKey(path, key)
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return read(path)
    throw cannotMake(path, error)
  }
  return key
}

export const writeKey = (path: string, key: Buffer): void => writeDurably(path, `${key.toString('base64')}\n`)

const nextOf = (path: string): string => `${path}.next`
/** Where a key goes that another one takes the place of. */
const keptOf = (path: string, key: Buffer): string => `${path}.${keyIdOf(key)}`

/** The key that waits to take the place of the one in `path`; null where there is none. */
export function stagedKey(path: string): Buffer | null {
  try {
    return keyIn(nextOf(path))
  } catch {
    return null
  }
}

/**
 * Puts a key on disk beside the one in `path`, before anything is sealed with it. One that waits there is kept: something
 * may be sealed with it. Throws `StoreError`.
 */
export function stageKey(path: string, key: Buffer): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const waiting = stagedKey(path)
    if (waiting) renameSync(nextOf(path), keptOf(path, waiting))
    else rmSync(nextOf(path), { force: true })
    writeKey(nextOf(path), key)
  } catch (error) {
    throw cannotMake(nextOf(path), error)
  }
}

/** Makes the staged key the one in `path`, at once or not at all. Where the one before is kept; null where there was none. */
export function adoptKey(path: string): string | null {
  const key = keyIn(path)
  const before = key && keptOf(path, key)
  try {
    if (before !== null && !existsSync(before)) linkSync(path, before)
    renameSync(nextOf(path), path)
    syncFolder(dirname(path))
  } catch (error) {
    throw cannotMake(path, error)
  }
  return before
}

const cannotMake = (path: string, cause: unknown): StoreError =>
  new StoreError(`the key file ${path} cannot be made: ${messageOf(cause)}`, `Make ${dirname(path)} writable.`, {
    cause,
  })

const cannotRead = (path: string, cause: unknown): StoreError =>
  new StoreError(`the key file ${path} cannot be read: ${messageOf(cause)}`, `Make ${path} readable for this user.`, {
    cause,
  })

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

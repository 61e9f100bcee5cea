import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Random } from '../lib/random.ts'
import { StoreError } from './port.ts'
import { KEY_BYTES } from './secret.ts'

const OTHERS = 0o077

/**
 * The key in a file that only its owner can read. It is made at the first start, but not beside a store that is already
 * there (`store`): that was sealed with a key that is missing now. Throws `StoreError`.
 */
export function keyFromFile(path: string, random: Random, store: string | null): Buffer {
  try {
    return read(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      if (store === null) return create(path, random)
      throw new StoreError(
        `the key file ${path} is missing, but the store ${store} is there`,
        'Put back the key file of this store, or move the store away to start afresh.',
      )
    }
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
    const file = openSync(path, 'wx', 0o600)
    try {
      writeSync(file, `${key.toString('base64')}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return read(path)
    throw new StoreError(
      `the key file ${path} cannot be made: ${messageOf(error)}`,
      `Make ${dirname(path)} writable.`,
      {
        cause: error,
      },
    )
  }
  return key
}

const cannotRead = (path: string, cause: unknown): StoreError =>
  new StoreError(`the key file ${path} cannot be read: ${messageOf(cause)}`, `Make ${path} readable for this user.`, {
    cause,
  })

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

import { existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../model/secret.ts'
import { copyStore, isEmpty } from './copy.ts'
import type { Copied } from './copy.ts'
import { writeDurably } from './durable.ts'
import { currentKey, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { ownSecretIn } from './own-secret.ts'
import { StoreError } from './port.ts'
import { ALONE, holdAlone } from './postgres-alone.ts'
import { openPostgresTables } from './postgres.ts'
import { nameOf } from './postgres-pool.ts'
import { openVault } from './secret.ts'
import { openTables } from './sqlite.ts'
import { explainedBy } from './sqlite-errors.ts'

const BUSY_MS = 2000

/**
 * Copies the embedded store to an empty PostgreSQL database, all of it or nothing. The store stays as it is, and so does
 * its key, which opens the copy. Throws `StoreError`, also where another process has one of the two open.
 */
export async function moveStore(places: Places, target: Secret, random: Random): Promise<Copied> {
  const store = storeFile(places)
  if (!existsSync(store)) throw new StoreError(`there is no store ${store}`, 'Name its folder with --data-dir.')
  const vault = openVault(currentKey(places, random), random)
  const copy = `${store}.${random.bytes(4).toString('hex')}.unfinished`
  try {
    using _held = heldAndCopied(store, copy)
    await using from = await openTables(copy)
    await ownSecretIn(from, vault)
    await using to = await openPostgresTables(target, ALONE)
    return await to.transaction().execute(async (transaction) => {
      await holdAlone(transaction, nameOf(target))
      if (!(await isEmpty(transaction)))
        throw new StoreError(`the store ${nameOf(target)} is not empty`, 'Make another database: `createdb`.')
      return copyStore(from, transaction)
    })
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true })
  }
}

/** Copies a store that nobody else has open, and keeps it from others until it is let go. */
function heldAndCopied(store: string, copy: string): DatabaseSync {
  const database = new DatabaseSync(store, { timeout: BUSY_MS })
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit')
    writeDurably(copy, '')
    database.prepare('vacuum into ?').run(copy)
    return database
  } catch (error) {
    database.close()
    throw explainedBy(store, error)
  }
}

import type { Kysely } from 'kysely'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../model/secret.ts'
import { beginBackup } from './backup.ts'
import type { Backup } from './backup.ts'
import { copyStore, isEmpty } from './copy.ts'
import { compared, done, newer } from './migrations.ts'
import { currentKeyIn } from './open.ts'
import type { Places } from './open.ts'
import { StoreError } from './port.ts'
import { connectedTo } from './postgres.ts'
import { nameOf } from './postgres-pool.ts'
import { openTables } from './sqlite.ts'
import type { Tables } from './tables.ts'

/**
 * Copies a store in PostgreSQL as it is at one moment into a SQLite file, while others go on writing to it: `restore` puts
 * it back into either engine. The file is there whole or not at all, and never in place of another one. Throws
 * `StoreError`.
 */
export async function backUpDatabase(
  places: Places,
  url: Secret,
  target: string,
  withKey: boolean,
  random: Random,
): Promise<Backup> {
  await using db = connectedTo(url)
  const transaction = db.transaction().setIsolationLevel('repeatable read')
  return await transaction.execute(async (from) => {
    await checkStore(from, nameOf(url))
    return writeBackup(from, { places, name: nameOf(url), target, withKey, random })
  })
}

export interface BackupOptions {
  readonly places: Places
  /** How the database is called. */
  readonly name: string
  readonly target: string
  readonly withKey: boolean
  readonly random: Random
}

/** `from` is in a transaction. Throws `StoreError`. */
export async function writeBackup(from: Kysely<Tables>, options: BackupOptions): Promise<Backup> {
  const { places, name, target, withKey, random } = options
  using unfinished = beginBackup(target, withKey, random)
  await copyTo(unfinished.file, from)
  const key = withKey ? await currentKeyIn(from, places, name, random) : Buffer.alloc(0)
  return unfinished.finish(() => key)
}

async function copyTo(file: string, from: Kysely<Tables>): Promise<void> {
  await using to = await openTables(file)
  await to.transaction().execute((transaction) => copyStore(from, transaction))
}

/** Whether this version knows the store as it is. */
async function checkStore(db: Kysely<Tables>, name: string): Promise<void> {
  const { unknown, missing } = compared(await done(db))
  if (unknown.length > 0) throw newer(`the store ${name}`, unknown)
  if (missing.length > 0)
    throw new StoreError(`the store ${name} is not of this version`, 'Start the server first: it brings it up to date.')
  if (await isEmpty(db)) throw new StoreError(`there is no store in ${name}`, 'Start the server first.')
}

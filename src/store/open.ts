import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../model/secret.ts'
import { inspect } from './inspect.ts'
import { adoptKey, keyFromFile, stagedKey } from './key-file.ts'
import { ownKeyId } from './own-secret.ts'
import type { SharedStore } from './port.ts'
import { keyIdOf, openVault } from './secret.ts'
import { sqlStore } from './sql-store.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Tables } from './tables.ts'

export interface Places {
  readonly dataDir: string
  readonly masterKeyFile: string
  /** The PostgreSQL database that holds the store; null or missing for the embedded one. */
  readonly databaseUrl?: Secret | null
}

export const storeFile = ({ dataDir }: Pick<Places, 'dataDir'>): string => join(dataDir, 'panoramica.db')

/** Opens the store, making it and its key at the first start. Throws `StoreError`. */
export async function openStore(places: Places, random: Random): Promise<SharedStore> {
  if (places.databaseUrl) return openInDatabase(places, places.databaseUrl, random)
  return openSqliteStore(storeFile(places), openVault(currentKey(places, random), random))
}

/** Its client is loaded where there is such a database. */
async function openInDatabase(places: Places, url: Secret, random: Random): Promise<SharedStore> {
  const { openPostgresTables, PATIENT } = await import('./postgres.ts')
  const { postgresEngine } = await import('./postgres-engine.ts')
  const { nameOf } = await import('./postgres-pool.ts')
  const db = await openPostgresTables(url, PATIENT)
  try {
    const vault = openVault(await currentKeyIn(db, places, nameOf(url), random), random)
    return await sqlStore(db, vault, postgresEngine())
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/**
 * The key of the store. Where a process ended between sealing the store with a new key and putting that key in its place,
 * this does the latter. Throws `StoreError`.
 */
export function currentKey(places: Places, random: Random): Buffer {
  const store = existsSync(storeFile(places)) ? storeFile(places) : null
  return keyOf(places, store, store === null ? null : inspect(store).keyId, random)
}

/** The same of a store in a database. */
export async function currentKeyIn(db: Kysely<Tables>, places: Places, name: string, random: Random): Promise<Buffer> {
  const keyId = await ownKeyId(db)
  return keyOf(places, keyId === null ? null : name, keyId, random)
}

/** `store`: how it is called; null where there is none that is sealed with a key already. */
function keyOf({ masterKeyFile }: Places, store: string | null, keyId: string | null, random: Random): Buffer {
  const staged = stagedKey(masterKeyFile)
  if (store !== null && staged && keyId === keyIdOf(staged)) adoptKey(masterKeyFile)
  return keyFromFile(masterKeyFile, random, store)
}

import { existsSync } from 'node:fs'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../model/secret.ts'
import { adoptKey, stageKey } from './key-file.ts'
import { currentKey, currentKeyIn, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { resealOwnSecret } from './own-secret.ts'
import { StoreError } from './port.ts'
import { ALONE, holdAlone } from './postgres-alone.ts'
import { openPostgresTables } from './postgres.ts'
import { nameOf } from './postgres-pool.ts'
import { resealSecrets } from './remotes.ts'
import { KEY_BYTES, keyIdOf, openVault } from './secret.ts'
import { openTables } from './sqlite.ts'
import type { Tables } from './tables.ts'

export interface Rotation {
  /** How many secrets of remotes were sealed anew. */
  readonly secrets: number
  readonly keyId: string
  /** Where the key before is kept: backups made until now need it. */
  readonly keptKeyFile: string | null
}

/**
 * Seals everything with a new key. Wherever it is cut off, the store opens: the new key is on disk before anything is
 * sealed with it, all is sealed in one transaction, and which of the two keys counts is what the store says
 * (`currentKey`). Throws `StoreError`, also where another process has the store open.
 */
export function rotateKey(places: Places, random: Random): Promise<Rotation> {
  return places.databaseUrl ? rotateInDatabase(places, places.databaseUrl, random) : rotateInFile(places, random)
}

async function rotateInFile(places: Places, random: Random): Promise<Rotation> {
  const file = storeFile(places)
  if (!existsSync(file)) throw new StoreError(`there is no store ${file}`, 'Name its folder with --data-dir.')
  const before = currentKey(places, random)
  const db = await openTables(file, { alone: true })
  try {
    // What was sealed with the key before is not to stay behind in unused parts of the file.
    await sql`pragma secure_delete = on`.execute(db)
    const { key, secrets } = await db
      .transaction()
      .execute((transaction) => reseal(transaction, places, before, random))
    return { secrets, keyId: keyIdOf(key), keptKeyFile: adoptKey(places.masterKeyFile) }
  } finally {
    await db.destroy()
  }
}

async function rotateInDatabase(places: Places, url: Secret, random: Random): Promise<Rotation> {
  const db = await openPostgresTables(url, ALONE)
  try {
    const before = await currentKeyIn(db, places, nameOf(url), random)
    const { key, secrets } = await db.transaction().execute(async (transaction) => {
      await holdAlone(transaction, nameOf(url))
      return reseal(transaction, places, before, random)
    })
    const keptKeyFile = adoptKey(places.masterKeyFile)
    // What was sealed with the key before is not to stay behind in dead rows.
    for (const table of ['secret', 'own_secret']) await sql`vacuum full ${sql.table(table)}`.execute(db)
    return { secrets, keyId: keyIdOf(key), keptKeyFile }
  } finally {
    await db.destroy()
  }
}

/** Puts a new key on disk, then seals everything with it. */
async function reseal(db: Kysely<Tables>, { masterKeyFile }: Places, before: Buffer, random: Random) {
  const key = random.bytes(KEY_BYTES)
  const [from, to] = [openVault(before, random), openVault(key, random)]
  stageKey(masterKeyFile, key)
  await resealOwnSecret(db, from, to)
  return { key, secrets: await resealSecrets(db, from, to) }
}

import { existsSync } from 'node:fs'
import { sql } from 'kysely'
import type { Random } from '../lib/random.ts'
import { adoptKey, stageKey } from './key-file.ts'
import { currentKey, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { resealOwnSecret } from './own-secret.ts'
import { StoreError } from './port.ts'
import { resealSecrets } from './remotes.ts'
import { KEY_BYTES, keyIdOf, openVault } from './secret.ts'
import { openTables } from './sqlite.ts'

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
export async function rotateKey(places: Places, random: Random): Promise<Rotation> {
  const file = storeFile(places)
  if (!existsSync(file)) throw new StoreError(`there is no store ${file}`, 'Name its folder with --data-dir.')
  const before = openVault(currentKey(places, random), random)
  const key = random.bytes(KEY_BYTES)
  const after = openVault(key, random)
  const db = await openTables(file, { alone: true })
  try {
    stageKey(places.masterKeyFile, key)
    // What was sealed with the key before is not to stay behind in unused parts of the file.
    await sql`pragma secure_delete = on`.execute(db)
    const secrets = await db.transaction().execute(async (transaction) => {
      await resealOwnSecret(transaction, before, after)
      return resealSecrets(transaction, before, after)
    })
    return { secrets, keyId: keyIdOf(key), keptKeyFile: adoptKey(places.masterKeyFile) }
  } finally {
    await db.destroy()
  }
}

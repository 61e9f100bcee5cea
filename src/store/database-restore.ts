import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Random } from '../lib/random.ts'
import type { Secret } from '../model/secret.ts'
import { copyStore, isEmpty } from './copy.ts'
import { writeBackup } from './database-backup.ts'
import { layoutOf } from './layout.ts'
import type { Places } from './open.ts'
import { StoreError } from './port.ts'
import { ALONE, holdAlone } from './postgres-alone.ts'
import { openPostgresTables } from './postgres.ts'
import { nameOf } from './postgres-pool.ts'
import type { Tables } from './tables.ts'

interface Replacing {
  readonly places: Places
  /** Where the store that is there is kept; null to refuse where there is one. */
  readonly target: string | null
  readonly random: Random
}

/**
 * Puts a store that lies in SQLite in the place of what a database holds, at once or not at all. Says whether it held a
 * store. Throws `StoreError`, also where another process has it open.
 */
export async function replaceDatabase(url: Secret, from: Kysely<Tables>, replacing: Replacing): Promise<boolean> {
  const { places, target, random } = replacing
  const name = nameOf(url)
  await using db = await openPostgresTables(url, ALONE)
  return await db.transaction().execute(async (transaction) => {
    await holdAlone(transaction, name)
    const wasThere = !(await isEmpty(transaction))
    if (wasThere) {
      if (target === null)
        throw new StoreError(
          `there is a store already: ${name}`,
          'Stop every Panoramica that uses it and give --replace to keep it aside.',
        )
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
      await writeBackup(transaction, { places, name, target, withKey: false, random })
      const tables = (await layoutOf(from, transaction)).map((table) => sql.table(table.name))
      await sql`truncate ${sql.join(tables)} cascade`.execute(transaction)
    }
    await copyStore(from, transaction)
    return wasThere
  })
}

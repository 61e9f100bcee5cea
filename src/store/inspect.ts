import { DatabaseSync } from 'node:sqlite'
import { sealedBy } from './secret.ts'
import { explainedBy } from './sqlite-errors.ts'

/** What a SQLite file says of itself. */
export interface Inspection {
  /** What SQLite finds wrong with it; empty for a file that is whole. */
  readonly faults: readonly string[]
  /** The migrations it has had; none for a file that is no store. */
  readonly migrations: readonly string[]
  /** Of the key that its secrets are sealed with; null where nothing is sealed yet. */
  readonly keyId: string | null
}

const BUSY_MS = 2000
const MOST_FAULTS = 5

/** Looks at a store without changing it; another process may have it open. Throws `StoreError`. */
export function inspect(file: string, name = `the store ${file}`): Inspection {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
    try {
      return {
        faults: faultsIn(database),
        migrations: texts(database, 'kysely_migration', 'name'),
        keyId: texts(database, 'own_secret', 'sealed').map(sealedBy)[0] ?? null,
      }
    } finally {
      database.close()
    }
  } catch (error) {
    throw explainedBy(file, error, name)
  }
}

const faultsIn = (database: DatabaseSync): string[] =>
  database
    .prepare(`pragma quick_check(${MOST_FAULTS})`)
    .all()
    .map((row) => String(row['quick_check']))
    .filter((fault) => fault !== 'ok')

function texts(database: DatabaseSync, table: string, column: string): string[] {
  const known = database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table)
  if (!known) return []
  return database
    .prepare(`select ${column} from ${table}`)
    .all()
    .map((row) => String(row[column]))
}

import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import type { SqliteDatabase } from 'kysely'
import { migrate } from './migrations.ts'
import { StoreError } from './port.ts'
import type { SharedStore } from './port.ts'
import type { Vault } from './secret.ts'
import { sqlStore } from './sql-store.ts'
import { SQLITE } from './sqlite-engine.ts'
import { explainedBy } from './sqlite-errors.ts'
import type { Tables } from './tables.ts'

/** How long a write waits for another process to finish its own. */
const BUSY_MS = 2000

/** Opens the store in a SQLite file, making it at the first start. Throws `StoreError`. */
export async function openSqliteStore(file: string, vault: Vault, busyMs = BUSY_MS): Promise<SharedStore> {
  const db = await openTables(file, { busyMs })
  try {
    return await sqlStore(db, vault, SQLITE)
  } catch (error) {
    await db.destroy()
    throw error
  }
}

interface Opening {
  readonly busyMs?: number
  /** Keeps every other process out, and fails where there is one. */
  readonly alone?: boolean
}

/** The tables in a SQLite file, up to date. Throws `StoreError`. */
export async function openTables(file: string, opening: Opening = {}): Promise<Kysely<Tables>> {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: opened(file, opening) }) })
  try {
    await migrate(db, file)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

function opened(file: string, { busyMs = BUSY_MS, alone = false }: Opening): SqliteDatabase {
  makePrivate(file)
  const saying = <T>(task: () => T): T => {
    try {
      return task()
    } catch (error) {
      throw explainedBy(file, error)
    }
  }
  const database = saying(() => new DatabaseSync(file, { timeout: busyMs }))
  try {
    if (alone) database.exec('pragma locking_mode = exclusive')
    // FULL: a write that was acknowledged survives a power cut too, not only the end of this process.
    saying(() => database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on'))
  } catch (error) {
    database.close()
    throw error
  }
  return kyselyDatabase(database, saying)
}

/** `node:sqlite` in the shape that Kysely's SQLite dialect expects. */
function kyselyDatabase(database: DatabaseSync, saying: <T>(task: () => T) => T): SqliteDatabase {
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[]
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = saying(() => database.prepare(sql))
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => saying(() => statement.all(...values(parameters))),
        run: (parameters) => saying(() => statement.run(...values(parameters))),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      }
    },
  }
}

/** Makes folder and file readable for their owner only; SQLite gives its side files the same mode. */
function makePrivate(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      `the store ${file} cannot be opened: ${message}`,
      `Make ${dirname(file)} writable for this user.`,
      {
        cause: error,
      },
    )
  }
}

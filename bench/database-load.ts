import type { Secret } from '../src/model/secret.ts'
import type { OwnPostgres } from '../test/tools/postgres.ts'
import { cpuSecondsUnder, parentOf } from './process-load.ts'

/** What a database was put to so far. */
export interface DatabaseLoad {
  readonly transactions: number
  readonly rowsWritten: number
  readonly rowsRead: number
  /** Of the write-ahead log. */
  readonly bytesWritten: number
  readonly cpuSeconds: number
}

export async function databaseLoad(server: OwnPostgres, database: Secret): Promise<DatabaseLoad> {
  const [row] = await server.ask(
    database,
    `select (xact_commit + xact_rollback)::float8 as transactions,
      (tup_inserted + tup_updated + tup_deleted)::float8 as written, tup_returned::float8 as read,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as bytes
      from pg_stat_database where datname = current_database()`,
  )
  const figure = (name: string): number => Number(row?.[name])
  return {
    transactions: figure('transactions'),
    rowsWritten: figure('written'),
    rowsRead: figure('read'),
    bytesWritten: figure('bytes'),
    cpuSeconds: cpuSecondsUnder(await postmasterOf(server, database)),
  }
}

/** The process that all others of the server come from. */
async function postmasterOf(server: OwnPostgres, database: Secret): Promise<number> {
  const client = server.clientOf(database)
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return parentOf(rows[0]?.pid ?? 0) ?? Number.NaN
  } finally {
    await client.end()
  }
}

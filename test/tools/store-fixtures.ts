// Stores as released versions left them: `node test/tools/store-fixtures.ts` writes those that are missing, one for each
// migration, as SQL. One that is there is never written again: what it looks like is what has to go on opening.
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration } from 'kysely/migration'
import { seededRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/model/secret.ts'
import { KEY_BYTES, openVault } from '../../src/store/secret.ts'

export const FIXTURES = join(import.meta.dirname, '../fixtures/store')
const MIGRATIONS = join(import.meta.dirname, '../../src/store/migrations')

/** Seals nothing but what is in these files. */
export const fixtureVault = () => openVault(Buffer.alloc(KEY_BYTES, 'fixture'), seededRandom(1))

export const AT = Date.UTC(2026, 0, 2)

type Row = Readonly<Record<string, SQLInputValue>>
type Rows = Readonly<Record<string, readonly Row[]>>

const look = (subject: object) =>
  JSON.stringify({ subject, outcome: { status: 'ok' }, at: AT, durationMs: 12, via: 'ssh-batch' })
const good = (value: object) => JSON.stringify({ value, at: AT, via: 'ssh-batch' })

const vault = fixtureVault()
const secret = (field: string, text: string): Row => ({
  remote_id: 1,
  field,
  sealed: vault.seal(new Secret(text), `remote 1 ${field}`),
})

const iso = new Date(AT).toISOString()

/** What each migration makes room for. */
const ADDED: Readonly<Record<string, Rows>> = {
  '0001-initial': {
    remote: [
      {
        id: 1,
        name: 'prod',
        address: '192.0.2.1',
        cluster: 'prod',
        ssh: JSON.stringify({ port: 22, username: 'root', useAgent: false, sudo: false }),
        api: JSON.stringify({ port: 8006, tokenId: 'root@pam!panoramica' }),
        added_at: AT,
      },
    ],
    secret: [secret('ssh.privateKey', 'a key of the fixture'), secret('api.tokenSecret', 'a token of the fixture')],
    pin: [{ remote_id: 1, kind: 'ssh', host: '192.0.2.1', port: 22, sha256: 'SHA256:fixture', key_type: null }],
    node: [
      { id: 1, remote_id: 1, name: 'pve1', address: '192.0.2.1', first_seen_at: AT, last_seen_at: AT },
      { id: 2, remote_id: 1, name: 'pve2', address: '192.0.2.2', first_seen_at: AT, last_seen_at: AT },
    ],
    observation: [
      { node_id: 1, collector: 'time', last: look({ scope: 'node', node: 'pve1' }), good: good({ timezone: 'UTC' }) },
    ],
  },
  '0002-guests': {
    guest_observation: [
      {
        remote_id: 1,
        vmid: 100,
        collector: 'guest-config',
        last: look({ scope: 'guest', node: 'pve1', vmid: 100, type: 'qemu' }),
        good: good({ cores: 2 }),
      },
    ],
  },
  '0003-users': {
    user: [
      {
        id: 'user-1',
        createdAt: iso,
        updatedAt: iso,
        name: 'Ann',
        email: 'ann@example.com',
        emailVerified: 1,
        role: 'admin',
      },
    ],
    audit_event: [
      { at: AT, action: 'user.add', actor_kind: 'command', actor_name: null, subject: 'ann', from: null, ok: 1 },
    ],
  },
  '0004-own-secret': {
    own_secret: [{ name: 'root', sealed: vault.seal(new Secret('the root of the fixture'), 'store root') }],
  },
  '0005-members': {},
  '0006-history': {
    fleet_event: [
      {
        remote_id: 1,
        node_id: 1,
        vmid: 100,
        name: 'web',
        at: AT,
        kind: 'guest-status',
        from: 'stopped',
        to: 'running',
      },
    ],
    told: [{ remote_id: 1, told: JSON.stringify({ fixture: true }) }],
    sample: [{ span_ms: 60_000, at: AT, subject: 'fleet', figures: '[12.5,null,[1,2,3,4]]' }],
  },
}

const name = (file: string): string => basename(file, '.ts')
const identifier = (text: string): string => `"${text}"`

/** Every migration by its name, as its file declares it. */
async function migrations(): Promise<Record<string, Migration>> {
  const files = globSync(join(MIGRATIONS, '0*.ts')).sort()
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const [declared] = Object.values((await import(file)) as Record<string, Migration>)
    if (!declared) throw new TypeError(`${file} declares no migration`)
    return [name(file), declared]
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** A store as the version whose last migration this is would leave it. */
async function dumpAfter(last: string, all: Record<string, Migration>): Promise<string> {
  const database = new DatabaseSync(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: forKysely(database) }) })
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => all } }).migrateTo(last)
  if (error) throw new Error(`${last} failed`, { cause: error })
  database.prepare('update kysely_migration set timestamp = ?').run(iso)
  for (const migration of Object.keys(all).filter((each) => each <= last)) insert(database, ADDED[migration] ?? {})
  return dumped(database)
}

const forKysely = (database: DatabaseSync) => ({
  close: () => database.close(),
  prepare(sql: string) {
    const statement = database.prepare(sql)
    const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[]
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
      run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
      iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
    }
  },
})

function insert(database: DatabaseSync, rows: Rows): void {
  for (const [table, some] of Object.entries(rows))
    for (const row of some) {
      const columns = Object.keys(row)
      database
        .prepare(
          `insert into ${identifier(table)} (${columns.map(identifier).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
        )
        .run(...Object.values(row))
    }
}

/** Tables, their rows, and indexes, as SQL that makes them again. */
function dumped(database: DatabaseSync): string {
  const parts = database
    .prepare(
      "select type, name, sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by rowid",
    )
    .all()
  const lines = parts.flatMap(({ type, name: table, sql }) => [
    `${String(sql)};`,
    ...(type === 'table' ? rowsOf(database, String(table)) : []),
  ])
  return `${lines.join('\n')}\n`
}

function rowsOf(database: DatabaseSync, table: string): string[] {
  const columns = database.prepare(`pragma table_info(${identifier(table)})`).all()
  const names = columns.map((column) => identifier(String(column['name'])))
  const values = names.map((column) => `quote(${column})`).join(` || ', ' || `)
  return database
    .prepare(`select ${values} as line from ${identifier(table)} order by 1`)
    .all()
    .map(({ line }) => `insert into ${identifier(table)} (${names.join(', ')}) values (${String(line)});`)
}

if (import.meta.main) {
  mkdirSync(FIXTURES, { recursive: true })
  const all = await migrations()
  for (const last of Object.keys(all)) {
    const file = join(FIXTURES, `${last}.sql`)
    if (!existsSync(file)) writeFileSync(file, await dumpAfter(last, all))
  }
}

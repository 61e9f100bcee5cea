import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { storeContract } from '../../test/contract/store.ts'
import { remoteWithSecrets } from '../../test/tools/places.ts'
import { postgresServer } from '../../test/tools/postgres.ts'
import type { PostgresServer } from '../../test/tools/postgres.ts'
import { seededRandom } from '../lib/random.ts'
import { Secret } from '../model/secret.ts'
import { StoreError } from './port.ts'
import { connectedTo, openPostgresStore } from './postgres.ts'
import { openVault } from './secret.ts'

const random = seededRandom(7)
const vault = openVault(random.bytes(32), random)

const found = await postgresServer('-c', 'fsync=off', '-c', 'max_connections=20')

/** The error a task fails with, as the operator reads it. */
async function told(task: Promise<unknown>): Promise<{ message: string; hint: string }> {
  try {
    await task
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error))
    return { message: error.message, hint: error.hint }
  }
  assert.fail('it did not fail')
}

/** A way to the server that breaks once: when a client says the words. */
async function breaksOnceAt(words: string, port: number) {
  let isWhole = true
  const relay = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    const end = (): void => {
      client.destroy()
      server.destroy()
    }
    client.on('data', (chunk: Buffer) => {
      if (isWhole && chunk.includes(words)) {
        isWhole = false
        end()
      } else server.write(chunk)
    })
    server.on('data', (chunk: Buffer) => client.write(chunk))
    for (const socket of [client, server]) socket.on('close', end).on('error', end)
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const { port: own } = relay.address() as AddressInfo
  return { port: own, [Symbol.asyncDispose]: () => promisify(relay.close.bind(relay))() }
}

if (typeof found === 'string') void it.skip(found)
else everyCase(found)

function everyCase(server: PostgresServer): void {
  const place = `127.0.0.1:${String(server.port)}`
  const open = async (url: Secret) => openPostgresStore(url, vault)

  storeContract('PostgreSQL', async () => {
    const url = await server.database()
    const opened = {
      store: await open(url),
      async reopen() {
        await opened.store.close()
        return (opened.store = await open(url))
      },
      dispose: () => opened.store.close(),
    }
    return opened
  })

  it('says why a database cannot be used, and never its password', async () => {
    const { message, hint } = await told(open(server.address('postgres', 'wrong')))
    assert.equal(message, `the store postgres://${place}/postgres does not let this user in`)
    assert.ok(!hint.includes('wrong'))
    assert.deepEqual(await told(open(server.address('nowhere'))), {
      message: `the store postgres://${place}/nowhere is not there`,
      hint: 'Make the database, empty: `createdb`. Panoramica makes its tables.',
    })
    assert.deepEqual(await told(open(new Secret('postgres://ann:secret@127.0.0.1:1/db'))), {
      message: 'the store postgres://127.0.0.1:1/db cannot be reached',
      hint: 'Start PostgreSQL, and look at host and port in PANORAMICA_DATABASE_URL.',
    })
  })

  it('says that it takes no writes, is encoded otherwise, or was written by a newer version', async () => {
    const url = await server.database()
    await (await open(url)).close()
    const name = `postgres://${place}${new URL(url.reveal()).pathname}`
    await server.ask(url, `alter database ${name.split('/').at(-1) ?? ''} set default_transaction_read_only = on`)
    assert.equal((await told(open(url))).message, `the store ${name} takes no writes: it is a standby, or read-only`)
    await server.ask(url, `set transaction read write; alter database ${name.split('/').at(-1) ?? ''} reset all`)
    await server.ask(url, "insert into kysely_migration (name, timestamp) values ('0099-from-tomorrow', '2030-01-01')")
    assert.equal(
      (await told(open(url))).message,
      `the store ${name} was written by a newer version of Panoramica (it knows 0099-from-tomorrow)`,
    )
    await server.ask(url, "create database latin encoding 'LATIN1' locale 'C' template template0")
    assert.match((await told(open(server.address('latin')))).message, /is encoded in LATIN1$/)
  })

  it('says that there are too many connections, and works again when there are not', async () => {
    const url = await server.database()
    const stores = await Promise.all([open(url), open(url), open(url)])
    const [first] = stores
    const all = stores.flatMap((store) => Array.from({ length: 10 }, () => store.remotes()))
    const results = await Promise.allSettled(all)
    const reasons = results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as StoreError).message] : []))
    assert.ok(reasons.length > 0)
    for (const reason of reasons) assert.match(reason, /takes no more connections$/)
    assert.deepEqual(await first.remotes(), [])
    for (const store of stores) await store.close()
  })

  it('keeps what a node says with NUL in it, where other text would be lost with it', async () => {
    const store = await open(await server.database())
    const { id } = await store.addRemote({ ...remoteWithSecrets('a'), name: 'a\0b' })
    assert.equal((await store.remote(id))?.name, 'a\uFFFDb')
    await store.close()
  })

  it('writes to the disk before it acknowledges, though the server would not for others', async () => {
    const url = await server.database()
    await server.ask(url, `alter database ${new URL(url.reveal()).pathname.slice(1)} set synchronous_commit = off`)
    const store = await open(url)
    const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(store.database.db)
    assert.deepEqual(rows, [{ synchronous_commit: 'on' }])
    await store.close()
  })

  it('makes its tables once, however many processes start at the same time', async () => {
    const url = await server.database()
    const stores = await Promise.all(Array.from({ length: 3 }, () => open(url)))
    for (const store of stores) await store.close()
    const rows = await server.ask(url, 'select name from own_secret')
    assert.deepEqual(rows, [{ name: 'root' }])
  })

  it('gives up what the server does not answer, and goes on over another connection', async () => {
    const url = await server.database()
    await (await open(url)).close()
    await using db = connectedTo(url, { max: 1, query_timeout: 300 })
    await assert.rejects(sql`select pg_sleep(60)`.execute(db), /cannot be reached/)
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db)
    assert.deepEqual(rows, [{ one: 1 }])
  })

  it('keeps its connections and can be closed where one broke while it was being set up', async () => {
    const url = await server.database()
    await (await open(url)).close()
    await using broken = await breaksOnceAt('synchronous_commit', server.port)
    const through = new URL(url.reveal())
    through.port = String(broken.port)
    const db = connectedTo(new Secret(through.href), { max: 1 })
    await assert.rejects(sql`select 1`.execute(db), /cannot be reached/)
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db)
    assert.deepEqual(rows, [{ one: 1 }])
    await db.destroy()
  })

  it('is known to others as what it is, whatever its address says', async () => {
    const url = await server.database()
    const store = await open(new Secret(`${url.reveal()}?application_name=other`))
    const rows = await server.ask(url, "select 1 from pg_stat_activity where application_name = 'panoramica'")
    assert.ok(rows.length > 0)
    await store.close()
  })

  it('goes on after the server was started anew', async () => {
    const url = await server.database()
    const store = await open(url)
    await store.addRemote(remoteWithSecrets('alpha'))
    await server.stop()
    assert.match((await told(store.remotes())).message, / (?:cannot be reached|is being stopped or started)$/)
    await server.start()
    assert.deepEqual(
      (await store.remotes()).map(({ name }) => name),
      ['alpha'],
    )
    await store.close()
  })
}

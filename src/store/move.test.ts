import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import { pino } from 'pino'
import { look, lookAtGuest, ok, timedOut } from '../../test/contract/store-case.ts'
import { sawNode } from '../../test/tools/known-node.ts'
import { placesIn, remoteWithSecrets, secretsAt } from '../../test/tools/places.ts'
import { postgresServer } from '../../test/tools/postgres.ts'
import type { PostgresServer } from '../../test/tools/postgres.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { openAccounts } from '../api/auth/accounts.ts'
import { AT_LOOPBACK } from '../../test/tools/api.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { systemRandom as random } from '../lib/random.ts'
import { SPAN_MS } from '../model/sample.ts'
import { Secret } from '../model/secret.ts'
import { backUp } from './backup.ts'
import { backUpDatabase } from './database-backup.ts'
import { moveStore } from './move.ts'
import { openStore, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { restore } from './restore.ts'
import { rotateKey } from './rotation.ts'

const found = await postgresServer('-c', 'fsync=off')
const log = pino({ level: 'silent' })
const NOW = Date.UTC(2026, 0, 10)

/** A store with something of everything. */
async function fill(places: Places): Promise<void> {
  const store = await openStore(places, random)
  const { id: gone } = await store.addRemote(remoteWithSecrets('gone'))
  const { id: remoteId } = await store.addRemote(remoteWithSecrets('alpha'))
  await store.removeRemote(gone)
  const { id } = await sawNode(store, { remoteId, name: 'pve1', address: 'h', at: 1 })
  await store.save(id, [look('cpu', ok({ text: 'a "b" \u0000 é' }), NOW), lookAtGuest(100, 'config', timedOut, NOW)])
  await store.history.tell(remoteId, { any: ['thing'] }, [
    { remoteId, nodeId: id, vmid: 100, name: 'web', at: 2, kind: 'guest-config', what: 'memory', from: '1', to: null },
  ])
  for (const at of [0, NOW]) await store.history.addSamples('minute', at, [{ subject: 'fleet', figures: [null] }])
  await store.history.addSamples('day', 0, [
    { subject: 'fleet', figures: [{ least: 0.1, mean: 1 / 3, most: 2, count: 2 }] },
  ])
  const actor = { kind: 'user', name: 'ann' } as const
  await store.recordEvent({ at: 1, action: 'sign-in', actor, subject: null, from: null, ok: true })
  const accounts = await openAccounts({ ...AT_LOOPBACK, store, clock, random, log, firstAdmin: null })
  await accounts.users.add({
    email: 'ann@example.com',
    name: null,
    role: 'admin',
    password: new Secret('x'.repeat(20)),
  })
  await accounts.tokens.create({ name: 'ci', role: 'viewer', expiresInDays: 30, userId: null })
  await store.close()
}

/** All that a store tells, and who is let in. */
async function told(places: Places) {
  const store = await openStore(places, random)
  const accounts = await openAccounts({ ...AT_LOOPBACK, store, clock, random, log, firstAdmin: null })
  const samples = await Promise.all([0, NOW].map((at) => store.history.samples('minute', at)))
  const all = {
    remotes: (await store.remotes()).map(({ id, name }) => [id, name]),
    nodes: await store.nodes(),
    kept: await store.kept(),
    events: await store.history.events({ limit: 10 }),
    told: await store.history.told(),
    samples: [...samples, await store.history.samples('day', 0)],
    audit: await store.events(null, 10),
    users: await accounts.users.list(),
    tokens: await accounts.tokens.list(),
  }
  await store.close()
  return all
}

if (typeof found === 'string') void it.skip(found)
else everyCase(found)

function everyCase(server: PostgresServer): void {
  it('moves everything to a database, leaves the store as it is, and goes on with its numbers', async () => {
    using folder = temporaryFolder()
    const places = placesIn(folder.path)
    await fill(places)
    const [before, secrets] = [await told(places), await secretsAt(places)]
    const databaseUrl = await server.database()
    const bytes = readFileSync(storeFile(places))
    const { tables, rows } = await moveStore(places, databaseUrl, random)
    assert.deepEqual([tables, rows], [18, 16])
    assert.deepEqual(readFileSync(storeFile(places)), bytes)
    const moved = { ...places, databaseUrl }
    assert.deepEqual(await told(moved), before)
    assert.deepEqual(await secretsAt(moved), secrets)
    const store = await openStore(moved, random)
    assert.equal((await store.addRemote(remoteWithSecrets('next'))).id, 3)
    assert.equal(await store.history.dropOldest('minute', SPAN_MS.day), true)
    await store.close()
  })

  it('moves nothing to a database that holds a store, or while another process has one of the two open', async () => {
    using folder = temporaryFolder()
    const places = placesIn(folder.path)
    await fill(places)
    const databaseUrl = await server.database()
    const running = await openStore(places, random)
    await running.remotes()
    await assert.rejects(moveStore(places, databaseUrl, random), /is in use by another process/)
    await running.close()
    const other = await openStore({ ...places, databaseUrl }, random)
    await assert.rejects(moveStore(places, databaseUrl, random), /is in use by another process on 127\.0\.0\.1/)
    await other.close()
    await assert.rejects(moveStore(places, databaseUrl, random), /is not empty/)
    assert.ok(!readdirSync(places.dataDir).some((name) => name.includes('unfinished')))
    assert.deepEqual((await told({ ...places, databaseUrl })).remotes, [])
  })

  it('backs a database up into a file that goes back into either engine', async () => {
    using folder = temporaryFolder()
    const places = { ...placesIn(folder.path), databaseUrl: await server.database() }
    await fill(places)
    const [before, secrets] = [await told(places), await secretsAt(places)]
    const file = join(folder.path, 'monday.db')
    const running = await openStore(places, random)
    const { keyFile } = await backUpDatabase(places, places.databaseUrl, file, true, random)
    await running.close()
    assert.equal(keyFile, `${file}.key`)
    const elsewhere = placesIn(join(folder.path, 'elsewhere'))
    const options = { random, replacedSuffix: null }
    await restore(elsewhere, file, options)
    assert.deepEqual(await told(elsewhere), before)
    const other = { ...placesIn(join(folder.path, 'other')), databaseUrl: await server.database() }
    assert.deepEqual(await restore(other, file, options), { remotes: 1, replaced: null, keptKeyFile: null })
    assert.deepEqual([await told(other), await secretsAt(other)], [before, secrets])
    assert.deepEqual(readdirSync(join(folder.path, 'other'), { recursive: true }), ['data', 'keys', 'keys/master.key'])
  })

  it('keeps the store that a backup takes the place of', async () => {
    using folder = temporaryFolder()
    const places = { ...placesIn(folder.path), databaseUrl: await server.database() }
    const source = placesIn(join(folder.path, 'source'))
    await fill(source)
    const file = join(folder.path, 'monday.db')
    backUp(source, file, true, random)
    const store = await openStore(places, random)
    await store.addRemote(remoteWithSecrets('newer'))
    await assert.rejects(restore(places, file, { random, replacedSuffix: 'old' }), /is in use by another process/)
    await store.close()
    await assert.rejects(restore(places, file, { random, replacedSuffix: null }), /there is a store already: postgres:/)
    const restored = await restore(places, file, { random, replacedSuffix: 'old' })
    const aside = `${storeFile(places)}.old`
    assert.equal(restored.replaced, aside)
    assert.deepEqual(await told(places), await told(source))
    const database = new DatabaseSync(aside, { readOnly: true })
    assert.deepEqual({ ...database.prepare('select name from remote').get() }, { name: 'newer' })
    database.close()
    assert.ok(existsSync(restored.keptKeyFile ?? ''))
  })

  it('seals a store in a database with a new key, but not while another process has it open', async () => {
    using folder = temporaryFolder()
    const places = { ...placesIn(folder.path), databaseUrl: await server.database() }
    await fill(places)
    const [secrets, before] = [await secretsAt(places), readFileSync(places.masterKeyFile, 'utf8')]
    const store = await openStore(places, random)
    await assert.rejects(rotateKey(places, random), /is in use by another process/)
    await store.close()
    assert.equal((await rotateKey(places, random)).secrets, 2)
    assert.notEqual(readFileSync(places.masterKeyFile, 'utf8'), before)
    assert.deepEqual(await secretsAt(places), secrets)
    writeFileSync(places.masterKeyFile, before)
    await assert.rejects(openStore(places, random), /was sealed with another key/)
  })
}

import assert from 'node:assert/strict'
import { globSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { AT, FIXTURES, fixtureVault } from '../../test/tools/store-fixtures.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import type { SharedStore } from './port.ts'
import { openSqliteStore } from './sqlite.ts'

const had = (fixture: string, migration: string): boolean => fixture >= migration

/** Everything that a fixture may hold, as it has to come out. */
async function checkEverything(store: SharedStore, fixture: string): Promise<void> {
  const [remote, ...others] = await store.remotes()
  assert.deepEqual([remote?.name, remote?.address, remote?.cluster, remote?.addedAt], ['prod', '192.0.2.1', 'prod', AT])
  assert.equal(others.length, 0)
  assert.equal(remote?.ssh?.privateKey?.reveal(), 'a key of the fixture')
  assert.deepEqual([remote.ssh.port, remote.ssh.username, remote.ssh.sudo], [22, 'root', false])
  assert.equal(remote.api?.tokenSecret.reveal(), 'a token of the fixture')
  const pin = { kind: 'ssh', host: '192.0.2.1', port: 22, sha256: 'SHA256:fixture', keyType: null }
  assert.deepEqual(remote.pins, [pin])
  assert.equal(remote.fromFile, false)
  const nodes = (await store.nodes()).map(({ id, name, address, firstSeenAt, gone }) => [
    id,
    name,
    address,
    firstSeenAt,
    gone,
  ])
  assert.deepEqual(nodes, [
    [1, 'pve1', '192.0.2.1', AT, null],
    [2, 'pve2', '192.0.2.2', AT, null],
  ])
  const kept = await store.kept()
  const seen = kept.nodes.map((one) => [one.nodeId, one.kept.last.collector, one.kept.lastGood?.value])
  assert.deepEqual(seen, [[1, 'time', { timezone: 'UTC' }]])
  const guests = kept.guests.map((one) => [one.remoteId, one.kept.last.collector, one.kept.lastGood?.value])
  assert.deepEqual(guests, had(fixture, '0002-guests') ? [[1, 'guest-config', { cores: 2 }]] : [])
  await checkPeople(store, fixture)
  await checkHistory(store, fixture)
}

async function checkPeople(store: SharedStore, fixture: string): Promise<void> {
  const events = (await store.events(null, 10)).map(({ at, action, actor, ok }) => [at, action, actor.kind, ok])
  assert.deepEqual(events, had(fixture, '0003-users') ? [[AT, 'user.add', 'command', true]] : [])
  const db = store.database.db.$extendTables<{ user: { email: string; role: string } }>()
  const users = (await db.selectFrom('user').select(['email', 'role']).execute()).map(({ email, role }) => [
    email,
    role,
  ])
  assert.deepEqual(users, had(fixture, '0003-users') ? [['ann@example.com', 'admin']] : [])
}

async function checkHistory(store: SharedStore, fixture: string): Promise<void> {
  const { history } = store
  const isThere = had(fixture, '0006-history')
  const events = (await history.events({ limit: 10 })).map(({ nodeId, vmid, name, kind, at }) => [
    nodeId,
    vmid,
    name,
    kind,
    at,
  ])
  assert.deepEqual(events, isThere ? [[1, 100, 'web', 'guest-status', AT]] : [])
  assert.deepEqual([...(await history.told())], isThere ? [[1, { fixture: true }]] : [])
  const figures = [{ least: 12.5, mean: 12.5, most: 12.5, count: 1 }, null, { least: 1, mean: 2, most: 3, count: 4 }]
  assert.deepEqual(await history.samples('minute', AT), isThere ? [{ subject: 'fleet', figures }] : [])
}

describe('a store that a released version wrote', () => {
  const fixtures = readdirSync(FIXTURES).map((file) => basename(file, '.sql'))

  it('is kept for every version but this one', () => {
    const migrations = globSync(join(import.meta.dirname, 'migrations/0*.ts')).map((file) => basename(file, '.ts'))
    assert.deepEqual(fixtures.toSorted(), migrations.toSorted().slice(0, fixtures.length))
    assert.ok(migrations.length - fixtures.length <= 1, 'node test/tools/store-fixtures.ts writes what is missing')
  })

  for (const fixture of fixtures)
    it(`is opened with everything in it: ${fixture}`, async () => {
      using folder = temporaryFolder()
      const file = join(folder.path, 'panoramica.db')
      const database = new DatabaseSync(file)
      database.exec(readFileSync(join(FIXTURES, `${fixture}.sql`), 'utf8'))
      database.close()
      const secrets: string[] = []
      // As it was, and as this version left it.
      for (let opening = 1; opening <= 2; opening += 1) {
        const store = await openSqliteStore(file, fixtureVault())
        await checkEverything(store, fixture)
        secrets.push(store.secretFor('test').reveal())
        await store.close()
      }
      assert.equal(new Set(secrets).size, 1, 'what is derived from its own secret stays the same')
    })
})

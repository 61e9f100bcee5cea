import assert from 'node:assert/strict'
import { it } from 'node:test'
import { placesIn, remoteWithSecrets } from '../../test/tools/places.ts'
import { postgresServer } from '../../test/tools/postgres.ts'
import type { PostgresServer } from '../../test/tools/postgres.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { fakeClock, systemClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { openSharedDatabase } from './open-sharing.ts'
import { openStore } from './open.ts'
import { HISTORY_LEASE, leaseOf } from './sharing-port.ts'
import type { Wanted, WorkQueue } from './sharing-port.ts'

const found = await postgresServer('-c', 'fsync=off')

if (typeof found === 'string') void it.skip(found)
else everyCase(found)

type Site = string | null

const anything: Wanted = { remotes: 100, notAt: [], history: false }
const presence = (id: string, site: Site = null) => ({ id, collects: true, site, version: '1.2.3' })
const sorted = (names: readonly string[]): string[] => [...names].sort()

/** A database with remotes at these sites, and processes on it. */
async function on(server: PostgresServer, sites: readonly Site[], task: (at: Opened) => Promise<void>) {
  using folder = temporaryFolder()
  await using stack = new AsyncDisposableStack()
  await task(await opened(server, folder.path, sites, stack))
}

type Opened = Awaited<ReturnType<typeof opened>>

async function opened(server: PostgresServer, folder: string, sites: readonly Site[], stack: AsyncDisposableStack) {
  const databaseUrl = await server.database()
  const store = await openStore({ ...placesIn(folder), databaseUrl }, systemRandom)
  stack.defer(() => store.close())
  const ids: number[] = []
  for (const [index, site] of sites.entries())
    ids.push((await store.addRemote({ ...remoteWithSecrets(`remote ${String(index)}`), site })).id)
  const reopen = async (): Promise<void> => {
    const again = await openStore({ ...placesIn(folder), databaseUrl }, systemRandom)
    stack.defer(() => again.close())
  }
  const ask = (statement: string) => server.ask(databaseUrl, statement)
  // Of the database's time, for what is counted from there.
  const clock = fakeClock(systemClock.now())
  const join = async (): Promise<WorkQueue> => stack.use(await openSharedDatabase(databaseUrl, store, clock)).queue
  /** As if what processes hold had not been heard of for so long, and what is to be tried again could be. */
  const silent = async (seconds: number): Promise<void> => {
    await ask(`update panoramica_jobs.job set heartbeat_on = heartbeat_on - interval '${String(seconds)} s'`)
  }
  /** Has a process that is well look after the jobs, whenever that was done last. */
  const superviseBy = async (queue: WorkQueue, id: string) => {
    await queue.beat(presence(id))
    await ask('update panoramica_jobs.queue set monitor_on = null, monitor_claim_on = null')
    const standing = await queue.beat(presence(id))
    await ask("update panoramica_jobs.job set start_after = now() where state = 'retry'")
    return standing
  }
  return { reopen, store, ids, names: ids.map(leaseOf), ask, clock, join, silent, superviseBy }
}

function everyCase(server: PostgresServer): void {
  it('gives each remote, and history, to one process alone', () =>
    on(server, [null, null, null, null], async ({ names, join }) => {
      const queues = [await join(), await join(), await join()]
      const taken = await Promise.all(queues.map((queue) => queue.take({ ...anything, history: true })))
      assert.deepEqual(sorted(taken.flat()), [HISTORY_LEASE, ...names])
      for (const [index, queue] of queues.entries()) {
        const { held } = await queue.beat(presence(String(index)))
        assert.deepEqual(sorted(held.map(({ name }) => name)), sorted(taken[index] ?? []))
        assert.deepEqual(await queue.take({ ...anything, history: true }), [])
      }
    }))

  it('gives no more than is wanted, and what is given back to the next one', () =>
    on(server, [null, null, null], async ({ names, join }) => {
      const [one, other] = [await join(), await join()]
      const taken = await one.take({ ...anything, remotes: 2 })
      assert.equal(taken.length, 2)
      await one.giveBack(taken.slice(0, 1))
      assert.equal((await other.take(anything)).length, 2)
      await one.leave('one')
      await other.leave('other')
      assert.deepEqual(sorted(await (await join()).take(anything)), names)
    }))

  it('takes work from a process that is silent, which learns so', () =>
    on(server, [null], async ({ names, join, silent, superviseBy }) => {
      const [one, other] = [await join(), await join()]
      assert.deepEqual(await one.take(anything), names)
      await silent(14)
      await superviseBy(other, 'other')
      assert.deepEqual(await other.take(anything), [])
      await silent(2)
      await superviseBy(other, 'other')
      assert.deepEqual(await other.take(anything), names)
      assert.deepEqual((await one.beat(presence('one'))).held, [])
      await one.giveBack(names)
      assert.equal((await other.beat(presence('other'))).held.length, 1)
    }))

  it('lets processes that could not say that they are there do so before it takes anything from them', () =>
    on(server, [null], async ({ names, ask, join, silent }) => {
      const [one, other] = [await join(), await join()]
      await one.take(anything)
      await silent(60)
      await ask('update panoramica_jobs.queue set monitor_on = null, monitor_claim_on = null')
      await other.beat(presence('other'))
      assert.deepEqual(
        (await one.beat(presence('one'))).held.map(({ name }) => name),
        names,
      )
    }))

  it('leaves a remote alone that one process after the other ended on, for a quarter of an hour or until it is put', () =>
    on(server, [null], async ({ ids, names, join, silent, superviseBy, clock }) => {
      const [one, other] = [await join(), await join()]
      const endOn = async () => {
        for (let times = 1; times <= 11; times++) {
          assert.deepEqual(await one.take(anything), names, `the ${String(times)}. time`)
          await silent(20)
          const { givenUp } = await superviseBy(other, 'other')
          assert.deepEqual(givenUp, times < 11 ? [] : [{ remoteId: ids[0], times: 11 }])
        }
      }
      await endOn()
      await join()
      assert.deepEqual(await one.take(anything), [])
      await one.put(ids[0] ?? 0)
      assert.deepEqual((await other.beat(presence('other'))).givenUp, [])
      await endOn()
      clock.advance(16 * 60_000)
      await join()
      assert.deepEqual(await one.take(anything), names)
    }))

  it('gives the remotes of a site to those who may read them, also after they have moved', () =>
    on(server, ['milan', 'rome', null], async ({ store, ids, names, join }) => {
      const [milan, rome, anywhere] = [await join(), await join(), await join()]
      const [first = 0, second = 0] = ids
      assert.deepEqual(await milan.take({ ...anything, notAt: ['rome', null] }), [names[0]])
      await store.changeRemote(second, { site: null })
      await rome.put(second)
      assert.deepEqual(await rome.take({ ...anything, notAt: ['milan', null] }), [])
      await store.changeRemote(second, { site: 'milan' })
      assert.deepEqual(await anywhere.take({ ...anything, notAt: ['milan', 'rome'] }), [names[2]])
      assert.deepEqual(await milan.take({ ...anything, notAt: ['rome', null] }), [names[1]])
      await store.changeRemote(first, { site: null })
      const { held } = await milan.beat(presence('m', 'milan'))
      assert.deepEqual(
        held.map(({ name, site }) => [name, site]),
        [
          [names[0], null],
          [names[1], 'milan'],
        ],
      )
      await milan.giveBack(names.slice(0, 1))
      assert.deepEqual(await milan.take({ ...anything, notAt: ['rome', null] }), [])
      assert.deepEqual(await anywhere.take({ ...anything, notAt: ['milan', 'rome'] }), [names[0]])
    }))

  it('looks each minute that every remote has a job, at its site, and none that is gone', () =>
    on(server, [null], async ({ store, ids, join }) => {
      const one = await join()
      const { id } = await store.addRemote({ ...remoteWithSecrets('later'), site: 'milan' })
      assert.deepEqual(await one.take({ ...anything, notAt: [null] }), [])
      await store.changeRemote(ids[0] ?? 0, { site: 'milan' })
      await join()
      assert.deepEqual(sorted(await one.take({ ...anything, notAt: [null] })), [leaseOf(ids[0] ?? 0), leaseOf(id)])
      await store.removeRemote(id)
      assert.equal((await one.beat(presence('one'))).held.length, 1)
      await one.leave('one')
      assert.deepEqual(await (await join()).take(anything), [leaseOf(ids[0] ?? 0)])
    }))

  it('begins a job anew that went well for long, without letting go of it', () =>
    on(server, [null, 'milan'], async ({ names, ask, join, clock, silent, superviseBy }) => {
      const [one, other] = [await join(), await join()]
      await one.take({ ...anything, history: true })
      await silent(20)
      await superviseBy(other, 'other')
      await one.beat(presence('one'))
      await one.take({ ...anything, history: true })
      const jobs = () =>
        ask(`select name, group_id, retry_count from panoramica_jobs.job
          where state = 'active' and name <> 'tend' order by name, group_id`)
      const withRetries = (count: number) => [
        { name: 'history', group_id: null, retry_count: count },
        { name: 'read', group_id: '*', retry_count: count },
        { name: 'read', group_id: 'milan', retry_count: count },
      ]
      const held = async () => sorted((await one.beat(presence('one'))).held.map(({ name }) => name))
      clock.advance(10 * 60_000 - 1)
      assert.deepEqual([await held(), await jobs()], [[HISTORY_LEASE, ...names], withRetries(1)])
      clock.advance(1)
      assert.deepEqual([await held(), await jobs()], [[HISTORY_LEASE, ...names], withRetries(0)])
      const ids = await ask("select id from panoramica_jobs.job where state = 'active' and name = 'read'")
      clock.advance(12 * 3_600_000)
      assert.deepEqual([await held(), await jobs()], [[HISTORY_LEASE, ...names], withRetries(0)])
      assert.notDeepEqual(await ask("select id from panoramica_jobs.job where state = 'active' and name = 'read'"), ids)
      assert.deepEqual(await other.take({ ...anything, history: true }), [])
    }))

  it('tells which versions share the database, and when it is one that a newer version has changed', () =>
    on(server, [null], async ({ ask, join }) => {
      const queue = await join()
      await ask("insert into process (id, collects, until) values ('old', true, now() + interval '1 hour')")
      const { versions, superseded } = await queue.beat(presence('a'))
      assert.deepEqual([versions.toSorted(), superseded], [['1.2.3', null], null])
      await queue.take(anything)
      await ask("insert into kysely_migration (name, timestamp) values ('0099-from-tomorrow', '2030-01-01')")
      const after = await queue.beat(presence('a'))
      assert.equal(
        after.superseded?.message,
        'the database was written by a newer version of Panoramica (it knows 0099-from-tomorrow)',
      )
      assert.deepEqual([after.held, after.sites], [[], []])
    }))

  it('tells what there is of each site, as long as who is there says so', () =>
    on(server, [null, 'milan'], async ({ ids: [first, second], join }) => {
      const queue = await join()
      await queue.beat(presence('m', 'milan'))
      await queue.beat({ ...presence('s', 'rome'), collects: false })
      const bySite = (one: { readonly site: Site }): string => one.site ?? ''
      const sites = async () =>
        (await queue.beat(presence('a'))).sites.toSorted((one, other) => bySite(one).localeCompare(bySite(other)))
      assert.deepEqual(await sites(), [
        { site: null, remoteIds: [first], workers: 1 },
        { site: 'milan', remoteIds: [second], workers: 1 },
      ])
      await queue.leave('m')
      assert.deepEqual(await sites(), [
        { site: null, remoteIds: [first], workers: 1 },
        { site: 'milan', remoteIds: [second], workers: 0 },
      ])
    }))

  it('has nothing read by jobs as long as a process of an older version may read by its leases', () =>
    on(server, [], async ({ ask, reopen }) => {
      await ask("delete from kysely_migration where name >= '0011'")
      await ask('create table lease (name text primary key, holder text not null, until timestamptz not null)')
      const [lease] = await ask(
        "insert into lease values ('remote 1', 'old', clock_timestamp() + interval '1 second') returning until",
      )
      await reopen()
      await assert.rejects(ask('select from lease'), /relation "lease" does not exist/)
      const [now] = await ask('select clock_timestamp() as now')
      assert.ok((now?.['now'] as Date) >= (lease?.['until'] as Date))
    }))

  it('has tables of the library that this version of Panoramica knows: others come with a migration', () =>
    on(server, [], async ({ ask, join }) => {
      await join()
      assert.deepEqual(await ask('select version from panoramica_jobs.version'), [{ version: 46 }])
    }))
}

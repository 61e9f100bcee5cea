import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { bearer, withPeople } from '../../test/tools/accounts.ts'
import type { People } from '../../test/tools/accounts.ts'
import { problemIn } from '../../test/tools/api.ts'
import { familiesIn } from '../../test/tools/exposition.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { fakeClock } from '../lib/clock.ts'
import { StoreError } from '../store/port.ts'
import { openCounts } from './metrics/counts.ts'
import { buildWorkerApp } from './worker-app.ts'

const counts = openCounts('1.2.3')
counts.looked(sampleLooks(0).slice(0, 3))

/** A worker beside a server with people, ready until it is told otherwise. */
const withWorker = (task: (app: FastifyInstance, people: People, fail: (error: Error) => void) => Promise<void>) =>
  withPeople(async (people) => {
    let reason: Error | null = null
    const app = await buildWorkerApp(
      { accounts: people.accounts, store: { ping: () => (reason ? Promise.reject(reason) : Promise.resolve()) } },
      {
        logger: pino({ level: 'silent' }),
        clock: fakeClock(),
        version: '1.2.3',
        counts,
        tls: null,
        trustedProxies: [],
      },
    )
    await task(app, people, (error) => (reason = error))
    await app.close()
  })

describe('a worker that listens', () => {
  it('says that it runs, under whatever name it is asked', () =>
    withWorker(async (app) => {
      const { statusCode, body } = await app.inject({ url: '/api/health', headers: { host: 'worker.example:9470' } })
      assert.deepEqual([statusCode, JSON.parse(body)], [200, { status: 'ok', version: '1.2.3' }])
    }))

  it('is ready until it is not, and then says why', () =>
    withWorker(async (app, _people, fail) => {
      assert.equal((await app.inject('/api/ready')).statusCode, 200)
      fail(new StoreError('the leases of this worker are not renewed', 'The log of the worker says why.'))
      const problem = problemIn(await app.inject('/api/ready'), 503, 'store')
      assert.equal(problem['detail'], 'the leases of this worker are not renewed')
    }))

  it('tells how many remotes it reads and how many nobody does, as long as it knows', async () => {
    const own = openCounts('1.2.3')
    let share: { held: number; unread: number } | null = { held: 3, unread: 1 }
    own.share(() => share)
    const valuesIn = async () => {
      const families = familiesIn(await own.text())
      return ['panoramica_remotes_held', 'panoramica_remotes_unread'].map(
        (name) => families.get(name)?.samples.map(({ value }) => value) ?? [],
      )
    }
    assert.deepEqual(await valuesIn(), [[3], [1]])
    share = null
    assert.deepEqual(await valuesIn(), [[], []])
  })

  it('tells whoever has a token what it counted, and nothing of the fleet', () =>
    withWorker(async (app, { token }) => {
      problemIn(await app.inject('/metrics'), 401, 'unauthenticated')
      problemIn(await app.inject({ url: '/metrics', headers: bearer('nobody') }), 401, 'unauthenticated')
      const response = await app.inject({ url: '/metrics', headers: bearer(await token('viewer')) })
      assert.deepEqual(
        [response.statusCode, response.headers['content-type'], response.headers['cache-control']],
        [200, 'text/plain; version=0.0.4; charset=utf-8', 'no-store'],
      )
      const families = familiesIn(response.body)
      assert.equal(families.get('panoramica_collector_looks_total')?.samples.length, 3)
      assert.equal(families.has('panoramica_build_info'), true)
      assert.equal(families.has('panoramica_remotes'), false)
    }))

  it('has nothing else, and says so without a 500', () =>
    withWorker(async (app) => {
      for (const url of ['/', '/api/nodes', '/api/remotes', '/metrics/x', '/%00', '/api/health/..%2f'])
        problemIn(await app.inject(url), 404, 'not-found')
      problemIn(await app.inject({ method: 'POST', url: '/api/health' }), 405, 'method-not-allowed')
    }))
})

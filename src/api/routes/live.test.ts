import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import type { TestContext } from 'node:test'
import { makeFleet } from '../../../bench/made-fleet.ts'
import { bearer, withPeople } from '../../../test/tools/accounts.ts'
import { apiWith, ask, problemIn } from '../../../test/tools/api.ts'
import { listenTo } from '../../../test/tools/event-stream.ts'
import type { LiveEvent } from '../contract.ts'
import { fakeClock } from '../../lib/clock.ts'
import { turn } from '../../lib/turn.ts'

const SIZE = { clusters: 2, nodesEach: 2, guestsEach: 3 }

/** The API over a made fleet, listening on loopback. */
async function listening(t: TestContext) {
  const clock = fakeClock()
  const made = makeFleet(SIZE, clock)
  const { app, log } = await apiWith({ fleet: made.fleet, clock })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => {
    app.server.closeAllConnections()
    return app.close()
  })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${String(port)}/api/live`
  /** Lets beats pass until one finds that something has happened. */
  const untilTold = async (heard: Promise<LiveEvent>): Promise<LiveEvent> => {
    const waiting = { over: false }
    void heard.finally(() => (waiting.over = true))
    while (!waiting.over) {
      clock.advance(1000)
      await turn()
    }
    return heard
  }
  return { app, clock, made, url, log, untilTold }
}

describe('GET /api/live', () => {
  it('streams events with the headers of all replies, which no proxy keeps back', async (t) => {
    const { made, url, untilTold } = await listening(t)
    const { response, heard, next, close } = await listenTo(url)
    assert.equal(response.status, 200)
    const { headers } = response
    assert.equal(headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(headers.get('cache-control'), 'no-store, no-transform')
    assert.equal(headers.get('x-accel-buffering'), 'no')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/)
    assert.deepEqual(await next(), { seq: 0, at: '2026-01-01T00:00:00.000Z', kind: 'hello', resumed: false })
    made.live(1, 1)
    const told = await untilTold(next())
    assert.ok(told.kind === 'node')
    const [{ fields, rows } = { fields: [], rows: [] }] = told.changed
    assert.deepEqual(
      rows.map((row) => row[1 + fields.indexOf('cpu.used_percent')]),
      made.fleet.nodes().flatMap(({ remote_id, cpu }) => (remote_id === 1 ? [cpu.used_percent] : [])),
    )
    assert.equal(heard[1]?.event, 'node')
    assert.equal(heard[1].id, `${fakeClock().now().toString(36)}-1`)
    close()
  })

  it('tells of the kinds that are asked for', async (t) => {
    const { made, url, untilTold } = await listening(t)
    const { next, close } = await listenTo(`${url}?kinds=overview,vm`)
    await next()
    made.live(1, 1)
    assert.equal((await untilTold(next())).kind, 'vm')
    assert.equal((await next()).kind, 'overview')
    close()
  })

  it('resumes after a break from what is sent as header or in the address', async (t) => {
    const { made, url, untilTold } = await listening(t)
    const first = await listenTo(`${url}?kinds=node`)
    await first.next()
    made.live(1, 1)
    await untilTold(first.next())
    const id = first.heard.at(-1)?.id ?? ''
    first.close()
    for (const [address, headers] of [
      [url, { 'last-event-id': id }],
      [`${url}?last_event_id=${id}`, {}],
      [`${url}?last_event_id=x-1`, { 'last-event-id': id }],
    ] as const) {
      const { next, close } = await listenTo(address, headers)
      assert.deepEqual(
        [await next(), await next()].map(({ kind, seq }) => [kind, seq]),
        [
          ['hello', 1],
          ['vm', 2],
        ],
      )
      close()
    }
    for (const foreign of ['then-1', 'no id', `${id}0000`]) {
      const { next, close } = await listenTo(url, { 'last-event-id': foreign })
      assert.equal((await next()).kind, 'reset')
      close()
    }
  })

  it('refuses kinds that there are not, and other methods', async () => {
    for (const kinds of ['host', 'node,', '', 'node,vm,x', 'node&kinds=vm']) {
      const problem = problemIn(await ask({ url: `/api/live?kinds=${kinds}` }), 400, 'bad-parameter')
      assert.equal(problem['parameter'], 'query.kinds')
    }
    const long = `/api/live?last_event_id=${'x'.repeat(101)}`
    assert.equal(problemIn(await ask({ url: long }), 400, 'bad-parameter')['parameter'], 'query.last_event_id')
    problemIn(await ask({ url: '/api/live', method: 'POST' }), 405, 'method-not-allowed')
    assert.equal((await ask({ url: '/api/live', method: 'HEAD' })).statusCode, 405)
  })

  it('beats every 15 s', async (t) => {
    const { clock, url } = await listening(t)
    const { heard, next, close } = await listenTo(url)
    await next()
    clock.advance(15_000)
    const beat = await next()
    assert.deepEqual(beat, { seq: 0, at: '2026-01-01T00:00:15.000Z', kind: 'beat' })
    assert.match(heard.at(-1)?.text ?? '', /^: heartbeat$/m)
    close()
  })

  it('has 20 streams for each who asks, and one more as soon as one is closed', async (t) => {
    const { url } = await listening(t)
    const streams = await Promise.all(Array.from({ length: 20 }, () => listenTo(url)))
    const refused = await fetch(url)
    assert.equal(refused.status, 429)
    assert.equal(((await refused.json()) as { code: string }).code, 'too-many-requests')
    streams[0]?.close()
    let again = await fetch(url)
    while (again.status === 429) {
      await again.text()
      again = await fetch(url)
    }
    assert.equal(again.status, 200)
    await again.body?.cancel()
    for (const { close } of streams) close()
  })

  it('ends all streams at once when the server stops', async (t) => {
    const { app, url } = await listening(t)
    const streams = await Promise.all([listenTo(url), listenTo(url)])
    await Promise.all([app.close(), ...streams.map(({ ended }) => ended)])
  })
})

describe('who is told', () => {
  it('viewers are told what admins are, nobody else is, and no more once they may not', async () => {
    const clock = fakeClock()
    const made = makeFleet(SIZE, clock)
    await withPeople(
      async ({ app, accounts, add, signIn, token }) => {
        await app.listen({ host: '127.0.0.1', port: 0 })
        const { port } = app.server.address() as AddressInfo
        const url = `http://localhost:${String(port)}/api/live?kinds=node`
        assert.equal((await fetch(url)).status, 401)
        const { id, email } = await add('viewer')
        const viewer = await listenTo(url, { cookie: await signIn(email) })
        const admin = await listenTo(url, bearer(await token('admin')))
        for (const { next } of [viewer, admin]) assert.equal((await next()).kind, 'hello')
        made.live(1, 1)
        clock.advance(1000)
        assert.deepEqual(await viewer.next(), await admin.next())

        await accounts.sessions.endOthers(id, null)
        await accounts.tokens.revoke((await accounts.tokens.list())[0]?.id ?? '')
        clock.advance(15_000)
        await Promise.all([viewer.ended, admin.ended])
      },
      { fakes: { fleet: made.fleet, clock } },
    )
  })

  it('a stream ends when the role of its user changes', async () => {
    const clock = fakeClock()
    await withPeople(
      async ({ app, accounts, add, signIn }) => {
        await app.listen({ host: '127.0.0.1', port: 0 })
        const { port } = app.server.address() as AddressInfo
        const url = `http://localhost:${String(port)}/api/live`
        await add('admin')
        const { id, email } = await add('viewer')
        const stream = await listenTo(url, { cookie: await signIn(email) })
        await stream.next()
        clock.advance(15_000)
        assert.equal((await stream.next()).kind, 'beat')
        await accounts.users.change(id, { role: 'admin' })
        clock.advance(15_000)
        await stream.ended
      },
      { fakes: { clock } },
    )
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { address } from './address.ts'

const where = (port: number, host = '127.0.0.1') => ({ host, port, tlsCertFile: '' })

/** The port of a server of this test. */
async function serving(t: TestContext, answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  t.after(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const replying =
  (body: unknown): RequestListener =>
  (request, reply) => {
    reply.statusCode = request.url === '/api/health' ? 200 : 404
    reply.end(JSON.stringify(body))
  }

test('a port that nobody listens on is free', async (t) => {
  const port = await serving(t, replying({}))
  const check = await address({ ...where(port), host: '127.0.0.2' }, '1.0.0')
  assert.deepEqual(check, {
    status: 'ok',
    what: `http://127.0.0.2:${port} is free: the server is not running`,
    next: null,
  })
})

test('the server that runs says its version', async (t) => {
  const port = await serving(t, replying({ status: 'ok', version: '1.0.0' }))
  assert.equal((await address(where(port), '1.0.0')).status, 'ok')
  assert.deepEqual(await address(where(port), '1.1.0'), {
    status: 'warning',
    what: `the server at http://127.0.0.1:${port} is version 1.0.0, this is 1.1.0`,
    next: 'Start it again.',
  })
})

test('a port that something else has is a problem', async (t) => {
  for (const body of [{ status: 'ok' }, 'hello', null]) {
    const port = await serving(t, replying(body))
    assert.deepEqual(await address(where(port), '1.0.0'), {
      status: 'problem',
      what: `http://127.0.0.1:${port} is taken by something else`,
      next: 'Choose another port: --port or PANORAMICA_PORT.',
    })
  }
})

test('an address of another machine is a problem', async () => {
  const { status, what } = await address(where(8470, '192.0.2.1'), '1.0.0')
  assert.equal(status, 'problem')
  assert.match(what, /cannot listen on http:\/\/192\.0\.2\.1:8470 \(EADDRNOTAVAIL\)/)
})

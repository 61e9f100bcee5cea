import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { apiWith, ask, problemIn } from '../../test/tools/api.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'

const json = { 'content-type': 'application/json' }

describe('every reply', () => {
  const urls = ['/api/health', '/api/nope', '/', '/nope', '/%', '/api/nodes/x', '/api/nodes/%ff']

  it('carries the headers that keep a browser safe', async () => {
    const { app } = await apiWith()
    for (const url of urls) {
      const { headers } = await app.inject(url)
      assert.equal(
        headers['content-security-policy'],
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; " +
          "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        url,
      )
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
      assert.match(String(headers['permissions-policy']), /camera=\(\)/)
      const kept = url === '/api/health' ? 'private, no-cache' : 'no-store'
      assert.equal(headers['cache-control'], url.startsWith('/api') ? kept : undefined, url)
    }
  })

  it('is a problem where there is nothing', async () => {
    for (const url of ['/api', '/api/nope', '/api/nodes/1/nope', '/nope', '/api/nodes/']) {
      problemIn(
        await ask({ url }),
        url === '/api/nodes/' ? 400 : 404,
        url === '/api/nodes/' ? 'bad-parameter' : 'not-found',
      )
    }
    problemIn(await ask({ url: '/%' }), 400, 'bad-request')
    problemIn(await ask({ url: `/api/nodes/${'1'.repeat(200)}` }), 414, 'too-long')
  })

  it('names the methods an address takes', async () => {
    const { app } = await apiWith()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
      const response = await app.inject({ method, url: '/api/nodes/1' })
      problemIn(response, 405, 'method-not-allowed')
      assert.equal(response.headers.allow, 'GET, HEAD')
    }
    const remotes = await app.inject({ method: 'PUT', url: '/api/remotes', payload: 'not JSON', headers: json })
    problemIn(remotes, 405, 'method-not-allowed')
    assert.equal(remotes.headers.allow, 'GET, HEAD, POST')
  })

  it('holds only what its schema names', async () => {
    const { app } = await apiWith()
    const node = (await app.inject('/api/nodes/1')).json<{ cpu: object }>()
    const leaky = { ...node, password: 'leaked', cpu: { ...node.cpu, token: 'leaked' } }
    const fleet = { node: () => leaky as never, nodes: () => [leaky as never] }
    for (const url of ['/api/nodes/1', '/api/nodes']) {
      const response = await ask({ url }, { fleet })
      assert.equal(response.statusCode, 200)
      assert.ok(!response.body.includes('leaked'), response.body)
    }
    assert.deepEqual((await ask({ url: '/api/nodes/1' }, { fleet })).json(), node)
  })

  it('does not tell what went wrong inside; the log does', async () => {
    const { app, log } = await apiWith({
      fleet: {
        nodes: () => {
          throw new Error('inner workings')
        },
      },
    })
    const response = await app.inject('/api/nodes')
    problemIn(response, 500, 'internal')
    assert.ok(!response.body.includes('inner workings'))
    assert.match(log.join(''), /"message":"inner workings"/)
  })

  it('that does not fit its schema is a mistake of ours', async () => {
    const { app, log } = await apiWith({ fleet: { clusters: () => [{ id: 'x' }] as never } })
    problemIn(await app.inject('/api/clusters'), 500, 'internal')
    assert.match(log.join(''), /expected number/)
  })
})

describe('bodies', () => {
  const post = (payload: string, headers: Record<string, string> = json) =>
    ask({ method: 'POST', url: '/api/remotes', payload, headers })

  it('that are no JSON are refused without repeating them', async () => {
    for (const payload of ['{"ssh', 'hunter2', '{"__proto__": {}}', '{"constructor": {"prototype": {}}}', '\0']) {
      const response = await post(payload)
      problemIn(response, 400, 'bad-request')
      assert.ok(!response.body.includes('hunter2'))
    }
  })

  it('that are no objects are refused by name', async () => {
    for (const payload of ['', 'null', '[]', '3', '"x"']) {
      assert.equal(problemIn(await post(payload), 400, 'bad-parameter')['parameter'], 'body')
    }
  })

  it('of more than 64 KiB are refused', async () => {
    const padded = (size: number) => JSON.stringify({ x: '' }).padEnd(size, ' ')
    problemIn(await post(padded(64 * 1024)), 400, 'bad-parameter')
    problemIn(await post(padded(64 * 1024 + 1)), 413, 'too-large')
  })

  it('of no type are refused', async () => {
    problemIn(await post('{}', {}), 415, 'unsupported-media-type')
  })
})

describe('the description of the API', () => {
  interface Described {
    readonly openapi: string
    readonly paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
  }

  it('is OpenAPI 3.1 of every route, the one beside the code', async () => {
    const { openapi, paths } = (await ask({ url: '/api/openapi.json' })).json<Described>()
    assert.equal(openapi, '3.1.0')
    const kept = JSON.parse(readFileSync('openapi.json', 'utf8')) as Described
    assert.deepEqual(Object.keys(paths).sort(), Object.keys(kept.paths).sort())
    assert.ok(Object.keys(paths).length > 50)
    for (const methods of Object.values(paths)) {
      for (const { responses } of Object.values(methods)) assert.ok('default' in responses)
    }
  })
})

describe('the log', () => {
  it('has a line for each request without what could be secret', async () => {
    const { app, log } = await apiWith()
    await app.inject({ url: '/api/nodes?token=hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' } })
    assert.deepEqual(
      log.map((line): unknown => JSON.parse(line)),
      [{ level: 30, reqId: 'req-1', method: 'GET', path: '/api/nodes', status: 200, ms: 0, msg: 'request' }],
    )
  })
})

describe('the web interface', () => {
  it('says so in a sentence when it is not built', async () => {
    const response = await ask({ url: '/' })
    assert.equal(response.statusCode, 200)
    assert.match(response.body, /^The web interface is not built: run npm run build:web\./)
    assert.match(String(response.headers['content-type']), /^text\/plain/)
  })

  it('is served with each of its pages, and its assets for ever', async () => {
    using folder = temporaryFolder()
    const dist = join(folder.path, 'dist')
    mkdirSync(join(dist, 'assets'), { recursive: true })
    writeFileSync(join(dist, 'index.html'), '<title>Panoramica</title>')
    writeFileSync(join(dist, 'assets', 'index-abc.js'), 'go()')
    writeFileSync(join(dist, '.hidden'), 'hidden')
    writeFileSync(join(folder.path, 'master.key'), 'hunter2')
    const { app } = await apiWith({}, dist)
    for (const url of ['/', '/index.html', '/nodes/1', '/nodes/1/storage?tab=2']) {
      const response = await app.inject(url)
      assert.deepEqual([response.statusCode, response.body], [200, '<title>Panoramica</title>'], url)
      assert.equal(response.headers['cache-control'], 'no-cache')
      assert.match(String(response.headers['content-type']), /^text\/html/)
      assert.match(String(response.headers['content-security-policy']), /script-src 'self'/)
    }
    const asset = await app.inject('/assets/index-abc.js')
    assert.deepEqual([asset.statusCode, asset.body], [200, 'go()'])
    assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.match(String(asset.headers['content-type']), /^application\/javascript/)
    for (const url of ['/assets/gone.js', '/favicon.ico', '/api/nope', '/api', '/.hidden']) {
      problemIn(await app.inject(url), 404, 'not-found')
    }
    problemIn(await app.inject({ method: 'POST', url: '/nodes/1' }), 404, 'not-found')
    const ways = [
      '/../master.key',
      '/..%2fmaster.key',
      '/%2e%2e/master.key',
      '/assets/..%2f..%2fmaster.key',
      '/..\\master.key',
    ]
    for (const url of ways) assert.ok(!(await app.inject(url)).body.includes('hunter2'), url)
  })
})

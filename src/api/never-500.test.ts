import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import fc from 'fast-check'
import { describe, it } from 'node:test'
import { apiWith } from '../../test/tools/api.ts'
import { PROBLEMS } from './problems.ts'

const ROUTES = [
  ['GET', '/api/health'],
  ['GET', '/api/ready'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/remotes'],
  ['POST', '/api/remotes'],
  ['GET', '/api/remotes/:id'],
  ['PATCH', '/api/remotes/:id'],
  ['DELETE', '/api/remotes/:id'],
  ['POST', '/api/remotes/:id/test'],
  ['GET', '/api/nodes'],
  ['GET', '/api/nodes/:id'],
  ['GET', '/api/nodes/:id/host-details'],
  ['POST', '/api/nodes/:id/refresh'],
  ['GET', '/api/clusters'],
  ['GET', '/api/clusters/:id/history'],
  ['GET', '/api/nodes/:id/history'],
  ['GET', '/api/nodes/:id/guest-disks'],
  ['GET', '/api/nodes/1/vms/:id/history'],
  ['GET', '/api/nodes/1/storages/:id/history'],
  ['GET', '/api/nodes/:id/transcripts'],
  ['GET', '/api/events'],
  ['GET', '/api/dashboard/overview'],
  ['GET', '/api/dashboard/nodes'],
  ['GET', '/api/dashboard/vms'],
  ['GET', '/api/dashboard/storage'],
  ['GET', '/api/dashboard/network'],
  ['GET', '/api/findings'],
  ['GET', '/api/search'],
  ['GET', '/api/export/vms.:id'],
  ['GET', '/api/export/:id.csv'],
  ['GET', '/metrics'],
  ['GET', '/api/permissions'],
  ['GET', '/:id'],
] as const

const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'HEAD' as const)
const route = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ROUTES) },
  fc.tuple(methods, fc.constantFrom(...ROUTES.map(([, url]) => url))),
)
const id = fc.oneof(
  fc.constantFrom('1', '2', '3', '0', '-1', '%ff', '..', '%2e%2e', '%00', '1/2', 'NaN', '1e9', '٣'),
  fc.string({ unit: 'binary' }).map(encodeURIComponentLoosely),
)
const name = fc.constantFrom(
  'max_age',
  'include_hardware',
  'metric',
  'timeframe',
  'include_storage',
  'include_network',
  'q',
  'sort',
  'order',
  'limit',
  'cursor',
  'bom',
  'guests',
  '__proto__',
  'max_age[]',
  'x',
)
const value = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    'true',
    'cpu_percent',
    'year',
    '-1',
    '',
    '1e5',
    '99999999999',
    'name',
    'desc',
    'ip:10.0.0.0/8',
    'W10',
    'bnVsbA',
  ),
  fc.string().map(encodeURIComponentLoosely),
)
const query = fc
  .array(fc.tuple(name, value), { maxLength: 4 })
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))

const part = fc.dictionary(
  fc.constantFrom(
    'port',
    'username',
    'private_key',
    'password',
    'use_agent',
    'sudo',
    'host_key_sha256',
    'token_id',
    'nope',
  ),
  fc.oneof(fc.constantFrom(22, 'root', true, null, 'SHA256:x'), fc.jsonValue({ maxDepth: 2 })),
)
const body = fc.oneof(
  fc
    .record(
      {
        name: fc.string(),
        address: fc.oneof(fc.constant('pve1'), fc.string()),
        ssh: part,
        api: part,
        nope: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((json) => JSON.stringify(json)),
  fc.constantFrom('{"address":"pve1","ssh":{"use_agent":true}}', '{"name":"x","ssh":{"port":23}}'),
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', '{"__proto__":1}', '{"address":{"toString":1}}', '[[[[', `"${'x'.repeat(70_000)}"`),
)
const contentType = fc.oneof(
  { weight: 6, arbitrary: fc.constant('application/json') },
  fc.constantFrom('text/plain', 'application/json; charset=x', 'application/json;', 'multipart/form-data', '/', ''),
)

function encodeURIComponentLoosely(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\w.~-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

const request = fc
  .record({ route, id, query, body: fc.option(body, { nil: null }), contentType })
  .map(({ route: [method, url], id: each, query: text, body: payload, contentType: type }): InjectOptions => ({
    method,
    url: `${url.replace(':id', each)}${text === '' ? '' : `?${text}`}`,
    ...(payload !== null && { payload, headers: { 'content-type': type } }),
  }))

const valid = { 'content-type': 'application/json' }
/** One request for each status that must have come. */
const EXAMPLES: Readonly<Record<number, InjectOptions>> = {
  200: { url: '/api/nodes/1/host-details?max_age=1' },
  201: { method: 'POST', url: '/api/remotes', payload: { address: 'pve1', ssh: { use_agent: true } } },
  202: { method: 'POST', url: '/api/nodes/1/refresh' },
  204: { method: 'DELETE', url: '/api/remotes/1' },
  400: { url: '/api/nodes/x' },
  404: { url: '/api/nodes/3' },
  405: { method: 'POST', url: '/api/nodes' },
  413: { method: 'POST', url: '/api/remotes', payload: 'x'.repeat(70_000), headers: valid },
  415: { method: 'POST', url: '/api/remotes', payload: 'x', headers: { 'content-type': 'text/plain' } },
}

describe('whatever is asked', () => {
  it('is answered, and by a problem that names what is wrong where it is wrong', async () => {
    const { app, log } = await apiWith()
    const seen = new Set<number>()
    const property = fc.asyncProperty(request, async (asked) => {
      const response = await app.inject(asked)
      seen.add(response.statusCode)
      assert.ok(response.statusCode < 500, response.body)
      if (response.statusCode < 400) return
      assert.equal(response.headers['content-type'], 'application/problem+json')
      if (asked.method === 'HEAD') return
      const problem = response.json<Record<string, string>>()
      assert.ok(String(problem['code']) in PROBLEMS)
      assert.equal(problem['status'], response.statusCode)
      if (problem['code'] !== 'bad-parameter') return
      assert.match(String(problem['parameter']), /^(?:body|query|params)(?:\.|$)/)
      assert.ok(problem['detail']?.startsWith(`${String(problem['parameter'])}: `))
    })
    const examples = Object.values(EXAMPLES).map((each): [InjectOptions] => [each])
    await fc.assert(property, { examples, numRuns: 2000, interruptAfterTimeLimit: 5000, markInterruptAsFailure: false })
    for (const status of Object.keys(EXAMPLES)) assert.ok(seen.has(Number(status)), `${status} never came`)
    assert.ok(!log.some((line) => line.includes('request failed')))
  })
})

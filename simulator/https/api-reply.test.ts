import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import { PATHS } from '../pve/api.ts'
import { viewOf } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { worldWith } from '../testing/world.ts'
import { apiReply } from './api-reply.ts'
import { parseRequest } from './http.ts'
import { NotSignedIn, tokenIn, tokensOf } from './tokens.ts'

const TOKENS = tokensOf('secret')

function someView(): View {
  const [node] = clusterAt({ ...DEFAULT_FLEET, guestsPerNode: 4 }, 0).nodes
  assert.ok(node)
  return viewOf(node, worldWith(), Date.UTC(2026, 4, 4, 12))
}

describe('requests', () => {
  test('have a method, a target and headers by name', () => {
    const request = parseRequest('GET /api2/json/version?a=b HTTP/1.1\r\nHost: pve1:8006\r\nAccept-Encoding:gzip')
    assert.deepEqual(request, {
      method: 'GET',
      target: '/api2/json/version?a=b',
      version: '1.1',
      headers: new Map([
        ['host', 'pve1:8006'],
        ['accept-encoding', 'gzip'],
      ]),
    })
  })

  test('are read or not, whatever the bytes', () => {
    for (const nonsense of ['', 'GET /', 'GET / HTTP/2.0', 'GET / HTTP/1.1\r\nno colon', ' GET / HTTP/1.1'])
      assert.equal(parseRequest(nonsense), null)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.notEqual(parseRequest(text)?.method, '')
      }),
    )
  })

  test('are of a token or of nobody, whatever they are signed with', () => {
    const { release } = someView().node
    assert.deepEqual(tokenIn('PVEAPIToken=panoramica%40pve!guests=secret', TOKENS, release), TOKENS[2])
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.throws(() => tokenIn(`PVEAPIToken=${text}`, TOKENS, release), NotSignedIn)
      }),
    )
  })

  test('get a reply of JSON, whatever they ask for', () => {
    const view = someView()
    const [token] = TOKENS
    assert.ok(token)
    const listed = fc.constantFrom(...PATHS.map(({ template }) => template.replace('{node}', view.node.name)))
    const path = fc.oneof(listed, fc.webPath(), fc.string())
    fc.assert(
      fc.property(path, fc.webQueryParameters(), (asked, query) => {
        const target = `/api2/json/${asked.replace(/^\//, '')}?${query}`
        const reply = apiReply(view, token, { method: 'GET', target, version: '1.1', headers: new Map() })
        assert.ok([200, 400, 403, 500, 501].includes(reply.status), String(reply.status))
        assert.doesNotMatch(reply.reason, /[\r\n]/)
        // Only what is no path at all has no body.
        const body: unknown = reply.body === '' ? { data: null } : JSON.parse(reply.body)
        assert.ok(typeof body === 'object' && body !== null && 'data' in body)
        assert.equal(reply.body === '', reply.reason === 'no such uri')
      }),
    )
  })
})

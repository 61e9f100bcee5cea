import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bearer, withPeople } from '../../test/tools/accounts.ts'
import { apiWith, sampleFleet } from '../../test/tools/api.ts'
import type { Include } from '../fleet/sections.ts'
import type { HostDetails } from '../fleet/shapes.ts'

const LIST = '/api/dashboard/nodes'
const DETAILS = '/api/nodes/1/host-details'

describe('a reply that is asked for again', () => {
  it('has the same tag as long as it is the same, and then no body', async () => {
    const { app } = await apiWith()
    for (const url of ['/api/nodes', LIST, DETAILS, '/api/health', '/api/openapi.json', '/api/dashboard/overview']) {
      const first = await app.inject(url)
      const tag = String(first.headers.etag)
      assert.match(tag, /^"[\w-]{27}"$/, url)
      assert.equal(first.headers['cache-control'], 'private, no-cache')
      assert.equal(first.headers.vary, 'accept, authorization, cookie')
      for (const asked of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const again = await app.inject({ url, headers: { 'if-none-match': asked } })
        assert.deepEqual([again.statusCode, again.body, again.headers.etag], [304, '', tag], `${url} ${asked}`)
        assert.equal(again.headers['cache-control'], 'private, no-cache')
        assert.equal(again.headers['content-type'], undefined)
        assert.equal(again.headers['content-length'], undefined)
      }
      const changed = await app.inject({ url, headers: { 'if-none-match': '"other", W/"another"' } })
      assert.deepEqual([changed.statusCode, changed.body, changed.headers.etag], [200, first.body, tag])
    }
  })

  it('has another tag when it is another one', async () => {
    let name = 'pve1'
    const { app } = await apiWith({ fleet: { clusters: () => [clusterOf(name)] } })
    const before = await app.inject('/api/clusters')
    name = 'pve2'
    const headers = { 'if-none-match': String(before.headers.etag) }
    const after = await app.inject({ url: '/api/clusters', headers })
    assert.equal(after.statusCode, 200)
    assert.notEqual(after.headers.etag, before.headers.etag)
    const [one, two] = [await app.inject(`${LIST}?limit=1`), await app.inject(`${LIST}?limit=2`)]
    assert.notEqual(one.headers.etag, two.headers.etag)
  })

  it('says the same to HEAD', async () => {
    const { app } = await apiWith()
    const { headers } = await app.inject(LIST)
    const head = await app.inject({ method: 'HEAD', url: LIST })
    assert.deepEqual([head.statusCode, head.headers.etag, head.body], [200, headers.etag, ''])
    const known = { 'if-none-match': String(headers.etag) }
    assert.equal((await app.inject({ method: 'HEAD', url: LIST, headers: known })).statusCode, 304)
  })

  it('is told apart by who asks: viewers have another one of what is hidden from them', () =>
    withPeople(
      async ({ ask, token }) => {
        const [viewer, admin] = [bearer(await token('viewer')), bearer(await token('admin'))]
        const { etag } = (await ask({ url: DETAILS, headers: admin })).headers
        const asViewer = await ask({ url: DETAILS, headers: { ...viewer, 'if-none-match': String(etag) } })
        assert.equal(asViewer.statusCode, 200)
        assert.match(asViewer.body, /"serial":"\[hidden\]"/)
        assert.notEqual(asViewer.headers.etag, etag)
        const nobody = await ask({ url: DETAILS, headers: { 'if-none-match': String(etag) } })
        assert.deepEqual([nobody.statusCode, nobody.headers['cache-control']], [401, 'no-store'])
      },
      { fakes: { fleet: { hostDetails: withSerial } } },
    ))
})

describe('nothing is kept', () => {
  it('of problems, changes and ways to sign in', () =>
    withPeople(async ({ ask, token }) => {
      const headers = { ...bearer(await token('admin')), 'if-none-match': '*' }
      const asked = [
        { url: '/api/nodes/999', headers },
        { method: 'POST', url: '/api/nodes/1/refresh', headers },
        { url: '/api/auth/passkey/generate-authenticate-options', headers },
        { url: '/api/nope', headers },
      ] as const
      for (const each of asked) {
        const { statusCode, headers: said } = await ask(each)
        assert.notEqual(statusCode, 304, each.url)
        assert.deepEqual([said['cache-control'], said.etag], ['no-store', undefined], each.url)
      }
    }))
})

function withSerial(nodeId: number, include: Include): HostDetails | null {
  const details = sampleFleet().hostDetails(nodeId, include)
  return details && { ...details, system: { vendor: 'Acme', product: 'One', serial: 'S1', uuid: null } }
}

const clusterOf = (name: string) => ({
  id: 1,
  name,
  quorate: null,
  version: null,
  expected_votes: null,
  nodes: [],
})

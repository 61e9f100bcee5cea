import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, ask, AT_LOOPBACK, problemIn } from '../../test/tools/api.ts'
import type { Site } from './site.ts'

const refresh = (headers: Record<string, string>) => ({ method: 'POST', url: '/api/nodes/1/refresh', headers }) as const

const apiAt = async (site: Partial<Site>) =>
  (await apiWith({ entrance: { ...AT_LOOPBACK, site: { ...AT_LOOPBACK.site, ...site } } })).app

/** Which of these names it answers under. */
async function namesOf(site: Partial<Site>, hosts: readonly string[]): Promise<string[]> {
  const app = await apiAt(site)
  const statuses = await Promise.all(
    hosts.map(async (host) => (await app.inject({ url: '/api/health', headers: { host } })).statusCode),
  )
  return hosts.filter((_, index) => statuses[index] === 200)
}

const OURS = ['127.0.0.1', '127.0.0.1:8470', 'localhost:1', 'LOCALHOST:8470', '[::1]:8470', '[::1]']
const ADDRESSES = ['192.168.1.1', '192.168.1.1:8470', '[fd00::5]:8470']
const FOREIGN = [
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.nip.io:8470',
  'evil.example:127',
  'panoramica.example.evil.example',
  'panoramica.example:8470',
  '[localhost]',
  'user@127.0.0.1',
  '127.0.0.1:8470:8470',
]

describe('the names that Panoramica answers under', () => {
  it('are those of this machine, whatever the port, where it listens there only', async () => {
    assert.deepEqual(await namesOf({}, [...OURS, ...ADDRESSES, ...FOREIGN]), OURS)
  })

  it('are IP addresses too, which nobody can point here, where it listens on them', async () => {
    assert.deepEqual(await namesOf({ isOpen: true }, [...OURS, ...ADDRESSES, ...FOREIGN]), [...OURS, ...ADDRESSES])
  })

  it('are the public one where there is one', async () => {
    const site = { publicOrigin: 'https://panoramica.example' }
    const hosts = ['panoramica.example', 'PANORAMICA.example', ...OURS, ...FOREIGN]
    assert.deepEqual(await namesOf(site, hosts), ['panoramica.example', 'PANORAMICA.example', ...OURS])
  })

  it('are named to who comes under another, with the next step', async () => {
    for (const url of ['/api/health', '/api/nope', '/', '/api/openapi.json']) {
      const headers = { host: 'evil.example' }
      const closed = problemIn(await (await apiAt({})).inject({ url, headers }), 403, 'forbidden-host')
      assert.match(String(closed['hint']), /ssh -L/)
      const open = problemIn(await (await apiAt({ isOpen: true })).inject({ url, headers }), 403, 'forbidden-host')
      assert.match(String(open['hint']), /PANORAMICA_PUBLIC_URL/)
    }
  })
})

describe('the guard', () => {
  it('lets its own pages and plain clients act', async () => {
    const ours = { host: 'localhost:8470', origin: 'http://localhost:8470', 'sec-fetch-site': 'same-origin' }
    for (const headers of [{}, ours, { 'sec-fetch-site': 'none' }]) {
      assert.equal((await ask(refresh(headers))).statusCode, 202, JSON.stringify(headers))
    }
  })

  it('knows its own pages by how browsers reach them', async () => {
    const tries: [site: Partial<Site>, host: string, origin: string][] = [
      [{ tls: true }, 'localhost:8470', 'https://localhost:8470'],
      [{ publicOrigin: 'https://panoramica.example' }, 'panoramica.example', 'https://panoramica.example'],
      [{ publicOrigin: 'https://panoramica.example' }, 'localhost:8470', 'http://localhost:8470'],
    ]
    for (const [site, host, origin] of tries) {
      const app = await apiAt(site)
      assert.equal((await app.inject(refresh({ host, origin }))).statusCode, 202, origin)
      const other = origin.replace(/^https?/, (scheme) => (scheme === 'http' ? 'https' : 'http'))
      problemIn(await app.inject(refresh({ host, origin: other })), 403, 'cross-site')
    }
  })

  it('lets no page of another origin act', async () => {
    const host = 'localhost:8470'
    const foreign = [
      { host, origin: 'https://evil.example' },
      { host, origin: 'http://localhost:3000' },
      { host, origin: 'http://localhost:8470.evil.example' },
      { host, origin: 'null' },
      { host, 'sec-fetch-site': 'cross-site' },
      { host, 'sec-fetch-site': 'same-site' },
      { host, origin: 'http://localhost:8470', 'sec-fetch-site': 'cross-site' },
    ]
    const read: number[] = []
    const { app } = await apiWith({ remotes: { refresh: async (id) => read.push(id) > 0 } })
    for (const headers of foreign) problemIn(await app.inject(refresh(headers)), 403, 'cross-site')
    assert.deepEqual(read, [])
  })

  it('lets whoever has a token act from anywhere: no page can send one that is not its own', async () => {
    const headers = { origin: 'https://tools.example', authorization: 'Bearer x' }
    assert.equal((await ask(refresh(headers))).statusCode, 202)
  })

  it('lets another site link here', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    assert.equal((await ask({ url: '/api/health', headers })).statusCode, 200)
  })

  it('takes no type that an HTML form can send', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
      '',
    ]
    for (const type of types) {
      problemIn(await ask(refresh({ 'content-type': type })), 415, 'unsupported-media-type')
    }
    for (const type of ['application/json', 'Application/JSON; charset=utf-8']) {
      assert.equal((await ask(refresh({ 'content-type': type }))).statusCode, 202, type)
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, ask, problemIn } from '../../test/tools/api.ts'

const refresh = (headers: Record<string, string>) => ({ method: 'POST', url: '/api/nodes/1/refresh', headers }) as const

describe('the guard', () => {
  it('answers under the names of this machine, whatever the port', async () => {
    for (const host of ['127.0.0.1', '127.0.0.1:8470', 'localhost:1', 'LOCALHOST:8470', '[::1]:8470', '[::1]']) {
      assert.equal((await ask({ url: '/api/health', headers: { host } })).statusCode, 200, host)
    }
  })

  it('answers under no other name, so that no name can be pointed here', async () => {
    const { app } = await apiWith()
    const hosts = ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:8470', 'evil.example:127', '192.168.1.1']
    for (const host of hosts) {
      for (const url of ['/api/health', '/api/nope', '/', '/api/openapi.json']) {
        problemIn(await app.inject({ url, headers: { host } }), 403, 'forbidden-host')
      }
    }
  })

  it('lets its own pages and plain clients act', async () => {
    const ours = { host: 'localhost:8470', origin: 'http://localhost:8470', 'sec-fetch-site': 'same-origin' }
    for (const headers of [{}, ours, { 'sec-fetch-site': 'none' }]) {
      assert.equal((await ask(refresh(headers))).statusCode, 202, JSON.stringify(headers))
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

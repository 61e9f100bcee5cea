import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, ask, problemIn } from '../../../test/tools/api.ts'
import { StoreError } from '../../store/port.ts'

describe('health', () => {
  it('says that it runs and in which version', async () => {
    const response = await ask({ url: '/api/health' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { status: 'ok', version: '1.2.3' })
  })

  it('is ready as long as the store answers', async () => {
    const response = await ask({ url: '/api/ready' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { status: 'ok' })
  })

  it('tells how many remotes it reads, and how many nobody does, where several processes do', async () => {
    const ready = async (share: { held: number; unread: number } | null) =>
      (await ask({ url: '/api/ready' }, { share: () => share })).json<unknown>()
    assert.deepEqual(await ready({ held: 3, unread: 1 }), { status: 'ok', remotes_held: 3, remotes_unread: 1 })
    assert.deepEqual(await ready(null), { status: 'ok', remotes_held: null, remotes_unread: null })
  })

  it('is not ready without the store, and names the next step', async () => {
    const ping = () => Promise.reject(new StoreError('data/panoramica.db is locked', 'Stop the other process.'))
    const { app, log } = await apiWith({ store: { ping } })
    const problem = problemIn(await app.inject('/api/ready'), 503, 'store')
    assert.equal(problem['detail'], 'data/panoramica.db is locked')
    assert.equal(problem['hint'], 'Stop the other process.')
    assert.match(log.join(''), /data\/panoramica\.db is locked/)
  })

  it('is not ready when the store fails in a way nobody foresaw, and keeps that way to itself', async () => {
    const { app, log } = await apiWith({ store: { ping: () => Promise.reject(new Error('inner workings')) } })
    const response = await app.inject('/api/ready')
    problemIn(response, 503, 'store')
    assert.ok(!response.body.includes('inner workings'))
    assert.match(log.join(''), /inner workings/)
  })
})

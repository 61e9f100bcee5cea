import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, ask, problemIn } from '../../test/tools/api.ts'
import { FAILURE_KINDS, FailureError } from '../model/failure.ts'
import type { FailureKind } from '../model/failure.ts'
import { StoreError } from '../store/port.ts'
import type { Refusal } from '../model/desk.ts'

const BODY = { address: 'pve1.lan', ssh: { use_agent: true } }
const post = (payload: object) => ({ method: 'POST', url: '/api/remotes', payload }) as const
const patch = (payload: object) => ({ method: 'PATCH', url: '/api/remotes/1', payload }) as const

describe('failures', () => {
  const STATUS: Record<FailureKind, number> = {
    unreachable: 502,
    untrusted: 409,
    auth: 422,
    forbidden: 422,
    timeout: 504,
    'command-failed': 502,
    'bad-reply': 502,
    bug: 500,
  }
  const refused = (kind: FailureKind): Refusal => ({
    kind: 'failed',
    failure: { kind, message: `it is ${kind}`, hint: 'do this' },
  })

  for (const kind of FAILURE_KINDS.filter((each) => each !== 'bug')) {
    it(`answers ${kind} with its sentence and its next step`, async () => {
      const remotes = {
        add: async () => refused(kind),
        change: async () => refused(kind),
        test: async () => refused(kind),
      }
      const test = { method: 'POST', url: '/api/remotes/1/test' } as const
      for (const request of [post(BODY), patch({ name: 'x' }), test]) {
        const problem = problemIn(await ask(request, { remotes }), STATUS[kind], kind)
        assert.deepEqual([problem['detail'], problem['hint']], [`it is ${kind}`, 'do this'])
      }
    })
  }

  it('keeps a mistake of its own inside and logs it', async () => {
    const { app, log } = await apiWith({ remotes: { add: async () => refused('bug') } })
    const response = await app.inject(post(BODY))
    problemIn(response, 500, 'internal')
    assert.ok(!response.body.includes('it is bug'))
    assert.match(log.join(''), /it is bug/)
  })

  it('answers a failure that is thrown like one that is returned', async () => {
    const change = () => Promise.reject(new FailureError('forbidden', 'no such access', 'Give all of it.'))
    const problem = problemIn(await ask(patch({ name: 'x' }), { remotes: { change } }), 422, 'forbidden')
    assert.deepEqual([problem['detail'], problem['hint']], ['no such access', 'Give all of it.'])
  })

  it('says that the store does not answer, and the next step', async () => {
    const remotes = () => Promise.reject(new StoreError('the disk is full', 'Make room.'))
    const problem = problemIn(await ask({ url: '/api/remotes' }, { store: { remotes } }), 503, 'store')
    assert.deepEqual([problem['detail'], problem['hint']], ['the disk is full', 'Make room.'])
  })
})

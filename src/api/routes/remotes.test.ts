import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, FINGERPRINT, problemIn, REMOTE, REMOTE_REPLY } from '../../../test/tools/api.ts'
import type { Remote, RemoteChange } from '../../model/remote.ts'

const patch = (payload: object) => ({ method: 'PATCH', url: '/api/remotes/1', payload }) as const

/** What the desk is handed for a body. */
async function changeFor(body: object): Promise<RemoteChange> {
  const changes: RemoteChange[] = []
  const change = async (_id: number, given: RemoteChange) => (
    changes.push(given),
    { kind: 'changed', remote: REMOTE } as const
  )
  assert.equal((await ask(patch(body), { remotes: { change } })).statusCode, 200)
  return changes[0]!
}

describe('remotes that are known', () => {
  it('are listed', async () => {
    const response = await ask({ url: '/api/remotes' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { items: [REMOTE_REPLY], total: 1 })
  })

  it('are shown one by one, with their members', async () => {
    const response = await ask({ url: '/api/remotes/1' })
    assert.equal(response.statusCode, 200)
    const member = { port: null, stopped: null, silence: null }
    assert.deepEqual(response.json(), {
      ...REMOTE_REPLY,
      members: [
        { ...member, node_id: 1, name: 'pve1', address: 'pve1.lan', address_set_by: 'operator', status: 'online' },
        { ...member, node_id: 2, name: 'pve2', address: '192.168.1.2', address_set_by: 'cluster', status: 'unknown' },
      ],
    })
  })

  it('are tested', async () => {
    const response = await ask({ method: 'POST', url: '/api/remotes/1/test' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { node: 'pve1', proxmox_version: '8.4.21', duration_ms: 431 })
  })

  it('are removed', async () => {
    const response = await ask({ method: 'DELETE', url: '/api/remotes/1' })
    assert.deepEqual([response.statusCode, response.body], [204, ''])
  })

  it('are missed when they are not there', async () => {
    const requests = [
      { url: '/api/remotes/2' },
      { method: 'PATCH', url: '/api/remotes/2', payload: { name: 'x' } },
      { method: 'DELETE', url: '/api/remotes/2' },
      { method: 'POST', url: '/api/remotes/2/test' },
    ] as const
    for (const request of requests) {
      const problem = problemIn(await ask(request), 404, 'not-found')
      assert.equal(problem['detail'], 'There is no remote 2.')
    }
  })

  it('are missed when they went away meanwhile', async () => {
    const change = async () => ({ kind: 'not-found' }) as const
    problemIn(await ask(patch({ name: 'x' }), { remotes: { change } }), 404, 'not-found')
  })

  it('are named by positive whole numbers', async () => {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const response = await ask({ method, url: '/api/remotes/x', ...(method === 'PATCH' && { payload: {} }) })
      assert.equal(problemIn(response, 400, 'bad-parameter')['parameter'], 'params.id')
    }
  })
})

describe('changing a remote', () => {
  it('answers with the remote as it is then', async () => {
    const response = await ask(patch({ name: 'lab' }))
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), REMOTE_REPLY)
  })

  it('hands over what is said and leaves out the rest', async () => {
    assert.deepEqual(await changeFor({}), {})
    assert.deepEqual(await changeFor({ name: 'lab', address: 'pve2' }), { name: 'lab', address: 'pve2' })
    const ssh = { port: 2222, passphrase: null, host_key_sha256: FINGERPRINT }
    assert.deepEqual(await changeFor({ ssh }), { ssh: { port: 2222, passphrase: null }, sshHostKeySha256: FINGERPRINT })
    assert.deepEqual(await changeFor({ api: null }), { api: null })
    assert.deepEqual(
      [await changeFor({ site: 'milan' }), await changeFor({ site: null })],
      [{ site: 'milan' }, { site: null }],
    )
    const { api } = await changeFor({ api: { token_secret: 'S' } })
    assert.deepEqual([Object.keys(api ?? {}), api?.tokenSecret?.reveal()], [['tokenSecret'], 'S'])
  })

  it('takes one way to read away, and gives another', async () => {
    assert.deepEqual(await changeFor({ ssh: null }), { ssh: null })
    const before: Remote = { ...REMOTE, api: null }
    const store = { remote: async () => before }
    const token = { token_id: 'a@pve!b' }
    const problem = problemIn(await ask(patch({ api: token }), { store }), 400, 'bad-parameter')
    assert.deepEqual(
      [problem['parameter'], problem['detail']],
      ['body.api', 'body.api: needs token_id and token_secret'],
    )
    const whole = await ask(patch({ api: { ...token, token_secret: 'S' } }), { store })
    assert.equal(whole.statusCode, 200)
  })

  it('does not take away the last way to sign in', async () => {
    const problem = problemIn(await ask(patch({ ssh: { private_key: null } })), 400, 'bad-parameter')
    assert.equal(problem['parameter'], 'body.ssh')
    const swapped = await changeFor({ ssh: { private_key: null, password: 'W' } })
    assert.deepEqual([swapped.ssh?.privateKey, swapped.ssh?.password?.reveal()], [null, 'W'])
  })

  it('names the parameter that is not valid', async () => {
    const wrong: [body: object, parameter: string][] = [
      [{ address: null }, 'body.address'],
      [{ id: 3 }, 'body.id'],
      [{ ssh: null, api: null }, 'body.ssh'],
      [{ ssh: { port: null } }, 'body.ssh.port'],
      [{ ssh: { keys: [] } }, 'body.ssh.keys'],
      [{ api: { token_secret: null } }, 'body.api.token_secret'],
    ]
    for (const [body, parameter] of wrong) {
      assert.equal(problemIn(await ask(patch(body)), 400, 'bad-parameter')['parameter'], parameter)
    }
  })
})

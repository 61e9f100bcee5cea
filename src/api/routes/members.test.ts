import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, FINGERPRINT, OTHER_FINGERPRINT, problemIn, REMOTE } from '../../../test/tools/api.ts'
import type { MemberChange, Silence } from '../../model/desk.ts'

const patch = (path: string, payload: object, fakes = {}) => ask({ method: 'PATCH', url: path, payload }, fakes)

const MEMBER = '/api/remotes/1/members/2'

describe('the address of a member', () => {
  it('is set by an operator, with another port and key where there are such', async () => {
    const asked: [number, number, MemberChange][] = []
    const remotes = {
      changeMember: async (id: number, nodeId: number, change: MemberChange) => {
        asked.push([id, nodeId, change])
        const { address, sshPort } = change
        const member = {
          nodeId,
          name: 'pve2',
          address,
          sshPort,
          addressSetBy: 'operator',
          stopped: null,
          silence: null,
        } as const
        return { kind: 'changed', member } as const
      },
    }
    const reply = await patch(MEMBER, { address: '10.0.0.2', port: 2202, host_key_sha256: FINGERPRINT }, { remotes })
    assert.equal(reply.statusCode, 200, reply.body)
    assert.deepEqual(reply.json(), {
      node_id: 2,
      name: 'pve2',
      address: '10.0.0.2',
      port: 2202,
      address_set_by: 'operator',
      status: 'unknown',
      stopped: null,
      silence: null,
    })
    await patch(MEMBER, { address: 'pve2.lan' }, { remotes })
    assert.deepEqual(asked, [
      [1, 2, { address: '10.0.0.2', sshPort: 2202, sshHostKeySha256: FINGERPRINT }],
      [1, 2, { address: 'pve2.lan', sshPort: null, sshHostKeySha256: null }],
    ])
  })

  it('goes back to where the cluster says', async () => {
    const asked: MemberChange[] = []
    const remotes = {
      changeMember: async (_id: number, nodeId: number, change: MemberChange) => {
        asked.push(change)
        const place = { address: '192.168.1.2', sshPort: null, addressSetBy: 'cluster' } as const
        return { kind: 'changed', member: { nodeId, name: 'pve2', ...place, stopped: null, silence: null } } as const
      },
    }
    const reply = await patch(MEMBER, { address: null }, { remotes })
    assert.deepEqual(
      [reply.statusCode, reply.json<object>()],
      [
        200,
        {
          node_id: 2,
          name: 'pve2',
          address: '192.168.1.2',
          port: null,
          address_set_by: 'cluster',
          status: 'unknown',
          stopped: null,
          silence: null,
        },
      ],
    )
    assert.deepEqual(asked, [{ address: null, sshPort: null, sshHostKeySha256: null }])
  })

  it('has to be one, and to belong to a member', async () => {
    const at = async (path: string, payload: object): Promise<unknown> => (await patch(path, payload)).statusCode
    assert.equal(await at(MEMBER, { address: 'a b' }), 400)
    assert.equal(await at(MEMBER, { address: 'x', port: 0 }), 400)
    assert.equal(await at(MEMBER, {}), 400)
    assert.equal(await at('/api/remotes/1/members/x', { address: 'x' }), 400)
    problemIn(await patch('/api/remotes/1/members/9', { address: 'x' }), 404, 'not-found')
    problemIn(await patch('/api/remotes/9/members/1', { address: 'x' }), 404, 'not-found')
  })

  it('is refused with the key that is shown there, and where to confirm it', async () => {
    const fingerprints = [{ type: 'ssh-ed25519', sha256: OTHER_FINGERPRINT }]
    const remotes = { changeMember: async () => ({ kind: 'untrusted', fingerprints, expected: FINGERPRINT }) as const }
    const problem = problemIn(await patch(MEMBER, { address: '10.0.0.2' }, { remotes }), 409, 'untrusted')
    assert.deepEqual([problem['fingerprints'], problem['expected']], [fingerprints, FINGERPRINT])
    assert.match(String(problem['hint']), /with it as host_key_sha256\.$/)
  })

  it('is shown with why a member is not read, how often it was tried, and when next', async () => {
    const stopped = { kind: 'auth', message: 'refused', hint: 'Check the key.' } as const
    const member = {
      nodeId: 1,
      name: 'pve1',
      address: 'pve1.lan',
      sshPort: null,
      addressSetBy: 'operator',
      stopped,
    } as const
    const at = Date.UTC(2026, 0, 1)
    const shownOf = async (silence: Silence) => {
      const members = async () => [{ ...member, silence }]
      const reply = await ask({ url: '/api/remotes/1' }, { remotes: { members } })
      return reply.json<{ members: Record<string, unknown>[] }>().members[0]
    }
    const shown = await shownOf({ times: 1, since: at, nextAt: null })
    assert.deepEqual([shown?.['stopped'], shown?.['status']], [stopped, 'online'])
    assert.deepEqual(shown?.['silence'], { times: 1, since: '2026-01-01T00:00:00.000Z', next_try_at: null })
    assert.deepEqual((await shownOf({ times: 3, since: at, nextAt: at + 40_000 }))?.['silence'], {
      times: 3,
      since: '2026-01-01T00:00:00.000Z',
      next_try_at: '2026-01-01T00:00:40.000Z',
    })
  })
})

describe('a remote that is kept in a file', () => {
  const fakes = { store: { remote: async () => ({ ...REMOTE, fromFile: true }) } }

  it('is changed and removed nowhere else', async () => {
    for (const [method, url] of [
      ['PATCH', '/api/remotes/1'],
      ['DELETE', '/api/remotes/1'],
      ['PATCH', MEMBER],
    ] as const) {
      const payload = url === MEMBER ? { address: 'x' } : { name: 'x' }
      const reply = await ask({ method, url, ...(method === 'PATCH' && { payload }) }, fakes)
      const problem = problemIn(reply, 409, 'kept-in-file')
      assert.match(String(problem['hint']), /PANORAMICA_REMOTES_FILE.*SIGHUP/)
    }
  })

  it('is shown as one', async () => {
    assert.equal((await ask({ url: '/api/remotes/1' }, fakes)).json<{ from_file: boolean }>().from_file, true)
  })
})

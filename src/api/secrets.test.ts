import assert from 'node:assert/strict'
import { it } from 'node:test'
import { apiWith, SECRETS } from '../../test/tools/api.ts'
import type { AddOutcome } from '../model/desk.ts'

const SENT = {
  private_key: 'sent-private-key-Qx7',
  passphrase: 'sent-passphrase-Qx7',
  password: 'sent-password-Qx7',
}
const TOKEN = { token_id: 'root@pam!x', token_secret: 'sent-token-Qx7' }

const body = { address: 'pve1', ssh: SENT, api: TOKEN }
/** Each is refused for another reason, with the secrets in it. */
const wrongBodies = [
  { ...body, address: '' },
  { ...body, ssh: { ...SENT, port: 'x' } },
  { ...body, ssh: { ...SENT, host_key_sha256: SENT.password } },
  { ...body, ssh: { ...SENT, password: [SENT.password] } },
  { ...body, ssh: SENT.private_key },
  { ...body, api: { ...TOKEN, token_id: TOKEN.token_secret } },
  { address: 'pve1', api: TOKEN },
]
const outcomes: AddOutcome[] = [
  { kind: 'already-known', remoteId: 1 },
  { kind: 'untrusted', fingerprints: [], expected: null },
  { kind: 'not-pve', message: 'no' },
  { kind: 'failed', failure: { kind: 'auth', message: 'no', hint: null } },
  { kind: 'failed', failure: { kind: 'bug', message: 'no', hint: null } },
]

it('secrets appear in no reply and in no log line', async () => {
  const seen: string[] = []
  const collect = async (fakes: Parameters<typeof apiWith>[0]) => {
    const { app, log } = await apiWith(fakes)
    const say = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object | string) => {
      const headers = payload === undefined ? {} : { 'content-type': 'application/json' }
      const response = await app.inject({ method, url, headers, ...(payload !== undefined && { payload }) })
      seen.push(response.body, JSON.stringify(response.headers))
    }
    await say('GET', '/api/remotes')
    await say('GET', '/api/remotes/1')
    await say('POST', '/api/remotes/1/test')
    for (const each of [body, ...wrongBodies]) await say('POST', '/api/remotes', each)
    for (const each of [{ ssh: SENT }, { api: TOKEN }, ...wrongBodies]) await say('PATCH', '/api/remotes/1', each)
    await say('POST', '/api/remotes', JSON.stringify(body).slice(0, -1))
    await say('POST', '/api/remotes', SENT.password)
    await say('GET', `/api/nodes/1/host-details?max_age=${SENT.password}&token=${TOKEN.token_secret}`)
    await say('DELETE', '/api/remotes/1')
    seen.push(...log)
  }
  await collect({})
  for (const outcome of outcomes) await collect({ remotes: { add: async () => outcome } })
  const thrown = () => Promise.reject(Object.assign(new Error('no'), { body, ...SENT }))
  await collect({ remotes: { add: thrown, change: thrown } })

  const all = seen.join('\n')
  assert.ok(all.length > 10_000)
  for (const secret of [...Object.values(SENT), TOKEN.token_secret, ...Object.values(SECRETS), 'Qx7']) {
    assert.ok(!all.includes(secret), `${secret} in ${seen.find((text) => text.includes(secret)) ?? ''}`)
  }
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  apiWith,
  ask,
  FINGERPRINT,
  OTHER_FINGERPRINT,
  problemIn,
  REMOTE,
  REMOTE_REPLY,
} from '../../../test/tools/api.ts'
import type { RemoteInput } from '../../model/remote.ts'
import type { AddOutcome } from '../../model/desk.ts'

const BODY = { address: 'pve1.lan', ssh: { use_agent: true } }
const post = (payload: object) => ({ method: 'POST', url: '/api/remotes', payload }) as const

/** What the desk is handed for a body. */
async function inputFor(body: object): Promise<RemoteInput> {
  const inputs: RemoteInput[] = []
  const add = async (input: RemoteInput): Promise<AddOutcome> => (
    inputs.push(input),
    { kind: 'already-known', remoteId: 1 }
  )
  problemIn(await ask(post(body), { remotes: { add } }), 409, 'already-known')
  return inputs[0]!
}

describe('adding a remote', () => {
  it('answers with the remote, its cluster and its members', async () => {
    const response = await ask(post(BODY))
    assert.equal(response.statusCode, 201)
    assert.equal(response.headers.location, '/api/remotes/1')
    assert.deepEqual(response.json(), {
      remote: REMOTE_REPLY,
      cluster: { name: 'prod', quorate: true },
      members: [
        { node_id: 1, name: 'pve1', address: 'pve1.lan', online: true },
        { node_id: 2, name: 'pve2', address: '192.168.1.2', online: null },
      ],
    })
  })

  it('fills in the usual port and user', async () => {
    assert.deepEqual(await inputFor(BODY), {
      name: null,
      address: 'pve1.lan',
      ssh: {
        port: 22,
        username: 'root',
        privateKey: null,
        passphrase: null,
        password: null,
        useAgent: true,
        sudo: false,
      },
      api: null,
      sshHostKeySha256: null,
      tlsFingerprintSha256: null,
      site: null,
    })
  })

  it('hands over everything that is said', async () => {
    const ssh = { port: 2222, username: 'viewer', private_key: 'K', passphrase: 'P', password: 'W', sudo: true }
    const api = { port: 443, token_id: 'a@pve!b', token_secret: 'S', fingerprint_sha256: OTHER_FINGERPRINT }
    const input = await inputFor({
      name: ' lab ',
      address: 'fd00::10',
      site: 'milan',
      ssh: { ...ssh, host_key_sha256: `${FINGERPRINT}=` },
      api,
    })
    assert.deepEqual([input.name, input.address, input.site], ['lab', 'fd00::10', 'milan'])
    const { privateKey, passphrase, password, ...rest } = input.ssh!
    assert.deepEqual(
      [privateKey, passphrase, password].map((secret) => secret?.reveal()),
      ['K', 'P', 'W'],
    )
    assert.deepEqual(rest, { port: 2222, username: 'viewer', useAgent: false, sudo: true })
    assert.equal(input.api?.tokenSecret.reveal(), 'S')
    assert.deepEqual([input.api.port, input.api.tokenId], [443, 'a@pve!b'])
    assert.deepEqual([input.sshHostKeySha256, input.tlsFingerprintSha256], [FINGERPRINT, OTHER_FINGERPRINT])
  })

  it('names the parameter that is not valid', async () => {
    const wrong: [body: object, parameter: string][] = [
      [{ ssh: { use_agent: true } }, 'body.address'],
      [{ ...BODY, address: 'root@pve1' }, 'body.address'],
      [{ ...BODY, address: 'pve1 lan' }, 'body.address'],
      [{ ...BODY, address: 'https://pve1' }, 'body.address'],
      [{ ...BODY, address: 'pve1:8006' }, 'body.address'],
      [{ ...BODY, address: '-oProxyCommand=x' }, 'body.address'],
      [{ ...BODY, address: '' }, 'body.address'],
      [{ ...BODY, name: ' ' }, 'body.name'],
      [{ ...BODY, site: 'Milan' }, 'body.site'],
      [{ ...BODY, site: '' }, 'body.site'],
      [{ ...BODY, site: 'x'.repeat(41) }, 'body.site'],
      [{ ...BODY, site: 'milan\n' }, 'body.site'],
      [{ ...BODY, colour: 'red' }, 'body.colour'],
      [{ address: 'pve1' }, 'body.ssh'],
      [{ address: 'pve1', ssh: {} }, 'body.ssh'],
      [{ address: 'pve1', ssh: { use_agent: false } }, 'body.ssh'],
      [{ address: 'pve1', ssh: { password: '' } }, 'body.ssh.password'],
      [{ address: 'pve1', ssh: { use_agent: true, port: 0 } }, 'body.ssh.port'],
      [{ address: 'pve1', ssh: { use_agent: true, port: '22' } }, 'body.ssh.port'],
      [{ address: 'pve1', ssh: { use_agent: true, port: 65_536 } }, 'body.ssh.port'],
      [{ address: 'pve1', ssh: { use_agent: true, username: '-l' } }, 'body.ssh.username'],
      [{ address: 'pve1', ssh: { use_agent: true, privatekey: 'x' } }, 'body.ssh.privatekey'],
      [{ address: 'pve1', ssh: { use_agent: true, host_key_sha256: 'SHA256:abc' } }, 'body.ssh.host_key_sha256'],
      [{ address: 'pve1', api: { token_id: 'root', token_secret: 'x' } }, 'body.api.token_id'],
      [
        { address: 'pve1', api: { token_id: 'a@pve!b', token_secret: 'x', fingerprint_sha256: 'AA:BB' } },
        'body.api.fingerprint_sha256',
      ],
    ]
    for (const [body, parameter] of wrong) {
      const problem = problemIn(await ask(post(body)), 400, 'bad-parameter')
      assert.equal(problem['parameter'], parameter, JSON.stringify(body))
      assert.ok(String(problem['detail']).startsWith(`${parameter}: `), String(problem['detail']))
    }
  })

  it('says every mistake at once', async () => {
    const problem = problemIn(await ask(post({ address: '', ssh: { port: 0 }, colour: 1 })), 400, 'bad-parameter')
    for (const parameter of ['body.address: ', 'body.ssh.port: ', 'body.colour: there is no such parameter']) {
      assert.ok(String(problem['detail']).includes(parameter), String(problem['detail']))
    }
  })

  it('takes host names and addresses of both kinds', async () => {
    for (const address of ['pve1', 'pve-1.lan.', '192.168.1.1', '::1', 'fe80::1%eth0', 'pve_1']) {
      assert.equal((await inputFor({ ...BODY, address })).address, address)
    }
  })

  it('reads over the HTTPS API alone, with the certificate as OpenSSH or as PVE writes it', async () => {
    const token = { token_id: 'root@pam!x', token_secret: 'y' }
    const hex = Buffer.from(OTHER_FINGERPRINT.slice(7), 'base64').toString('hex').match(/../g)!.join(':')
    for (const fingerprint_sha256 of [OTHER_FINGERPRINT, hex, hex.toUpperCase()]) {
      const input = await inputFor({ address: 'pve1', api: { ...token, fingerprint_sha256 } })
      assert.equal(input.ssh, null)
      assert.deepEqual([input.api?.port, input.api?.tokenId], [8006, 'root@pam!x'])
      assert.equal(input.tlsFingerprintSha256, OTHER_FINGERPRINT)
    }
  })

  it('names the remote it is already known as', async () => {
    const add = async () => ({ kind: 'already-known', remoteId: 7 }) as const
    const problem = problemIn(await ask(post(BODY), { remotes: { add } }), 409, 'already-known')
    assert.equal(problem['remote_id'], 7)
  })

  it('says what the host is when it is no Proxmox VE', async () => {
    const add = async () => ({ kind: 'not-pve', message: 'This is a Proxmox Backup Server.' }) as const
    const problem = problemIn(await ask(post(BODY), { remotes: { add } }), 422, 'not-pve')
    assert.equal(problem['detail'], 'This is a Proxmox Backup Server.')
  })
})

describe('the trust dialogue', () => {
  const fingerprints = [{ type: 'ssh-ed25519', sha256: FINGERPRINT }]
  /** Trusts nothing but `FINGERPRINT`. */
  const add = async (input: RemoteInput): Promise<AddOutcome> =>
    input.sshHostKeySha256 === FINGERPRINT
      ? { kind: 'added', remote: REMOTE, cluster: { name: null, quorate: null }, members: [] }
      : { kind: 'untrusted', fingerprints, expected: input.sshHostKeySha256 }

  it('shows the key of a host nobody confirmed, and adds it once the same request repeats the key', async () => {
    const { app } = await apiWith({ remotes: { add } })
    const problem = problemIn(await app.inject(post(BODY)), 409, 'untrusted')
    assert.deepEqual(problem['fingerprints'], fingerprints)
    assert.equal(problem['expected'], null)
    const confirmed = { ...BODY, ssh: { ...BODY.ssh, host_key_sha256: FINGERPRINT } }
    const response = await app.inject(post(confirmed))
    assert.equal(response.statusCode, 201)
    assert.deepEqual(response.json<{ cluster: unknown }>().cluster, { name: null, quorate: null })
  })

  it('shows both keys when the host has another than the one confirmed', async () => {
    const body = { ...BODY, ssh: { ...BODY.ssh, host_key_sha256: OTHER_FINGERPRINT } }
    const problem = problemIn(await ask(post(body), { remotes: { add } }), 409, 'untrusted')
    assert.deepEqual(problem['fingerprints'], fingerprints)
    assert.equal(problem['expected'], OTHER_FINGERPRINT)
    assert.match(String(problem['detail']), /not the one that was confirmed/)
  })

  it('shows the certificate beside the host key, as OpenSSH and as PVE write it', async () => {
    const shown = async (): Promise<AddOutcome> => ({
      kind: 'untrusted',
      fingerprints: [...fingerprints, { type: 'tls', sha256: OTHER_FINGERPRINT }],
      expected: null,
    })
    const problem = problemIn(await ask(post(BODY), { remotes: { add: shown } }), 409, 'untrusted')
    const [key, certificate] = problem['fingerprints'] as Record<string, string>[]
    assert.deepEqual(key, fingerprints[0])
    assert.equal(certificate?.['sha256'], OTHER_FINGERPRINT)
    assert.match(certificate['hex'] ?? '', /^([\dA-F]{2}:){31}[\dA-F]{2}$/)
    assert.equal(problem['detail'], 'Nobody confirmed the host key and the certificate yet. Nothing secret was sent.')
    assert.match(String(problem['hint']), /ssh\.host_key_sha256\. .*pvenode cert info.* api\.fingerprint_sha256\.$/)
  })
})

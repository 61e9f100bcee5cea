import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import type { HostDetails, NodeItem } from '../../src/fleet/shapes.ts'
import { fakeNode } from '../tools/fake-node.ts'
import { nodeOverSsh } from '../tools/node-over-ssh.ts'
import type { NodeOverSsh } from '../tools/node-over-ssh.ts'
import { adminOf, MAIN, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { withoutShared } from '../tools/shared.ts'
import { startSshd, withoutSshd } from '../tools/sshd.ts'
import type { Sshd } from '../tools/sshd.ts'

interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

describe('panoramica serve', { skip: withoutSshd || withoutShared }, () => {
  let on: NodeOverSsh
  let dataDir: string
  let server: Running
  let admin: Record<string, string>
  let count = 0

  before(async () => {
    on = await nodeOverSsh()
  })
  after(() => on.stop())
  afterEach(() => stop(server))

  const start = async (folder = join(on.folder, `data-${String(count++)}`)): Promise<void> => {
    dataDir = folder
    admin = await adminOf(dataDir)
    server = await started(['serve', '--port', '0', '--data-dir', dataDir], /listens on (http:\S+)/)
  }
  const api = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(`${server.address}${path}`, {
      method,
      headers: { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }
  const remoteBody = (sshd: Sshd, over: object = {}) => ({
    address: '127.0.0.1',
    ssh: { port: sshd.port, username: sshd.username, private_key: sshd.privateKey, ...over },
  })
  const addNode = () => api('POST', '/api/remotes', remoteBody(on.sshd, { host_key_sha256: on.sshd.fingerprint }))
  const nodes = async () => (await api('GET', '/api/nodes')).body['items'] as NodeItem[]
  const details = async (id: number, query = '') =>
    (await api('GET', `/api/nodes/${String(id)}/host-details${query}`)).body as unknown as HostDetails

  test('a node is added after its host key was confirmed, and shown with what it says', async () => {
    await start()
    const asked = await api('POST', '/api/remotes', remoteBody(on.sshd))
    assert.equal(asked.status, 409)
    assert.equal(asked.body['code'], 'untrusted')
    assert.deepEqual(asked.body['fingerprints'], [{ type: 'ssh-ed25519', sha256: on.sshd.fingerprint }])
    assert.deepEqual(await nodes(), [], 'nothing is kept before the key is confirmed')

    const added = await addNode()
    assert.equal(added.status, 201)
    const [node] = await nodes()
    assert.equal(node?.name, 'pve1')
    assert.equal(node.status, 'online')
    assert.equal(node.proxmox_version, '8.4.21')
    const host = await details(node.node_id)
    assert.equal(host.cpu.cores, 2)
    assert.equal(host.temperature.highest_c, 45.5)
    assert.equal(host.license.status, 'active')
    assert.equal(host.sections['temperature']?.via, 'ssh-plain')
  })

  test('parts that are left out are absent from the reply', async () => {
    await start()
    await addNode()
    const [node] = await nodes()
    const host = await details(
      node?.node_id ?? 0,
      '?include_hardware=false&include_storage=false&include_network=false',
    )
    for (const part of ['hardware', 'bios', 'storage', 'zfs_pools', 'network']) assert.ok(!(part in host), part)
    assert.ok('cpu' in host)
  })

  test('the same node is not added twice', async () => {
    await start()
    await addNode()
    const again = await addNode()
    assert.equal(again.status, 409)
    assert.equal(again.body['code'], 'already-known')
    assert.equal((await nodes()).length, 1)
  })

  test('what cannot be used is refused by its own name, and nothing is kept', async (t) => {
    await start()
    const bare = await startSshd({ folder: join(on.folder, 'bare') })
    t.after(() => bare.stop())
    const codeOf = async (body: object): Promise<unknown[]> => {
      const { status, body: problem } = await api('POST', '/api/remotes', body)
      return [status, problem['code']]
    }
    const pinned = { host_key_sha256: on.sshd.fingerprint }
    const notPve = remoteBody(bare, { host_key_sha256: bare.fingerprint })
    assert.deepEqual(await codeOf(notPve), [422, 'not-pve'])
    assert.deepEqual(await codeOf(remoteBody(on.sshd, { ...pinned, private_key: bare.privateKey })), [422, 'auth'])
    assert.deepEqual(await codeOf(remoteBody({ ...on.sshd, port: 1 }, pinned)), [502, 'unreachable'])
    assert.deepEqual(await codeOf(remoteBody(on.sshd, { host_key_sha256: bare.fingerprint })), [409, 'untrusted'])
    assert.deepEqual(await nodes(), [])
  })

  test('restarting the server loses nothing', async () => {
    await start()
    await addNode()
    const [before] = await nodes()
    const host = await details(before?.node_id ?? 0)
    await stop(server)
    await start(dataDir)
    const [afterwards] = await nodes()
    assert.deepEqual(afterwards, before)
    assert.deepEqual(await details(before?.node_id ?? 0), host)
    const { body } = await api('GET', '/api/remotes')
    assert.equal(body['total'], 1)
  })

  test('secrets are neither in the files of the store nor in a reply nor in the log', async () => {
    await start()
    await addNode()
    const line = on.sshd.privateKey.split('\n')[2] ?? ''
    assert.ok(line.length > 40)
    const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), 'latin1'))
    const replies = JSON.stringify([await api('GET', '/api/remotes'), await api('GET', '/api/nodes')])
    for (const text of [...files, replies, server.said()]) assert.ok(!text.includes(line))
  })

  test('a fresh read is made on request, and a node that went away keeps its last values with their age', async (t) => {
    await start()
    const other = fakeNode(join(on.folder, 'leaving'))
    const sshd = await startSshd({ folder: join(on.folder, 'sshd-leaving'), path: other.bin })
    t.after(() => sshd.stop())
    await api('POST', '/api/remotes', remoteBody(sshd, { host_key_sha256: sshd.fingerprint }))
    const id = (await nodes())[0]?.node_id ?? 0
    const first = await details(id)
    const fresh = await details(id, '?max_age=0')
    assert.ok((fresh.collected_at ?? '') > (first.collected_at ?? ''))
    await sshd.stop()
    const gone = await details(id, '?max_age=0')
    assert.equal(gone.status, 'unknown')
    assert.equal(gone.stale, true, 'older than asked for')
    assert.equal(gone.proxmox_version, '8.4.21')
    assert.equal(gone.sections['version']?.status, 'failed')
    assert.equal(gone.sections['version'].kind, 'unreachable')
    assert.equal(gone.sections['version'].last_success_at, fresh.sections['version']?.last_success_at)
  })

  test('a changed host key stops the node, with both fingerprints, and confirming it goes on', async (t) => {
    await start()
    const other = fakeNode(join(on.folder, 'rekeyed'))
    const old = await startSshd({ folder: join(on.folder, 'sshd-old'), path: other.bin })
    await api('POST', '/api/remotes', remoteBody(old, { host_key_sha256: old.fingerprint }))
    const id = (await nodes())[0]?.node_id ?? 0
    await old.stop()
    const renewed = await startSshd({ folder: join(on.folder, 'sshd-renewed'), path: other.bin, port: old.port })
    t.after(() => renewed.stop())
    const stopped = await details(id, '?max_age=0')
    const { kind, reason } = stopped.sections['version'] ?? {}
    assert.equal(kind, 'untrusted')
    assert.ok(reason?.includes(old.fingerprint) && reason.includes(renewed.fingerprint))

    const remotes = (await api('GET', '/api/remotes')).body['items'] as { id: number }[]
    const path = `/api/remotes/${String(remotes[0]?.id)}`
    const ssh = { private_key: renewed.privateKey, host_key_sha256: renewed.fingerprint }
    const confirmed = await api('PATCH', path, { ssh })
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
    assert.equal((await details(id, '?max_age=0')).sections['version']?.status, 'ok')
    assert.equal((await api('POST', `${path}/test`)).body['node'], 'pve1')
    assert.equal((await api('DELETE', path)).status, 204)
    assert.deepEqual(await nodes(), [])
  })

  test('wrong settings are all named at once, and a taken port is said', async () => {
    await start()
    const run = async (...args: string[]): Promise<[number, string]> => {
      const child = spawn(process.execPath, [MAIN, 'serve', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const [code] = (await once(child, 'close')) as [number]
      return [code, said]
    }
    const [code, said] = await run('--host', '0.0.0.0', '--port', 'x')
    assert.equal(code, 1)
    assert.match(said, /PANORAMICA_HOST=0\.0\.0\.0: passwords and sessions would travel in the clear/)
    assert.match(said, /--port=x/)
    const taken = await run('--port', new URL(server.address).port, '--data-dir', join(on.folder, 'taken'))
    assert.equal(taken[0], 1)
    assert.match(taken[1], /the port is taken/)
  })
})

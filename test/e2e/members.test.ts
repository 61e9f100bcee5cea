import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { HostDetails, NodeItem } from '../../src/fleet/shapes.ts'
import { fakeNode } from '../tools/fake-node.ts'
import type { FakeNode } from '../tools/fake-node.ts'
import { adminOf, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { recordedReply, withoutShared } from '../tools/shared.ts'
import { startSshd, withoutSshd } from '../tools/sshd.ts'
import type { Sshd } from '../tools/sshd.ts'

/** As PVE keeps it: the member's RSA key, without an end of line. */
const KEYS_OF_PVE2 = '/etc/pve/nodes/pve2/ssh_known_hosts'

/** Two nodes of one cluster, each with a real sshd at an address of its own. */
describe('the members of a cluster', { skip: withoutSshd || withoutShared }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'panoramica-members-'))
  let pve1: FakeNode
  let first: Sshd
  let second: Sshd
  let server: Running
  let dataDir: string
  let admin: Record<string, string>
  let count = 0

  before(async () => {
    pve1 = memberNode('pve1', join(folder, 'pve1'))
    const pve2 = memberNode('pve2', join(folder, 'pve2'))
    first = await startSshd({ folder: join(folder, 'sshd1'), path: pve1.bin, rsa: true })
    const { port, privateKeyFile } = first
    const address = '127.0.0.2'
    second = await startSshd({
      folder: join(folder, 'sshd2'),
      path: pve2.bin,
      rsa: true,
      address,
      port,
      privateKeyFile,
    })
  })
  after(async () => {
    await Promise.all([first.stop(), second.stop()])
    rmSync(folder, { recursive: true })
  })
  const start = async () => {
    server = await started(['serve', '--port', '0', '--data-dir', dataDir], /listens on (http:\S+)/)
  }
  beforeEach(async () => {
    dataDir = join(folder, `data-${String(count++)}`)
    admin = await adminOf(dataDir)
    await start()
  })
  afterEach(() => stop(server))

  const api = async (method: string, path: string, body?: unknown) => {
    const headers = { ...admin, 'content-type': 'application/json' }
    const init = body === undefined ? { method, headers: admin } : { method, headers, body: JSON.stringify(body) }
    const response = await fetch(`${server.address}${path}`, init)
    const text = await response.text()
    return { status: response.status, body: JSON.parse(text || '{}') as Record<string, unknown> }
  }
  const add = () => {
    const { address, port, username, privateKey, fingerprint } = first
    const ssh = { port, username, private_key: privateKey, host_key_sha256: fingerprint }
    return api('POST', '/api/remotes', { address, ssh })
  }
  const nodes = async () => (await api('GET', '/api/nodes')).body['items'] as NodeItem[]
  /** Both, in the order of their names, read just now. */
  const read = async () =>
    Promise.all(
      (await nodes()).map(async ({ node_id: id }) => {
        const { body } = await api('GET', `/api/nodes/${String(id)}/host-details?max_age=0`)
        return body as unknown as HostDetails
      }),
    )
  const versions = async () => (await read()).map(({ proxmox_version: version }) => version)

  test('are read with the same sign-in, by keys learnt over the one that was added', async () => {
    pve1.file(KEYS_OF_PVE2, `pve2 ${keyOf(second)}`)
    const { status, body } = await add()
    assert.equal(status, 201)
    const { pins } = body['remote'] as { pins: { host: string; key_type: string | null }[] }
    assert.deepEqual(
      pins.map(({ host, key_type: type }) => [host, type]),
      [
        ['127.0.0.1', null],
        ['127.0.0.2', 'ssh-rsa'],
      ],
    )
    assert.deepEqual(
      (await read()).map(({ hostname, proxmox_version: version, stale }) => [hostname, version, stale]),
      [
        ['pve1', '8.4.21', false],
        ['pve2', '8.4.21', false],
      ],
    )
  })

  test('are still read after a restart', async () => {
    pve1.file(KEYS_OF_PVE2, `pve2 ${keyOf(second)}`)
    await add()
    const old = await read()
    await stop(server)
    await start()
    const fresh = await read()
    assert.deepEqual(
      fresh.map(({ sections }) => sections['version']?.status),
      ['ok', 'ok'],
    )
    fresh.forEach(({ collected_at: at }, index) => {
      assert.ok((at ?? '') > (old[index]?.collected_at ?? ''))
    })
  })

  test('one that shows another key is not signed in to; changing the remote learns the key anew', async () => {
    pve1.file(KEYS_OF_PVE2, `pve2 ${keyOf(first)}`)
    const { body } = await add()
    const [one, other] = await read()
    assert.equal(one?.sections['version']?.status, 'ok')
    assert.equal(other?.proxmox_version, null)
    assert.equal(other.sections['version']?.kind, 'untrusted')

    pve1.file(KEYS_OF_PVE2, `pve2 ${keyOf(second)}`)
    const { id } = body['remote'] as { id: number }
    const path = `/api/remotes/${String(id)}`
    assert.equal((await api('PATCH', path, { name: 'renamed' })).status, 200)
    assert.deepEqual(await versions(), ['8.4.21', '8.4.21'])
    assert.equal((await api('POST', `${path}/test`)).body['node'], 'pve1')
    assert.equal((await api('DELETE', path)).status, 204)
    assert.deepEqual(await nodes(), [])
  })

  test('one whose key the cluster does not tell is known from the others only', async () => {
    pve1.file(KEYS_OF_PVE2, '')
    await add()
    assert.deepEqual(await versions(), ['8.4.21', null])
    const [, other] = await nodes()
    assert.equal(other?.name, 'pve2')
  })
})

const keyOf = ({ rsaKey }: Sshd): string => rsaKey ?? assert.fail('no RSA host key')

/** A node of the cluster whose members are at 127.0.0.1 and 127.0.0.2. */
function memberNode(name: string, root: string): FakeNode {
  const node = fakeNode(root)
  const members = {
    nodename: name,
    version: 3,
    cluster: { name: 'prod', version: 2, nodes: 2, quorate: 1 },
    nodelist: { pve1: { id: 1, online: 1, ip: '127.0.0.1' }, pve2: { id: 2, online: 1, ip: '127.0.0.2' } },
  }
  node.file('/etc/pve/.members', JSON.stringify(members))
  node.reply(`/nodes/${name}/status`, recordedReply('8.4/node_status'))
  return node
}

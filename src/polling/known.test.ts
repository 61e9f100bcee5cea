import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { ApiAccess, Pin, Remote } from '../model/remote.ts'
import { Secret } from '../model/secret.ts'
import { alreadyKnown } from './known.ts'
import type { Found, KnownRemote } from './known.ts'
import { knownNode } from '../../test/tools/known-node.ts'

const ssh = {
  port: 22,
  username: 'root',
  privateKey: null,
  passphrase: null,
  password: null,
  useAgent: true,
  sudo: false,
}
const remote = (over: Partial<Remote> = {}): Remote => ({
  id: 1,
  name: 'x',
  address: 'pve1.lan',
  cluster: null,
  ssh,
  api: null,
  pins: [{ kind: 'ssh', host: 'pve1.lan', port: 22, sha256: 'SHA256:a', keyType: null }],
  site: null,
  fromFile: false,
  addedAt: 0,
  ...over,
})
const nodes = (...names: string[]) => names.map((name, id) => knownNode({ id, name, address: name }))
const clusterOf = (name: string | null, ...members: [string, string | null][]): Cluster => ({
  name,
  quorate: true,
  version: 1,
  expectedVotes: null,
  members: members.map(([member, ip]) => ({ name: member, nodeId: 1, online: true, ip, level: null, local: false })),
})
const hostKey = (sha256: string): Pin => ({ kind: 'ssh', host: '192.0.2.1', port: 22, sha256, keyType: null })
const found = (over: Partial<Found> = {}): Found => ({
  node: 'pve1',
  address: '192.0.2.1',
  ssh,
  api: null,
  pins: [hostKey('SHA256:b')],
  cluster: null,
  ...over,
})
const standalone: KnownRemote = { remote: remote(), nodes: nodes('pve1'), cluster: null }
const clustered: KnownRemote = {
  remote: remote({ cluster: 'prod' }),
  nodes: nodes('pve1', 'pve2'),
  cluster: clusterOf('prod', ['pve1', '192.0.2.1'], ['pve2', null]),
}

test('trap 17: the same cluster through another member is known', () => {
  const other = found({
    node: 'pve2',
    address: '192.0.2.2',
    cluster: clusterOf('prod', ['pve1', '192.0.2.1'], ['pve2', '192.0.2.2']),
  })
  assert.equal(alreadyKnown(other, [clustered])?.id, 1)
})

test('two clusters of the same name with other addresses are two', () => {
  const other = found({ cluster: clusterOf('prod', ['pve1', '198.51.100.1']) })
  assert.equal(alreadyKnown(other, [clustered]), null)
})

test('trap 16: two standalone hosts that are both called pve1 are two', () => {
  assert.equal(alreadyKnown(found(), [standalone]), null)
})

test('the same host at another address is known by its host key, at the same address by that', () => {
  assert.equal(alreadyKnown(found({ pins: [hostKey('SHA256:a')] }), [standalone])?.id, 1)
  assert.equal(alreadyKnown(found({ address: 'pve1.lan' }), [standalone])?.id, 1)
  assert.equal(alreadyKnown(found({ address: 'pve1.lan', ssh: { ...ssh, port: 2222 } }), [standalone]), null)
})

test('cloned hosts with one host key but other names are two', () => {
  assert.equal(alreadyKnown(found({ node: 'pve7', pins: [hostKey('SHA256:a')] }), [standalone]), null)
})

test('a host is known by its certificate, and at the same address whatever it is read over', () => {
  const api: ApiAccess = { port: 8006, tokenId: 'a@pve!b', tokenSecret: new Secret('c') }
  const certificate: Pin = { kind: 'tls', host: 'pve1.lan', port: 8006, sha256: 'SHA256:c', keyType: null }
  const overHttps = found({ ssh: null, api, pins: [{ ...certificate, host: '192.0.2.1' }] })
  const known: KnownRemote = { ...standalone, remote: remote({ ssh: null, api, pins: [certificate] }) }
  assert.equal(alreadyKnown(overHttps, [known])?.id, 1)
  assert.equal(alreadyKnown({ ...overHttps, pins: [] }, [known]), null)
  assert.equal(alreadyKnown({ ...overHttps, pins: [], address: 'pve1.lan' }, [standalone])?.id, 1)
  assert.equal(alreadyKnown({ ...overHttps, pins: [hostKey('SHA256:c')] }, [known]), null)
})

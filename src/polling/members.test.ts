import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { KnownNode, Pin, Remote } from '../model/remote.ts'
import type { Store } from '../store/port.ts'
import type { MemberKeys } from '../transport/member-keys.ts'
import type { Link } from '../transport/section.ts'
import { keysOfOthers, settle } from './members.ts'

const confirmed: Pin = { kind: 'ssh', host: '192.0.2.1', port: 22, sha256: 'SHA256:confirmed', keyType: null }
const learnt = (host: string): Pin => ({ kind: 'ssh', host, port: 22, sha256: 'SHA256:learnt', keyType: 'ssh-rsa' })
const ssh = {
  port: 22,
  username: 'root',
  privateKey: null,
  passphrase: null,
  password: null,
  useAgent: true,
  sudo: false,
}
const remoteWith = (pins: readonly Pin[]): Remote => ({
  id: 1,
  name: 'prod',
  address: '192.0.2.1',
  cluster: 'prod',
  ssh,
  api: null,
  pins,
  addedAt: 0,
})
const everyKey: MemberKeys = () => ({ type: 'ssh-rsa', sha256: 'SHA256:learnt' })
const noKey: MemberKeys = () => null

const clusterOf = (...members: [string, string | null][]): Cluster => ({
  name: 'prod',
  quorate: true,
  version: 1,
  expectedVotes: null,
  members: members.map(([name, ip]) => ({ name, nodeId: 1, online: true, ip, level: null, local: false })),
})

/** Settles pve1 and these members; `known` are nodes of before. */
async function settled(members: [string, string | null][], keys = everyKey, known: [string, string][] = []) {
  const pins = [confirmed]
  const node = (id: number, name: string, address: string): KnownNode => ({
    id,
    remoteId: 1,
    name,
    address,
    firstSeenAt: 0,
    lastSeenAt: 0,
  })
  const store: Partial<Store> = {
    nodes: async () => known.map(([name, address], index) => node(index, name, address)),
    sawNode: async ({ name, address }) => node(9, name, address),
    pin: async (_, pin) => {
      pins.push(pin)
    },
    remote: async () => remoteWith(pins),
  }
  const cluster = clusterOf(['pve1', '192.0.2.1'], ...members)
  const { remote, others } = await settle(store as Store, remoteWith([confirmed]), { node: 'pve1', cluster, keys }, 0)
  return { learnt: remote.pins.slice(1), others: others.map(({ name, address }) => [name, address]) }
}

test('a member with an address and a key is trusted there', async () => {
  for (const ip of ['192.0.2.2', '2001:db8::2'])
    assert.deepEqual(await settled([['pve2', ip]]), { learnt: [learnt(ip)], others: [['pve2', ip]] })
})

test('a member without a key is not trusted, but listed', async () => {
  assert.deepEqual(await settled([['pve2', '192.0.2.2']], noKey), { learnt: [], others: [['pve2', '192.0.2.2']] })
})

test('a member whose address is not known is not trusted, but listed', async () => {
  assert.deepEqual(await settled([['pve2', null]]), { learnt: [], others: [['pve2', 'pve2']] })
})

test('a member that is offline, and so has no address now, keeps the one it had', async () => {
  const { others } = await settled([['pve2', null]], everyKey, [['pve2', '192.0.2.2']])
  assert.deepEqual(others, [['pve2', '192.0.2.2']])
})

test('a member that is told twice is one member', async () => {
  const { others } = await settled([
    ['pve2', '192.0.2.2'],
    ['pve2', '192.0.2.3'],
  ])
  assert.deepEqual(others, [['pve2', '192.0.2.3']])
})

test('a key the operator confirmed for an address is not replaced by one that was learnt', async () => {
  const { learnt: pins } = await settled([['pve2', '192.0.2.1']])
  assert.deepEqual(
    pins.filter(({ keyType }) => keyType !== null),
    [],
  )
})

test('only a node that has other members, and not more than a cluster can have, is asked for their keys', async () => {
  let channels = 0
  const link: Link = {
    exchange: async () => {
      channels++
      return []
    },
    close: () => undefined,
  }
  const many = Array.from({ length: 300 }, (_, index): [string, null] => [`pve${String(index)}`, null])
  for (const cluster of [null, clusterOf(['pve1', null]), clusterOf(...many)]) await keysOfOthers(link, cluster, 'pve1')
  assert.equal(channels, 0)
  await keysOfOthers(link, clusterOf(['pve1', null], ['pve2', null]), 'pve1')
  assert.equal(channels, 1)
})

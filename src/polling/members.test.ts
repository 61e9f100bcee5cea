import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  addressOf,
  clusterOf,
  confirmed,
  everyKey,
  learnt,
  noKey,
  node,
  PINS,
  prod,
  seen,
  trusted,
} from '../../test/tools/sample-cluster.ts'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { KnownNode, Pin, Remote } from '../model/remote.ts'
import { Secret } from '../model/secret.ts'
import type { MembersChange } from '../store/port.ts'
import type { MemberKeys } from '../transport/member-keys.ts'
import { overSsh } from '../transport/over-ssh.ts'
import type { Link } from '../transport/section.ts'
import { keysOfOthers, movedPins, visitedMembers } from './members.ts'

const api = { port: 8006, tokenId: 'a@pve!b', tokenSecret: new Secret('x') }
const places = ({ seen: members }: MembersChange) => members.map(({ name, address }) => [name, address])

describe('the members of a remote that was just visited', () => {
  const visited = (cluster: Cluster | null, keys = everyKey, nodes: KnownNode[] = [], over: Partial<Remote> = {}) =>
    visitedMembers({ remote: prod(over), nodes }, trusted(cluster, keys), 5)

  it('are trusted at their addresses by what the cluster knows them by', () => {
    assert.deepEqual(visited(clusterOf([1, 2])), {
      pins: [learnt(addressOf(2))],
      seen: [seen(1, { addressSetBy: 'operator' }), seen(2)],
      gone: [],
      removed: [],
    })
  })

  it('are listed without a key where there is none', () => {
    const change = visited(clusterOf([1, 2]), noKey)
    assert.deepEqual(
      [change.pins, places(change)],
      [
        [],
        [
          ['pve1', addressOf(1)],
          ['pve2', addressOf(2)],
        ],
      ],
    )
  })

  it('keep the address they had while they are offline, and are called by name without one', () => {
    const cluster = clusterOf([1, 2, 3])
    const offline = { ...cluster, members: cluster.members.map((one) => ({ ...one, ip: null, online: false })) }
    const change = visited(offline, everyKey, [node(2)])
    assert.deepEqual(places(change), [
      ['pve1', addressOf(1)],
      ['pve2', addressOf(2)],
      ['pve3', 'pve3'],
    ])
  })

  it('are each one member, however often they are told', () => {
    const cluster = clusterOf([1, 2])
    const [, other] = cluster.members
    assert.ok(other)
    const twice = { ...cluster, members: [...cluster.members, { ...other, ip: addressOf(9) }] }
    assert.deepEqual(places(visited(twice)), [
      ['pve1', addressOf(1)],
      ['pve2', addressOf(9)],
    ])
  })

  it('keep a key that the operator confirmed for their address', () => {
    const pins = [confirmed, { ...confirmed, host: addressOf(2) }]
    assert.deepEqual(visited(clusterOf([1, 2]), everyKey, [], { pins }).pins, [])
  })

  it('keep the address and port that the operator set, and are trusted there', () => {
    const moved = node(2, { address: 'gate.example', sshPort: 2202, addressSetBy: 'operator' })
    const change = visited(clusterOf([1, 2]), everyKey, [moved])
    assert.deepEqual(
      [change.pins, places(change)],
      [
        [learnt('gate.example', 2202)],
        [
          ['pve1', addressOf(1)],
          ['pve2', 'gate.example'],
        ],
      ],
    )
  })

  it('have certificates learnt only where one was confirmed, else authorities vouch for them', () => {
    const byTls: MemberKeys = () => ({ type: 'tls', sha256: 'SHA256:tls' })
    const tls: Pin = { kind: 'tls', host: '192.0.2.1', port: 8006, sha256: 'SHA256:own', keyType: null }
    assert.deepEqual(visited(clusterOf([1, 2]), byTls, [], { api }).pins, [])
    assert.deepEqual(visited(clusterOf([1, 2]), byTls, [], { api, pins: [confirmed, tls] }).pins, [
      { ...tls, host: addressOf(2), sha256: 'SHA256:tls', keyType: 'tls' },
    ])
  })

  it('of a standalone node are one: what it was called before is forgotten', () => {
    const change = visited(null, noKey, [node(7)], { cluster: null })
    assert.deepEqual([places(change), change.removed], [[['pve1', addressOf(1)]], [7]])
    assert.deepEqual(visited(null, noKey, [node(7)]).removed, [], 'corosync is dead, the cluster is not')
  })
})

describe('the key of a member at another address', () => {
  const there = seen(2, { address: 'gate.example', sshPort: 2202, addressSetBy: 'operator' })

  it('is the one it is known by, however that came about', () => {
    assert.deepEqual(movedPins(prod({ pins: PINS }), node(2), there, null, []), [learnt('gate.example', 2202)])
    assert.deepEqual(movedPins(prod(), node(1), there, null, []), [{ ...confirmed, host: 'gate.example', port: 2202 }])
  })

  it('is what the operator confirms, and else what the cluster tells', () => {
    assert.deepEqual(movedPins(prod({ pins: PINS }), node(2), there, 'SHA256:new', []), [
      { ...confirmed, host: 'gate.example', port: 2202, sha256: 'SHA256:new' },
    ])
    assert.deepEqual(movedPins(prod(), node(2), there, null, [everyKey]), [learnt('gate.example', 2202)])
    assert.deepEqual(movedPins(prod(), node(2), there, null, [noKey]), [])
  })
})

describe('the keys of other members', () => {
  it('are asked of a node that has some, and of no more than a cluster can have', async () => {
    let channels = 0
    const link: Link = {
      exchange: async () => {
        channels++
        return []
      },
      close: () => undefined,
    }
    const many = Array.from({ length: 300 }, (_, index) => index + 1)
    for (const cluster of [null, clusterOf([1]), clusterOf(many)]) await keysOfOthers(overSsh(link), cluster, 'pve1')
    assert.equal(channels, 0)
    await keysOfOthers(overSsh(link), clusterOf([1, 2]), 'pve1')
    assert.equal(channels, 1)
  })
})

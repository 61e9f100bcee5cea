import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { knownNode } from '../../test/tools/known-node.ts'
import { addressOf, clusterOf, known, learnt, node, prod, seen, trusted } from '../../test/tools/sample-cluster.ts'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { KnownNode } from '../model/remote.ts'
import type { MembersChange } from '../store/port.ts'
import type { MemberKeys } from '../transport/member-keys.ts'
import { isNothing, keylessMembers, toldMembers } from './members.ts'

const DAY_MS = 24 * 3_600_000
const places = ({ seen: members }: MembersChange) => members.map(({ name, address }) => [name, address])

describe('what a member tells of its cluster', () => {
  const told = (cluster: Cluster, nodes: KnownNode[], at = 5) => toldMembers(known(...nodes), trusted(cluster), at)
  const three = [node(1), node(2), node(3)]

  it('changes nothing where it is known already', () => {
    assert.ok(isNothing(told(clusterOf([1, 2, 3]), three)))
  })

  it('adds a member that joined, with its key', () => {
    assert.deepEqual(told(clusterOf([1, 2, 3, 4]), three), {
      pins: [learnt(addressOf(4))],
      seen: [seen(4)],
      gone: [],
      removed: [],
    })
  })

  it('moves a member with its address in corosync, and learns its key there', () => {
    const cluster = clusterOf([1, 2, 3])
    const moved = {
      ...cluster,
      members: cluster.members.map((one) => (one.nodeId === 2 ? { ...one, ip: addressOf(22) } : one)),
    }
    assert.deepEqual(told(moved, three), {
      pins: [learnt(addressOf(22))],
      seen: [seen(2, { address: addressOf(22), corosync: { id: 2, ip: addressOf(22) } })],
      gone: [],
      removed: [],
    })
  })

  it('leaves a member at the address that the operator set', () => {
    const moved = node(2, { address: addressOf(3), addressSetBy: 'operator' })
    assert.ok(isNothing(told(clusterOf([1, 2, 3]), [node(1), moved, node(3)])))
  })

  it('keeps a member that has left as gone for a day, then forgets it', () => {
    const left = clusterOf([1, 2])
    const gone = { since: 5, renamedTo: null }
    assert.deepEqual(told(left, three).gone, [{ nodeId: 3, ...gone }])
    const waiting = [node(1), node(2), node(3, { gone })]
    assert.ok(isNothing(told(left, waiting, 4 + DAY_MS)))
    assert.deepEqual(told(left, waiting, 5 + DAY_MS).removed, [3])
  })

  it('takes a member that is back for the same one, and learns its key anew', () => {
    const back = told(clusterOf([1, 2, 3]), [node(1), node(2), node(3, { gone: { since: 1, renamedTo: null } })])
    assert.deepEqual([back.seen, back.pins, back.gone], [[seen(3)], [learnt(addressOf(3))], []])
  })

  it('recognises a member that was renamed by its number and address: the old one is gone', () => {
    const cluster = clusterOf([1, 2, 3])
    const renamed = {
      ...cluster,
      members: cluster.members.map((one) => (one.nodeId === 3 ? { ...one, name: 'new3' } : one)),
    }
    const change = told(renamed, three)
    assert.deepEqual(change.gone, [{ nodeId: 3, since: 5, renamedTo: 'new3' }])
    assert.deepEqual(change.seen, [seen(3, { name: 'new3' })])
    const set = node(3, { address: 'gate.example', sshPort: 2203, addressSetBy: 'operator' })
    assert.deepEqual(places(told(renamed, [node(1), node(2), set])), [['new3', 'gate.example']])
  })

  it('trap 18: takes no member away without quorum, from a partial list, or as a standalone node', () => {
    const words: Cluster[] = [
      clusterOf([1, 2], { quorate: false }),
      clusterOf([1, 2], { quorate: null }),
      clusterOf([1, 2], { expectedVotes: 3 }),
      clusterOf([1, 2], { expectedVotes: null }),
      clusterOf([2, 3]),
      clusterOf([1], { name: null, quorate: null, expectedVotes: null }),
      clusterOf([1, 2], { name: 'other' }),
    ]
    const old = [node(1), node(2), node(3, { gone: { since: 5 - DAY_MS, renamedTo: null } }), node(4)]
    for (const word of words) {
      const { gone, removed } = told(word, old)
      assert.deepEqual([gone, removed], [[], []], JSON.stringify(word))
    }
  })

  it('says nothing of another cluster, nor of one that is too large to be one', () => {
    assert.ok(isNothing(told(clusterOf([1, 2, 9], { name: 'other' }), three)))
    const many = Array.from({ length: 300 }, (_, index) => index + 1)
    assert.deepEqual(told(clusterOf(many), three).seen, [])
  })

  it('makes a cluster of a standalone node that joined one', () => {
    const change = toldMembers({ remote: prod({ cluster: null }), nodes: [node(1)] }, trusted(clusterOf([1, 2])), 5)
    assert.deepEqual(places(change), [['pve2', addressOf(2)]])
  })

  it('learns the key of a member that had none, and leaves the keys there are', () => {
    const change = toldMembers({ remote: prod(), nodes: three }, trusted(clusterOf([1, 2, 3])), 5)
    assert.deepEqual(change.pins, [learnt(addressOf(2)), learnt(addressOf(3))])
    const other: MemberKeys = () => ({ type: 'ssh-rsa', sha256: 'SHA256:other' })
    assert.ok(isNothing(toldMembers(known(...three), trusted(clusterOf([1, 2, 3]), other), 5)))
  })

  it('names the members that are there and have no key', () => {
    const cluster = clusterOf([1, 2, 3, 4])
    const members = cluster.members.map((one) => (one.nodeId === 4 ? { ...one, online: false } : one))
    assert.deepEqual(keylessMembers({ remote: prod(), nodes: three }, trusted({ ...cluster, members })), [
      'pve2',
      'pve3',
    ])
    assert.deepEqual(keylessMembers(known(...three), trusted(cluster)), ['pve4'])
  })

  it('comes to rest: told the same again, whatever was told, nothing changes any more', () => {
    const someCluster = fc.record({
      ids: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      quorate: fc.boolean(),
      shift: fc.constantFrom(0, 10),
      offline: fc.integer({ min: 1, max: 9 }),
    })
    const property = fc.property(fc.array(someCluster, { minLength: 1, maxLength: 6 }), (words) => {
      let now = known(node(1))
      for (const [at, { ids, quorate, shift, offline }] of words.entries()) {
        const cluster = clusterOf(ids, { quorate })
        const members = cluster.members.map((one) =>
          one.nodeId === offline
            ? { ...one, online: false, ip: null }
            : { ...one, ip: addressOf((one.nodeId ?? 0) + shift) },
        )
        const word = trusted({ ...cluster, members })
        now = changed(now, toldMembers(now, word, at))
        assert.ok(isNothing(toldMembers(now, word, at)), JSON.stringify(toldMembers(now, word, at)))
        assert.equal(new Set(now.nodes.map(({ name }) => name)).size, now.nodes.length)
      }
    })
    fc.assert(property, { numRuns: 200 })
  })
})

/** As a store keeps it. */
function changed(before: ReturnType<typeof known>, { pins, seen: members, gone, removed }: MembersChange) {
  const nodes = before.nodes
    .filter(({ id }) => !removed.includes(id))
    .map((one) => {
      const left = gone.find(({ nodeId }) => nodeId === one.id)
      return left ? { ...one, gone: { since: left.since, renamedTo: left.renamedTo } } : one
    })
  for (const { at: _, ...member } of members) {
    const index = nodes.findIndex(({ name }) => name === member.name)
    const one = nodes[index] ?? knownNode({ id: Math.max(0, ...nodes.map(({ id }) => id)) + 1 })
    nodes.splice(index === -1 ? nodes.length : index, 1, { ...one, ...member, gone: null })
  }
  const others = before.remote.pins.filter(
    ({ host, port }) => !pins.some((pin) => pin.host === host && pin.port === port),
  )
  return { remote: { ...before.remote, pins: [...others, ...pins] }, nodes }
}

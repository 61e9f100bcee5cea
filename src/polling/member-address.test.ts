import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deskOver } from '../../test/tools/desk-over.ts'
import { keyOf, StubCluster } from '../../test/tools/stub-cluster.ts'
import type { MemberChange } from '../model/desk.ts'

describe('a member whose address in the cluster is not reachable from here', () => {
  const PLACE = { address: 'gate.example', sshPort: 2202, sshHostKeySha256: null }

  it('is read where the operator says, by the key that its cluster knows', async (t) => {
    const cluster = new StubCluster('prod', 'pve1', 'pve2')
    const { add, desk, store, rows, round } = await deskOver(t, cluster)
    const id = await add('pve1')
    await round()
    const node = (await store.nodes()).find(({ name }) => name === 'pve2')
    cluster.node('pve2').alsoAt = 'gate.example:2202'
    const { looks } = cluster.node('pve2')
    const outcome = await desk.changeMember(id, node?.id ?? 0, PLACE)
    assert.deepEqual(outcome, {
      kind: 'changed',
      member: {
        nodeId: node?.id,
        name: 'pve2',
        address: 'gate.example',
        sshPort: 2202,
        addressSetBy: 'operator',
        stopped: null,
        silence: null,
      },
    })
    await round()
    assert.equal(cluster.node('pve2').looks, looks + 2, 'tried, then read')
    cluster.node('pve2').ip = '10.0.0.9'
    await round()
    assert.deepEqual(rows()[1], ['pve2', 'gate.example', 'online'])
  })

  it('keeps its address where nobody answers at the other one, another node does, or by another key', async (t) => {
    const cluster = new StubCluster('prod', 'pve1', 'pve2')
    const { add, desk, store, round } = await deskOver(t, cluster)
    const id = await add('pve1')
    await round()
    const before = await store.nodes()
    const nodeId = before.find(({ name }) => name === 'pve2')?.id ?? 0
    const kinds = async (change: MemberChange) => {
      const outcome = await desk.changeMember(id, nodeId, change)
      return outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind
    }
    assert.equal(await kinds(PLACE), 'unreachable')
    cluster.node('pve1').alsoAt = 'gate.example:2202'
    assert.equal(await kinds(PLACE), 'untrusted')
    const ofPve1 = keyOf(cluster.node('pve1'))
    assert.equal(await kinds({ ...PLACE, sshHostKeySha256: ofPve1 }), 'bad-reply')
    assert.equal((await desk.changeMember(id, 99, PLACE)).kind, 'not-found')
    assert.equal((await desk.changeMember(99, nodeId, PLACE)).kind, 'not-found')
    assert.deepEqual(await store.nodes(), before)
  })

  it('can be confirmed there where its cluster does not tell its key', async (t) => {
    const cluster = new StubCluster('prod', 'pve1', 'pve2')
    Object.assign(cluster.node('pve2'), { tellsKey: false, alsoAt: 'gate.example:2202' })
    const { add, desk, store } = await deskOver(t, cluster)
    const id = await add('pve1')
    const nodeId = (await store.nodes()).find(({ name }) => name === 'pve2')?.id ?? 0
    assert.equal((await desk.changeMember(id, nodeId, PLACE)).kind, 'untrusted')
    const sshHostKeySha256 = keyOf(cluster.node('pve2'))
    const outcome = await desk.changeMember(id, nodeId, { ...PLACE, sshHostKeySha256 })
    assert.equal(outcome.kind === 'changed' && outcome.member.stopped, null)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deskOver } from '../../test/tools/desk-over.ts'
import { StubCluster } from '../../test/tools/stub-cluster.ts'
import { findingItems } from '../fleet/findings.ts'

const HOUR_MS = 3_600_000

describe('a cluster that is followed', () => {
  it('has a node that joins read, by the key that the others know', async (t) => {
    const { add, cluster, rows, round } = await deskOver(t, new StubCluster('prod', 'pve1', 'pve2'))
    await add('pve1')
    const joined = cluster.join('pve3')
    await round()
    assert.deepEqual(rows(), [
      ['pve1', '192.0.2.1', 'online'],
      ['pve2', '192.0.2.2', 'online'],
      ['pve3', '192.0.2.3', 'online'],
    ])
    assert.equal(joined.looks, 1)
  })

  it('has a member that was offline when it was added read as soon as it is there', async (t) => {
    const cluster = new StubCluster('prod', 'pve1', 'pve2')
    cluster.node('pve2').isUp = false
    const { add, rows, round } = await deskOver(t, cluster)
    await add('pve1')
    await round()
    assert.deepEqual(rows()[1], ['pve2', 'pve2', 'offline'])
    cluster.node('pve2').isUp = true
    await round()
    assert.deepEqual(rows()[1], ['pve2', '192.0.2.2', 'online'])
    assert.equal(cluster.node('pve2').looks, 1)
  })

  it('asks again for a key that it does not tell, after a while', async (t) => {
    const cluster = new StubCluster('prod', 'pve1', 'pve2')
    cluster.node('pve2').tellsKey = false
    const { add, desk, pass, round } = await deskOver(t, cluster)
    const id = await add('pve1')
    await round()
    const [, member] = await desk.members(id)
    assert.deepEqual([member?.name, member?.stopped?.kind], ['pve2', 'untrusted'])
    assert.match(member?.stopped?.message ?? '', /does not tell the key of pve2/)
    cluster.node('pve2').tellsKey = true
    await round()
    assert.equal(cluster.node('pve2').looks, 0)
    await pass(600_000)
    await round()
    assert.equal(cluster.node('pve2').looks, 1)
    assert.deepEqual(
      (await desk.members(id)).map(({ stopped }) => stopped),
      [null, null],
    )
  })

  it('keeps a node that left as offline, with the reason, and forgets it after a day', async (t) => {
    const { add, cluster, fleet, store, pass, rows, round } = await deskOver(
      t,
      new StubCluster('prod', 'pve1', 'pve2', 'pve3'),
    )
    await add('pve1')
    await round()
    cluster.leave('pve3')
    await round()
    assert.deepEqual(rows()[2], ['pve3', '192.0.2.3', 'offline'])
    assert.equal(fleet.nodes()[2]?.problems[0]?.reason, 'its cluster no longer has this node')
    const id = fleet.nodes()[2]?.node_id ?? 0
    await pass(23 * HOUR_MS)
    await round()
    assert.equal(rows().length, 3)
    await pass(HOUR_MS)
    await round()
    assert.deepEqual(
      rows().map(([name]) => name),
      ['pve1', 'pve2'],
    )
    assert.deepEqual(
      (await store.nodes()).map(({ name }) => name),
      ['pve1', 'pve2'],
    )
    assert.equal((await store.kept()).nodes.filter(({ nodeId }) => nodeId === id).length, 0)
  })

  it('has a node that is back after it left under its number, read again', async (t) => {
    const { add, cluster, fleet, rows, round } = await deskOver(t, new StubCluster('prod', 'pve1', 'pve2'))
    await add('pve1')
    const left = cluster.node('pve2')
    const numbers = fleet.nodes().map(({ node_id: id }) => id)
    cluster.leave('pve2')
    await round()
    assert.equal(rows()[1]?.[2], 'offline')
    cluster.nodes.push(left)
    const { looks } = left
    await round()
    assert.equal(rows()[1]?.[2], 'online')
    assert.equal(left.looks, looks + 1)
    assert.deepEqual(
      fleet.nodes().map(({ node_id: id }) => id),
      numbers,
    )
  })

  it('recognises a node that was renamed: it keeps nothing, and the old one is gone', async (t) => {
    const { add, cluster, fleet, rows, round } = await deskOver(t, new StubCluster('prod', 'pve1', 'pve2'))
    await add('pve1')
    await round()
    cluster.node('pve2').name = 'store2'
    await round()
    assert.deepEqual(rows(), [
      ['pve1', '192.0.2.1', 'online'],
      ['pve2', '192.0.2.2', 'offline'],
      ['store2', '192.0.2.2', 'online'],
    ])
    assert.equal(fleet.nodes()[1]?.problems[0]?.reason, 'this node is called store2 now')
  })

  it('follows a node to another address', async (t) => {
    const { add, cluster, rows, round } = await deskOver(t, new StubCluster('prod', 'pve1', 'pve2'))
    await add('pve1')
    await round()
    cluster.node('pve2').ip = '192.0.2.22'
    await round()
    assert.deepEqual(rows()[1], ['pve2', '192.0.2.22', 'online'])
  })

  it('trap 18: loses no node without quorum, by a partial list, or by a corosync that is dead', async (t) => {
    const { add, cluster, store, pass, round } = await deskOver(t, new StubCluster('prod', 'pve1', 'pve2', 'pve3'))
    await add('pve1')
    await round()
    const before = await store.nodes()
    cluster.leftOut.add('pve3')
    await round()
    cluster.leftOut.clear()
    cluster.quorate = false
    cluster.leave('pve3')
    await round()
    cluster.name = null
    await pass(48 * HOUR_MS)
    await round()
    assert.deepEqual(await store.nodes(), before)
  })

  it('leaves the others alone while one joins', async (t) => {
    const { add, cluster, round } = await deskOver(t, new StubCluster('prod', 'pve1', 'pve2'))
    await add('pve1')
    await round()
    const looks = cluster.nodes.map((node) => node.looks)
    cluster.join('pve3')
    await round()
    assert.deepEqual(
      cluster.nodes.slice(0, 2).map((node) => node.looks),
      looks,
    )
  })

  it('is made of a standalone node that joins one', async (t) => {
    const cluster = new StubCluster(null, 'pve1')
    const { add, store, rows, round } = await deskOver(t, cluster)
    const id = await add('pve1')
    assert.equal((await store.remote(id))?.cluster, null)
    cluster.name = 'prod'
    cluster.join('pve2')
    await round()
    assert.equal((await store.remote(id))?.cluster, 'prod')
    assert.deepEqual(
      rows().map(([name]) => name),
      ['pve1', 'pve2'],
    )
  })

  it('that a standalone node joins is left as it is where it is another remote already', async (t) => {
    const cluster = new StubCluster(null, 'pve1', 'pve2')
    const { add, store, fleet, round } = await deskOver(t, cluster)
    await add('pve1')
    await add('pve2')
    const said = () => fleet.remotes().flatMap((view) => findingItems(view).map(({ text }) => text))
    assert.deepEqual(said(), [])
    cluster.name = 'prod'
    await round()
    await round()
    const clusters = (await store.remotes()).map((remote) => remote.cluster)
    assert.deepEqual(clusters.toSorted(), ['prod', null].toSorted())
    assert.equal((await store.nodes()).length, 3)
    const [{ name } = assert.fail()] = (await store.remotes()).filter((remote) => remote.cluster === null)
    assert.deepEqual(said(), [`${name} was added as a standalone node and is now a member of cluster prod`])
  })
})

describe('a node that did not answer', () => {
  it('is read at once when another member says that it is back', async (t) => {
    const cluster = new StubCluster('prod', 'pve1', 'pve2')
    const { add, pass, round } = await deskOver(t, cluster)
    await add('pve1')
    const node = cluster.node('pve2')
    node.isUp = false
    for (let count = 0; count < 3; count++) await pass(600_000)
    await round()
    const { looks } = node
    node.isUp = true
    await round()
    assert.equal(node.looks, looks + 1)
  })
})

import assert from 'node:assert/strict'
import { StoreError } from '../../src/store/port.ts'
import { NO_CHANGE, sawNode, seenMember } from '../tools/known-node.ts'

import { alpha, beta, look, lookAtGuest, ok, timedOut, withNode } from './store-case.ts'
import type { Case } from './store-case.ts'

export const GUESTS: Record<string, Case> = {
  'keeps looks at guests apart from those at their node, by vmid': async ({ store, reopen }) => {
    const nodeId = await withNode(store)
    const first = lookAtGuest(100, 'config', ok({ raw: 1 }), 1000)
    await store.save(nodeId, [look('cpu', ok(1), 1000), first, lookAtGuest(101, 'config', timedOut, 1000)])
    await store.save(nodeId, [lookAtGuest(100, 'config', timedOut, 2000)])
    const { nodes, guests } = await (await reopen()).kept()
    assert.deepEqual(
      nodes.map(({ kept }) => kept.last.collector),
      ['cpu'],
    )
    assert.deepEqual(
      guests.map(({ kept }) => kept),
      [
        {
          last: lookAtGuest(100, 'config', timedOut, 2000),
          lastGood: { value: { raw: 1 }, at: 1000, via: 'ssh-batch' },
        },
        { last: lookAtGuest(101, 'config', timedOut, 1000), lastGood: null },
      ],
    )
  },
  'trap 16: a guest that moved is the same guest; vmid 100 of another remote is another one': async ({ store }) => {
    const [one, two] = [await store.addRemote(alpha), await store.addRemote(beta)]
    const sight = (remoteId: number, name: string) => sawNode(store, { remoteId, name, address: 'a', at: 1 })
    const [pve1, pve2, other] = [await sight(one.id, 'pve1'), await sight(one.id, 'pve2'), await sight(two.id, 'pve1')]
    await store.save(pve1.id, [lookAtGuest(100, 'config', ok('before'), 1)])
    await store.save(pve2.id, [lookAtGuest(100, 'config', ok('after'), 2)])
    await store.save(other.id, [lookAtGuest(100, 'config', ok('other'), 1)])
    const { guests } = await store.kept()
    assert.deepEqual(
      guests.map(({ remoteId, kept }) => [remoteId, kept.lastGood?.value]),
      [
        [one.id, 'after'],
        [two.id, 'other'],
      ],
    )
    await store.removeRemote(one.id)
    assert.deepEqual(
      (await store.kept()).guests.map(({ remoteId }) => remoteId),
      [two.id],
    )
  },
  'gives back what is kept of all remotes, however many, in their order': async ({ store }) => {
    const [remotes, membersEach] = [12, 11]
    const saved: { nodeId: number; remoteId: number }[] = []
    for (let n = 0; n < remotes; n++) {
      const seen = Array.from({ length: membersEach }, (_, member) => seenMember(`pve${String(member)}`, 'a', 1))
      const { id: remoteId } = await store.addRemote({ ...beta, name: `r${String(n)}` }, { ...NO_CHANGE, seen })
      for (const { id: nodeId } of (await store.nodes()).filter((node) => node.remoteId === remoteId)) {
        await store.save(nodeId, [look('cpu', ok(nodeId), 1), lookAtGuest(nodeId, 'config', ok(nodeId), 1)])
        saved.push({ nodeId, remoteId })
      }
    }
    const { nodes, guests } = await store.kept()
    assert.equal(saved.length, remotes * membersEach)
    assert.deepEqual(
      nodes.map(({ nodeId, kept }) => [nodeId, kept.lastGood?.value]),
      saved.map(({ nodeId }) => [nodeId, nodeId]),
    )
    assert.deepEqual(
      guests.map(({ remoteId, kept }) => [remoteId, kept.lastGood?.value]),
      saved.map(({ nodeId, remoteId }) => [remoteId, nodeId]),
    )
  },
  'keeps a whole node of guests at once, or nothing of it': async ({ store }) => {
    const nodeId = await withNode(store)
    const looks = Array.from({ length: 7000 }, (_, n) => lookAtGuest(100 + n, 'config', ok(n), 1))
    await store.save(nodeId, looks)
    assert.equal((await store.kept()).guests.length, 7000)
    await assert.rejects(store.save(99, [lookAtGuest(100, 'config', ok('lost'), 2)]), StoreError)
    assert.equal(
      (await store.kept()).guests.find(({ kept }) => kept.lastGood?.value === 'lost'),
      undefined,
    )
  },
}

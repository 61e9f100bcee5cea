import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { keep } from '../../src/model/observation.ts'
import type { Kept } from '../../src/model/observation.ts'
import { Secret } from '../../src/model/secret.ts'
import { StoreError } from '../../src/store/port.ts'
import type { SeenMember } from '../../src/store/port.ts'
import { AUDIT } from './audit.ts'
import { HISTORY } from './history.ts'
import { knownNode, NO_CHANGE, sawNode, seenMember } from '../tools/known-node.ts'

import { ssh, alpha, beta, look, NOTHING, ok, timedOut, revealed, keptOf, withNode, saw } from './store-case.ts'
import type { Opened, Case } from './store-case.ts'
import { GUESTS } from './store-guests.ts'

const REMOTES: Record<string, Case> = {
  'is empty when it is new': async ({ store }) => {
    await store.ping()
    assert.deepEqual([await store.remotes(), await store.nodes(), await store.kept()], [[], [], NOTHING])
  },
  'gives back a remote with its secrets and pins after it was closed': async ({ store, reopen }) => {
    const { id } = await store.addRemote(alpha)
    const again = await (await reopen()).remote(id)
    assert.deepEqual(again && revealed(again), revealed({ id, ...alpha }))
  },
  'keeps remotes apart': async ({ store }) => {
    const first = await store.addRemote(alpha)
    const second = await store.addRemote(beta)
    assert.notEqual(first.id, second.id)
    assert.deepEqual((await store.remotes()).map(revealed), [revealed(first), revealed(second)])
  },
  'leaves what a change does not name as it is': async ({ store }) => {
    const { id } = await store.addRemote(alpha)
    const changed = await store.changeRemote(id, { name: 'renamed' })
    assert.deepEqual(changed && revealed(changed), revealed({ id, ...alpha, name: 'renamed' }))
    assert.deepEqual((await store.remotes()).map(revealed), [revealed({ id, ...alpha, name: 'renamed' })])
  },
  'moves a remote to another site, and to none': async ({ store }) => {
    const { id } = await store.addRemote(alpha)
    assert.equal((await store.changeRemote(id, { site: 'rome' }))?.site, 'rome')
    assert.equal((await store.changeRemote(id, { site: null }))?.site, null)
    assert.equal((await store.remote(id))?.site, null)
  },
  'forgets the secrets of a sign-in that was replaced': async ({ store }) => {
    const { id } = await store.addRemote(alpha)
    const password = new Secret('PASSWORD')
    await store.changeRemote(id, { ssh: { ...ssh, privateKey: null, password }, api: null })
    const after = await store.remote(id)
    assert.equal(after?.ssh?.privateKey, null)
    assert.equal(after.ssh.password?.reveal(), 'PASSWORD')
    assert.equal(after.api, null)
  },
  'knows no remote under a number that was never given or is gone': async ({ store }) => {
    const { id } = await store.addRemote(alpha)
    assert.equal(await store.removeRemote(id), true)
    assert.equal(await store.removeRemote(id), false)
    assert.equal(await store.remote(id), null)
    assert.equal(await store.changeRemote(id, { name: 'x' }), null)
  },
  'never gives a number twice': async ({ store }) => {
    const { id } = await store.addRemote(alpha)
    await store.removeRemote(id)
    assert.notEqual((await store.addRemote(alpha)).id, id)
  },
  'pins one key for each kind, host and port': async ({ store }) => {
    const { id } = await store.addRemote(beta)
    const pin = { kind: 'ssh', host: 'pve1.example', port: 22, sha256: 'old', keyType: 'ssh-rsa' } as const
    const all = [pin, { ...pin, sha256: 'new', keyType: null }, { ...pin, port: 23 }, { ...pin, kind: 'tls' }] as const
    for (const next of all) await store.changeRemote(id, {}, { ...NO_CHANGE, pins: [next] })
    const pins = (await store.remote(id))?.pins.map(
      ({ kind, port, sha256, keyType }) => `${kind} ${port} ${sha256} ${keyType}`,
    )
    assert.deepEqual(pins?.sort(), ['ssh 22 new null', 'ssh 23 old ssh-rsa', 'tls 22 old ssh-rsa'])
  },
}

const NODES: Record<string, Case> = {
  'adds a remote with its members and their keys, or nothing of it': async ({ store, reopen }) => {
    const pin = { kind: 'ssh', host: '192.0.2.9', port: 22, sha256: 'SHA256:cccc', keyType: 'ssh-rsa' } as const
    const member: SeenMember = {
      name: 'pve1',
      address: 'gate.example',
      sshPort: 2201,
      addressSetBy: 'operator',
      corosync: { id: 3, ip: '10.0.0.3' },
      at: 7,
    }
    const added = await store.addRemote(beta, { ...NO_CHANGE, pins: [pin], seen: [member] })
    assert.deepEqual(added.pins, [pin])
    const [node, ...more] = await (await reopen()).nodes()
    const { at, ...seen } = member
    assert.deepEqual(node, { id: node?.id, remoteId: added.id, ...seen, gone: null, firstSeenAt: at, lastSeenAt: at })
    assert.deepEqual(more, [])
  },
  'marks a member as gone, forgets that when it is seen again, and removes those it is told': async ({ store }) => {
    const { id: remoteId } = await store.addRemote(beta)
    const other = await store.addRemote(alpha)
    const [one, two] = [await saw(store, remoteId, 'pve1'), await saw(store, remoteId, 'pve2')]
    const foreign = await saw(store, other.id, 'pve1')
    const gone = { since: 5, renamedTo: 'pve9' }
    await store.changeRemote(remoteId, {}, { ...NO_CHANGE, gone: [{ nodeId: one.id, ...gone }] })
    assert.deepEqual(await store.nodes(), [{ ...one, gone }, two, foreign])
    assert.deepEqual(await saw(store, remoteId, 'pve1'), one)
    await store.save(two.id, [look('cpu', ok(1), 1)])
    await store.changeRemote(remoteId, {}, { ...NO_CHANGE, removed: [two.id, foreign.id] })
    assert.deepEqual([await store.nodes(), await store.kept()], [[one, foreign], NOTHING])
  },
  'knows a node by remote and name under one number for ever': async ({ store, reopen }) => {
    const { id: remoteId } = await store.addRemote(alpha)
    const first = await sawNode(store, { remoteId, name: 'pve1', address: 'old.example', at: 100 })
    assert.deepEqual(
      first,
      knownNode({ id: first.id, remoteId, address: 'old.example', firstSeenAt: 100, lastSeenAt: 100 }),
    )
    const again = await sawNode(await reopen(), { remoteId, name: 'pve1', address: 'new.example', at: 200 })
    assert.deepEqual(again, { ...first, address: 'new.example', lastSeenAt: 200 })
  },
  'trap 16: many hosts are called pve, so each remote has its own': async ({ store }) => {
    const [one, two] = [await store.addRemote(alpha), await store.addRemote(beta)]
    const a = await sawNode(store, { remoteId: one.id, name: 'pve', address: 'a', at: 1 })
    const b = await sawNode(store, { remoteId: two.id, name: 'pve', address: 'b', at: 1 })
    assert.notEqual(a.id, b.id)
    assert.deepEqual(await store.nodes(), [a, b])
  },
  'takes the nodes and looks of a remote away with it, and no others': async ({ store }) => {
    const [one, two] = [await store.addRemote(alpha), await store.addRemote(beta)]
    for (const { id: remoteId } of [one, two]) {
      const { id } = await sawNode(store, { remoteId, name: 'pve', address: 'a', at: 1 })
      await store.save(id, [look('cpu', ok(1), 1)])
    }
    await store.removeRemote(one.id)
    const [left, ...more] = await store.nodes()
    assert.deepEqual([left?.remoteId, more.length], [two.id, 0])
    assert.deepEqual(
      (await store.kept()).nodes.map(({ nodeId }) => nodeId),
      [left?.id],
    )
  },
  'refuses a node of no remote and a look at no node, in words': async ({ store }) => {
    assert.equal(await store.changeRemote(99, {}, { ...NO_CHANGE, seen: [seenMember('pve', 'a', 1)] }), null)
    await assert.rejects(store.save(99, [look('cpu', ok(1), 1)]), StoreError)
    assert.deepEqual([await store.nodes(), await store.kept()], [[], NOTHING])
  },
}

const looks = fc.array(
  fc.record({
    collector: fc.constantFrom('cpu', 'memory', 'time'),
    outcome: fc.oneof(
      fc.jsonValue().map(ok),
      fc.constant(timedOut),
      fc.record({ status: fc.constant('absent' as const), reason: fc.string(), hint: fc.option(fc.string()) }),
    ),
  }),
  { maxLength: 8 },
)

/** A value as JSON gives it back: −0 is 0 there. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const LOOKS: Record<string, Case> = {
  'keeps the last look and the last good value apart': async ({ store, reopen }) => {
    const nodeId = await withNode(store)
    await store.save(nodeId, [look('cpu', ok({ threads: 32 }), 1000), look('time', timedOut, 1000)])
    await store.save(nodeId, [look('cpu', timedOut, 2000)])
    assert.deepEqual(await keptOf(await reopen(), nodeId), {
      cpu: { last: look('cpu', timedOut, 2000), lastGood: { value: { threads: 32 }, at: 1000, via: 'ssh-batch' } },
      time: { last: look('time', timedOut, 1000), lastGood: null },
    })
  },
  'puts a new good value in the place of the old one': async ({ store }) => {
    const nodeId = await withNode(store)
    await store.save(nodeId, [look('cpu', ok({ threads: 32 }), 1000)])
    await store.save(nodeId, [look('cpu', ok(null), 2000)])
    const { cpu } = await keptOf(store, nodeId)
    assert.deepEqual(cpu, { last: look('cpu', ok(null), 2000), lastGood: { value: null, at: 2000, via: 'ssh-batch' } })
  },
  'keeps nothing when there is nothing to keep': async ({ store }) => {
    await store.save(await withNode(store), [])
    assert.deepEqual(await store.kept(), NOTHING)
  },
  'takes looks at many nodes at the same time': async ({ store }) => {
    const { id: remoteId } = await store.addRemote(alpha)
    const nodes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => sawNode(store, { remoteId, name: `pve${n}`, address: 'a', at: 1 })),
    )
    await Promise.all(
      nodes.map(({ id, name }) => store.save(id, [look('cpu', ok(name), 1), look('time', ok(name), 1)])),
    )
    const values = (await store.kept()).nodes.map(({ nodeId, kept }) => [nodeId, kept.lastGood?.value])
    assert.deepEqual(
      values.sort(),
      nodes
        .flatMap(({ id, name }) => [
          [id, name],
          [id, name],
        ])
        .sort(),
    )
  },
  'agrees with the rule of keeping, whatever is seen in whatever order': async ({ store }) => {
    const { id: remoteId } = await store.addRemote(alpha)
    let count = 0
    const property = fc.asyncProperty(looks, async (sequence) => {
      const { id } = await sawNode(store, { remoteId, name: `pve${++count}`, address: 'a', at: 1 })
      const expected: Record<string, Kept> = {}
      for (const [at, { collector, outcome }] of sequence.entries()) {
        const observation = asJson(look(collector, outcome, at))
        await store.save(id, [observation])
        expected[collector] = keep(expected[collector], observation)
      }
      assert.deepEqual(await keptOf(store, id), expected)
    })
    await fc.assert(property, { numRuns: 40 })
  },
}

/** What every store must do, whatever engine it stands on. */
export function storeContract(engine: string, open: () => Promise<Opened>): void {
  void describe(`a store on ${engine}`, () => {
    for (const [title, run] of Object.entries({ ...REMOTES, ...NODES, ...LOOKS, ...GUESTS, ...AUDIT, ...HISTORY })) {
      void it(title, async () => {
        const opened = await open()
        try {
          await run(opened)
        } finally {
          await opened.dispose()
        }
      })
    }
  })
}

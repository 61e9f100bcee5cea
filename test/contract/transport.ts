import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { fleetFor, fleetOf } from '../../simulator/testing/fleet.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Absent, FailureError } from '../../src/model/failure.ts'
import type { FailureKind } from '../../src/model/failure.ts'
import { freshPatience } from '../../src/polling/inside.ts'
import { look, ofEverything } from '../../src/polling/look.ts'
import type { PveApi } from '../../src/transport/ports.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { Untrusted } from '../../src/transport/untrusted.ts'

/** A way to a simulated node, made afresh. */
export type Open = (t: TestContext, simulator: Simulator, node: SimulatedNode) => Transport

const isFailure = (kind: FailureKind) => (error: unknown) =>
  error instanceof FailureError && error.failure.kind === kind

const anything = z.unknown()

function pveOf(transport: Transport, node: SimulatedNode): PveApi {
  const { pve } = transport.portsOf(node.name)({ via: null, durationMs: 0 })
  return pve ?? assert.fail('PVE cannot be read')
}

/** What holds of every way to a node. */
export function transportContract(name: string, open: Open): void {
  describe(`${name} as a transport`, () => {
    const fleet = fleetFor(fleetOf('8.4', { now: Date.now }))
    const nodeAt = (index: number): SimulatedNode => fleet().nodes()[index] ?? assert.fail('no such node')
    const opened = (t: TestContext, node = nodeAt(0)): Transport => open(t, fleet(), node)

    async function strike(t: TestContext, fault: string): Promise<void> {
      const { address, port } = nodeAt(0)
      const called = `${address}:${String(port)}`
      await fleet().fault(called, fault)
      t.after(() => fleet().heal(called))
    }

    test('says which node answers, and which guests are on it', async (t) => {
      for (const index of [0, 2]) {
        const { node, product, guests } = await opened(t, nodeAt(index)).identify()
        assert.deepEqual([node, product], [nodeAt(index).name, 'pve'])
        assert.ok(guests && guests.length > 0)
        assert.deepEqual([...new Set(guests.map(({ type }) => type))].toSorted(), ['lxc', 'qemu'])
      }
    })

    test('reads every fact, or says why it is not there; nothing fails on a node that is well', async (t) => {
      const seen = await look(opened(t), ofEverything(COLLECTORS, GUEST_COLLECTORS), systemClock)
      const all = [...seen.observations, ...(await seen.inside(freshPatience()))]
      const failed = all.flatMap(({ collector, outcome }) =>
        outcome.status === 'failed' ? [[collector, outcome]] : [],
      )
      assert.deepEqual(failed, [])
      const read = new Set(all.flatMap(({ collector, outcome }) => (outcome.status === 'ok' ? [collector] : [])))
      for (const collector of ['cluster', 'version', 'guests', 'storages', 'config', 'snapshots', 'agent'])
        assert.ok(read.has(collector), collector)
      assert.deepEqual(fleet().violations(), [])
    })

    test('reads what is asked again and again, and on a new connection after the old one broke', async (t) => {
      const transport = opened(t)
      const { name: node } = nodeAt(0)
      const read = () => pveOf(transport, nodeAt(0)).get(`/nodes/${node}/time`, anything)
      await read()
      await fleet().fault(node, 'dies')
      await assert.rejects(read, isFailure('unreachable'))
      await fleet().heal(node)
      assert.ok(await read())
    })

    test('never asks for what is not in the closed list', async (t) => {
      const pve = pveOf(opened(t), nodeAt(0))
      for (const path of ['/access/users', `/nodes/${nodeAt(0).name}/execute`, `/nodes/${nodeAt(1).name}/status`])
        await assert.rejects(pve.get(path, anything), isFailure('bug'))
      assert.deepEqual(fleet().violations(), [])
    })

    test('trap 35: a guest that is not there is absent', async (t) => {
      const { name: node } = nodeAt(0)
      await assert.rejects(pveOf(opened(t), nodeAt(0)).get(`/nodes/${node}/qemu/99999/config`, anything), Absent)
    })

    test('a reply of another shape is a bad reply that names the place', async (t) => {
      const { name: node } = nodeAt(0)
      const shape = z.object({ timezone: z.number() })
      await assert.rejects(
        pveOf(opened(t), nodeAt(0)).get(`/nodes/${node}/time`, shape),
        /^FailureError: the reply to \/nodes\/[\w-]+\/time is not what PVE sends at timezone/,
      )
    })

    test('a node that is gone is unreachable', async (t) => {
      await strike(t, 'dies')
      await assert.rejects(opened(t).identify(), isFailure('unreachable'))
    })

    test('trap 22: revoked credentials are refused as such', async (t) => {
      await strike(t, 'auth-revoked')
      await assert.rejects(opened(t).identify(), isFailure('auth'))
    })

    for (const fault of ['garbage', 'wrong-types', 'truncated', 'huge'] as const) {
      test(`replies that are ${fault} cost only the facts they were to tell`, async (t) => {
        const transport = opened(t)
        const { name: node } = nodeAt(0)
        assert.equal((await transport.identify()).node, node)
        await strike(t, fault)
        await assert.rejects(pveOf(transport, nodeAt(0)).get(`/nodes/${node}/time`, z.object({ time: z.number() })))
        await fleet().heal(node)
        assert.ok(await pveOf(transport, nodeAt(0)).get(`/nodes/${node}/time`, anything))
      })
    }

    test('a reply that drips is waited for', async (t) => {
      await strike(t, 'drips')
      const { guests } = await opened(t).identify()
      assert.ok(guests && guests.length > 0)
    })

    test('another key than the one that was confirmed is not signed in to; both are told', async (t) => {
      const node = nodeAt(2)
      await fleet().fault(node.name, 'host-key-changed')
      const shown = [fleet().node(node.name).fingerprint, fleet().node(node.name).certificateFingerprint]
      await assert.rejects(opened(t, node).identify(), (error) => {
        assert.ok(error instanceof Untrusted && error.expected !== null)
        assert.ok(error.message.includes(error.offered.sha256) && error.message.includes(error.expected))
        assert.ok(shown.some((fingerprint) => error.message.includes(fingerprint)))
        return true
      })
    })
  })
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { fleetFor, fleetOf } from '../../simulator/testing/fleet.ts'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode } from '../../simulator/start.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { FailureError } from '../../src/model/failure.ts'
import type { Failure, FailureKind } from '../../src/model/failure.ts'
import type { Observation } from '../../src/model/observation.ts'
import { freshPatience } from '../../src/polling/inside.ts'
import { look, ofEverything, ofNode } from '../../src/polling/look.ts'
import { observe } from '../../src/polling/observe.ts'
import { vouchedCertificates } from '../../src/transport/https/certificate.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { Untrusted } from '../../src/transport/untrusted.ts'
import { httpsTo } from '../tools/simulated-transport.ts'

/** Patience runs out sooner, so that a test need not wait for it. */
const impatient: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms / 100, run) }

const isFailure =
  (kind: FailureKind, message = /./) =>
  (error: unknown) =>
    error instanceof FailureError && error.failure.kind === kind && message.test(error.message)

async function everythingOf(transport: Transport): Promise<readonly Observation[]> {
  const seen = await look(transport, ofEverything(COLLECTORS, GUEST_COLLECTORS), systemClock)
  return [...seen.observations, ...(await seen.inside(freshPatience()))]
}

const failuresIn = (observations: readonly Observation[]): [string, Failure][] =>
  observations.flatMap(({ collector, outcome }) => (outcome.status === 'failed' ? [[collector, outcome.failure]] : []))

describe('the API of a cluster over HTTPS', () => {
  const fleet = fleetFor(fleetOf('8.4'))
  const nodeAt = (index: number): SimulatedNode => fleet().nodes()[index] ?? assert.fail('no such node')
  /** Where nobody listens. */
  const elsewhere = (node: SimulatedNode): SimulatedNode => ({ ...node, httpsPort: 1 })

  async function strike(t: TestContext, node: SimulatedNode, fault: string): Promise<void> {
    await fleet().fault(node.name, fault)
    t.after(() => fleet().heal(node.name))
  }

  test('a live round is two requests, on connections that are there', async (t) => {
    const transport = httpsTo(t, fleet(), nodeAt(0))
    await look(transport, ofNode([]), systemClock)
    const before = fleet().figures(nodeAt(0).name)
    const portsOf = transport.portsOf(nodeAt(0).name)
    const live = COLLECTORS.filter(({ anyMember }) => anyMember)
    const seen = await Promise.all(
      [nodeAt(0), nodeAt(1)].flatMap(({ name: node }) =>
        live.map((collector) => observe(collector, { scope: collector.scope, node }, portsOf, systemClock)),
      ),
    )
    assert.ok(seen.every(({ outcome, via }) => outcome.status === 'ok' && via === 'https'))
    assert.equal(fleet().figures(nodeAt(0).name).requests - before.requests, 2)
  })

  test('a whole look asks for no path twice, and refuses itself what the token may not read', async (t) => {
    const asked = async (token: ReturnType<typeof fleet>['token']): Promise<number> => {
      const before = fleet().figures(nodeAt(0).name).requests
      await everythingOf(httpsTo(t, fleet(), nodeAt(0), { token }))
      return fleet().figures(nodeAt(0).name).requests - before
    }
    const { guests } = await httpsTo(t, fleet(), nodeAt(0)).identify()
    const count = (type: string): number => (guests ?? []).filter((guest) => guest.type === type).length
    // Permissions, status and resources of the cluster, and storages; of the node 9 paths but its updates.
    const ofNode = 4 + 11
    assert.equal(await asked(fleet().tokens.auditor), ofNode + count('qemu') * 3 + count('lxc') * 4)
  })

  test('a member that is not reached at its own address is read through another one', async (t) => {
    const [here, there] = [nodeAt(0), nodeAt(1)]
    const transport = httpsTo(t, fleet(), elsewhere(there), { meant: there.name, others: [here] })
    const { identity, observations } = await look(transport, ofNode(COLLECTORS), systemClock)
    assert.equal(identity.node, there.name)
    assert.deepEqual(failuresIn(observations), [])
    const own = await look(httpsTo(t, fleet(), there), ofNode([]), systemClock)
    assert.deepEqual(identity.guests, own.identity.guests)
  })

  test('where the member that answered dies, another one is asked', async (t) => {
    const [here, there] = [nodeAt(0), nodeAt(1)]
    const transport = httpsTo(t, fleet(), here, { meant: there.name, others: [there] })
    assert.equal((await transport.identify()).node, there.name)
    await strike(t, here, 'dies')
    assert.equal((await transport.identify()).node, there.name)
  })

  test('trap 17: a member that is down is said to be offline by another one', async (t) => {
    const [here, there] = [nodeAt(0), nodeAt(1)]
    const transport = httpsTo(t, fleet(), there, { meant: there.name, others: [here] })
    await strike(t, there, 'dies')
    const said = new RegExp(`^${there.name} is offline, ${here.name} says$`)
    await assert.rejects(transport.identify(), isFailure('unreachable', said))
  })

  test('where nobody answers at all, the address of the node is named', async (t) => {
    const transport = httpsTo(t, fleet(), elsewhere(nodeAt(1)), { others: [elsewhere(nodeAt(0))] })
    await assert.rejects(transport.identify(), isFailure('unreachable', /^127\.0\.0\.1:1 refuses connections$/))
  })

  test('a certificate that was learnt and has changed is passed over, one that was confirmed is not', async (t) => {
    const [here, there] = [nodeAt(0), nodeAt(1)]
    const other = { ...there, certificateFingerprint: here.certificateFingerprint }
    const learnt = httpsTo(t, fleet(), elsewhere(here), { meant: there.name, others: [other, here] })
    assert.equal((await learnt.identify()).node, there.name)
    const confirmed = httpsTo(t, fleet(), other, { meant: there.name, others: [here] })
    await assert.rejects(confirmed.identify(), Untrusted)
  })

  test('a certificate that no authority vouches for is shown, and nothing is sent', async (t) => {
    const before = fleet().figures(nodeAt(0).name).requests
    await assert.rejects(
      httpsTo(t, fleet(), nodeAt(0), { certificate: vouchedCertificates() }).identify(),
      (error) => error instanceof Untrusted && error.expected === null && error.offered.type === 'tls',
    )
    assert.equal(fleet().figures(nodeAt(0).name).requests, before)
  })

  test("a certificate of the cluster's own authority is trusted where that is", async (t) => {
    // Certificates are judged by the clock of this machine.
    const simulator = await startSimulator(fleetOf('8.4', { now: Date.now }))
    t.after(() => simulator.close())
    const node = simulator.nodes()[0] ?? assert.fail('no node')
    const { pve } = httpsTo(t, simulator, node).portsOf(node.name)({ via: null, durationMs: 0 })
    const rows = z.array(z.object({ filename: z.string(), pem: z.string() }))
    const files = await pve?.get(`/nodes/${node.name}/certificates/info`, rows)
    const authority = files?.find(({ filename }) => filename === 'pve-root-ca.pem') ?? assert.fail('no authority')
    const certificate = vouchedCertificates(authority.pem)
    assert.equal((await httpsTo(t, simulator, node, { certificate }).identify()).node, node.name)
  })

  for (const fault of ['hangs', 'pmxcfs-hung']) {
    test(`${fault}: a node that does not answer in time is not waited for longer`, async (t) => {
      const transport = httpsTo(t, fleet(), nodeAt(0), { clock: impatient })
      await strike(t, nodeAt(0), fault)
      await assert.rejects(transport.identify(), isFailure('timeout'))
    })
  }

  test('storages that hang cost the storages, and nothing else', async (t) => {
    await strike(t, nodeAt(0), 'nfs-hangs')
    const failed = failuresIn(await everythingOf(httpsTo(t, fleet(), nodeAt(0))))
    assert.deepEqual(
      failed.map(([collector, { kind }]) => [collector, kind]),
      [['storages', 'timeout']],
    )
  })

  test('guests whose agent hangs cost what they were to tell, and nothing else', async (t) => {
    await strike(t, nodeAt(0), 'agent-hangs')
    const failed = failuresIn(await everythingOf(httpsTo(t, fleet(), nodeAt(0))))
    assert.ok(failed.length > 0)
    for (const [collector, { kind }] of failed) {
      assert.ok(['addresses', 'agent', 'filesystems'].includes(collector), collector)
      assert.equal(kind, 'timeout')
    }
  })

  test('a token that is revoked in the middle of a look is sent no more than a few times', async (t) => {
    const transport = httpsTo(t, fleet(), nodeAt(0))
    await transport.identify()
    await strike(t, nodeAt(0), 'auth-revoked')
    const before = fleet().figures(nodeAt(0).name).requests
    const portsOf = transport.portsOf(nodeAt(0).name)
    const needPve = COLLECTORS.filter(({ needs }) => !needs.includes('shell') && needs.includes('pve'))
    const seen = await Promise.all(
      needPve.map((one) => observe(one, { scope: one.scope, node: nodeAt(0).name }, portsOf, systemClock)),
    )
    const kinds = seen.flatMap(({ outcome }) => (outcome.status === 'failed' ? [outcome.failure.kind] : []))
    assert.ok(kinds.filter((kind) => kind === 'auth').length > 5)
    assert.ok(fleet().figures(nodeAt(0).name).requests - before <= 10)
  })
})

describe('trap 21: tokens that may not read everything', () => {
  for (const [version, agents] of [
    ['8.4', false],
    ['9.2', true],
  ] as const) {
    test(`PVEAuditor on PVE ${version} lacks updates${agents ? '' : ' and guest agents'}, each with its privilege`, async (t) => {
      const simulator = await startSimulator(fleetOf(version))
      t.after(() => simulator.close())
      const node = simulator.nodes()[0] ?? assert.fail('no node')
      const failed = failuresIn(await everythingOf(httpsTo(t, simulator, node, { token: simulator.tokens.auditor })))
      const expected = agents ? ['updates'] : ['addresses', 'agent', 'filesystems', 'updates']
      assert.deepEqual([...new Set(failed.map(([collector]) => collector))].toSorted(), expected)
      for (const [collector, { kind, message, hint }] of failed) {
        assert.equal(kind, 'forbidden')
        assert.match(message, collector === 'updates' ? /does not hold Sys\.Modify/ : /does not hold VM\.Monitor/)
        assert.match(hint ?? '', /SSH access/)
      }
    })
  }

  for (const name of ['nobody', 'guests'] as const) {
    test(`a token like ${name} is no use, and told the role that would be`, async (t) => {
      const simulator = await startSimulator(fleetOf('8.4'))
      t.after(() => simulator.close())
      const node = simulator.nodes()[0] ?? assert.fail('no node')
      await assert.rejects(
        httpsTo(t, simulator, node, { token: simulator.tokens[name] }).identify(),
        (error) =>
          isFailure('forbidden', /does not hold Sys\.Audit on \/nodes/)(error) &&
          error instanceof FailureError &&
          (error.failure.hint ?? '').includes('PVEAuditor'),
      )
    })
  }
})

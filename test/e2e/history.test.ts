import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { fleetOf } from '../../simulator/testing/fleet.ts'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import type { NodeItem } from '../../src/fleet/shapes.ts'
import type { GuestItem } from '../../src/fleet/guest-shapes.ts'
import { Absent, FailureError } from '../../src/model/failure.ts'
import { PVE_METRICS } from '../../src/model/sample.ts'
import type { PveSubject, Timeframe } from '../../src/model/sample.ts'
import { readCourse } from '../../src/transport/course.ts'
import { overBoth } from '../../src/transport/over-both.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { recorded } from '../../src/transport/recorded.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { adminOf, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { linkTo } from '../tools/simulated-link.ts'
import { httpsTo } from '../tools/simulated-transport.ts'
import { freePort } from '../tools/sshd.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const OF = { remoteId: 1, nodeId: 1 }

const firstOf = (simulator: Simulator): SimulatedNode => simulator.nodes()[0] ?? assert.fail('no node')

/** The ways to the first node; over SSH the channels are counted. */
function waysTo(t: TestContext, simulator: Simulator) {
  const node = firstOf(simulator)
  const counted = { channels: 0 }
  const ssh = () => overSsh(recorded(linkTo(t, simulator, node), () => counted.channels++))
  const https = () => httpsTo(t, simulator, node, { token: simulator.tokens.auditor })
  const course = (way: Transport, subject: PveSubject, timeframe: Timeframe) => {
    const { pve } = way.portsOf(node.name, 'course')({ via: null, durationMs: 0 })
    return readCourse(pve ?? assert.fail('PVE cannot be read'), node.name, subject, timeframe)
  }
  return { ssh, https, both: () => overBoth(https(), ssh()), course, counted }
}

async function subjectsOf(way: Transport): Promise<PveSubject[]> {
  const { guests } = await way.identify()
  const one = (type: 'qemu' | 'lxc') => guests?.find((guest) => guest.type === type) ?? assert.fail(type)
  const guest = (type: 'qemu' | 'lxc'): PveSubject => ({ ...OF, kind: 'guest', type, vmid: one(type).vmid })
  return [{ ...OF, kind: 'node' }, guest('qemu'), guest('lxc'), { ...OF, kind: 'storage', name: 'local' }]
}

describe('the past that PVE keeps, read from a simulated node', () => {
  for (const version of ['7.4', '8.4', '9.2'] as const)
    test(`PVE ${version} tells the same over SSH, in one channel, and over HTTPS`, async (t) => {
      const simulator = await startSimulator(fleetOf(version))
      t.after(() => simulator.close())
      const { ssh, https, both, course, counted } = waysTo(t, simulator)
      const ways = { ssh: ssh(), https: https(), both: both() }
      for (const subject of await subjectsOf(ways.ssh))
        for (const timeframe of ['hour', 'week'] as const) {
          const before = counted.channels
          const overShell = await course(ways.ssh, subject, timeframe)
          assert.equal(counted.channels, before + 1)
          assert.equal(overShell.stepMs, { hour: 60_000, week: version === '9.2' ? 1_800_000 : 10_800_000 }[timeframe])
          for (const way of [ways.https, ways.both]) {
            const other = await course(way, subject, timeframe)
            for (const metric of PVE_METRICS[subject.kind]) {
              assert.equal(other.knows(metric), overShell.knows(metric), metric)
              assert.deepEqual(other.points(metric), overShell.points(metric))
            }
          }
          const most = overShell.points(subject.kind === 'guest' ? 'memory_total_bytes' : PVE_METRICS[subject.kind][0])
          assert.equal(
            most.some((point) => point.most !== null),
            timeframe === 'week',
          )
        }
      assert.deepEqual(simulator.violations(), [])
    })

  test('costs a look nothing: what that was told is not taken from it', async (t) => {
    const simulator = await startSimulator(fleetOf('8.4'))
    t.after(() => simulator.close())
    const { https, course } = waysTo(t, simulator)
    const { name } = firstOf(simulator)
    const way = https()
    const requests = () => simulator.figures(name).requests
    await way.identify()
    const before = requests()
    await course(way, { ...OF, kind: 'node' }, 'hour')
    assert.equal(requests(), before + 1)
    const { pve } = way.portsOf(name)({ via: null, durationMs: 0 })
    await pve?.get('/cluster/status', z.unknown())
    assert.equal(requests(), before + 1)
  })

  test('what is not there is absent or failed, and a token without privileges is told which it lacks', async (t) => {
    const simulator = await startSimulator(fleetOf('8.4'))
    t.after(() => simulator.close())
    const { ssh, course } = waysTo(t, simulator)
    const shell = ssh()
    const nothing: PveSubject[] = [
      { ...OF, kind: 'guest', type: 'qemu', vmid: 99_999 },
      { ...OF, kind: 'storage', name: 'nowhere' },
    ]
    for (const subject of nothing)
      await assert.rejects(course(shell, subject, 'hour'), (error) => {
        assert.ok(error instanceof Absent || error instanceof FailureError)
        return /RRD error|does not exist/.test(error.message)
      })
    await assert.rejects(
      course(shell, { ...OF, kind: 'storage', name: '../qemu' }, 'hour'),
      (error) => error instanceof FailureError && error.failure.kind === 'bug',
    )
    const blind = httpsTo(t, simulator, firstOf(simulator), { token: simulator.tokens.nobody })
    await assert.rejects(
      course(blind, { ...OF, kind: 'node' }, 'hour'),
      (error) => error instanceof FailureError && error.message.includes('Sys.Audit'),
    )
    assert.deepEqual(simulator.violations(), [])
  })
})

interface Reply {
  readonly source: string
  readonly reason: string | null
  readonly step_seconds: number
  readonly points: readonly Readonly<Record<'mean' | 'least' | 'most', number | null>>[]
}

describe('the history that a running server tells', () => {
  let simulator: Simulator
  let server: Running
  let admin: Record<string, string>
  let folder: ReturnType<typeof temporaryFolder>
  let nodeId: number
  let vmid: number

  const ask = async (path: string, body?: unknown) => {
    const headers = { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const init = { headers, ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }) }
    const response = await fetch(`${server.address}${path}`, init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const history = async (query: string, of = '') => {
    const { status, body } = await ask(`/api/nodes/${String(nodeId)}${of}/history?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body as unknown as Reply
  }
  /** Reads of the past that the node was put to. */
  const readsOfPast = async (): Promise<number> => {
    const { body } = await ask(`/api/nodes/${String(nodeId)}/transcripts`)
    const runs = body['items'] as { kind: string; asked: { question: string }[] }[]
    return runs.filter(({ kind, asked }) => kind === 'course' && asked.length > 0).length
  }

  before(async () => {
    simulator = await startSimulator({
      fleet: { clusters: 0, standalone: 1, guestsPerNode: 6, versions: { '8.4': 1 } },
      port: await freePort(),
    })
    folder = temporaryFolder()
    admin = await adminOf(folder.path)
    server = await started(['serve', '--port', '0', '--data-dir', folder.path], /listens on (http:\S+)/)
    const { address, port, fingerprint } = firstOf(simulator)
    const ssh = { port, private_key: simulator.privateKey, host_key_sha256: fingerprint }
    assert.equal((await ask('/api/remotes', { address, ssh })).status, 201)
    const [node] = (await ask('/api/nodes')).body['items'] as NodeItem[]
    nodeId = node?.node_id ?? assert.fail('no node')
    await ask(`/api/nodes/${String(nodeId)}/host-details?max_age=0`)
    const guests = (await ask(`/api/nodes/${String(nodeId)}/vms`)).body['items'] as GuestItem[]
    vmid = guests.find(({ status }) => status === 'running')?.vmid ?? assert.fail('no guest runs')
  })
  after(async () => {
    await stop(server)
    await simulator.close()
    folder[Symbol.dispose]()
  })

  test('is that of PVE, of nodes, guests and storages, and one read tells all metrics of one of them', async () => {
    const [cpu, memory] = await Promise.all([
      history('metric=cpu_percent&timeframe=hour'),
      history('metric=memory_used_bytes&timeframe=hour'),
    ])
    assert.deepEqual([cpu.source, cpu.reason, cpu.step_seconds, cpu.points.length], ['pve', null, 60, 70])
    assert.ok(cpu.points.some(({ mean }) => mean !== null && mean > 0 && mean <= 100))
    assert.ok(memory.points.some(({ mean }) => mean !== null && mean > 2 ** 30))
    assert.equal((await history('metric=netin_bps&timeframe=hour')).source, 'pve')
    assert.equal(await readsOfPast(), 1)
    const guest = await history('metric=cpu_percent&timeframe=week', `/vms/${String(vmid)}`)
    assert.deepEqual([guest.source, guest.reason, guest.step_seconds], ['pve', null, 10_800])
    assert.ok(guest.points.some(({ mean, most }) => mean !== null && most !== null && most >= mean))
    const storage = await history('metric=used_bytes', '/storages/local')
    assert.deepEqual([storage.source, storage.step_seconds], ['pve', 1800])
    assert.deepEqual(simulator.violations(), [])
  })

  test('falls back on samples where the node is gone, in time, and says why', async () => {
    await simulator.fault(firstOf(simulator).name, 'dies')
    const startedAt = performance.now()
    const cpu = await history('metric=cpu_percent&timeframe=year')
    assert.deepEqual([cpu.source, cpu.step_seconds, cpu.points.length], ['samples', 86_400, 366])
    assert.match(cpu.reason ?? '', /^PVE could not be asked: .+\.$/)
    const guest = await history('metric=cpu_percent&timeframe=year', `/vms/${String(vmid)}`)
    assert.deepEqual([guest.source, guest.points.length], ['pve', 366])
    assert.ok(guest.points.every(({ mean, least, most }) => mean === null && least === null && most === null))
    assert.match(guest.reason ?? '', /^PVE could not be asked: .+\.$/)
    assert.ok(performance.now() - startedAt < 18_000)
    assert.equal((await history('metric=cpu_percent&timeframe=hour')).source, 'pve', 'what was read just now is kept')
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, problemIn, REMOTE } from '../../../test/tools/api.ts'
import { read } from '../../../test/tools/kept.ts'
import { knownNode } from '../../../test/tools/known-node.ts'
import { listed } from '../../../test/tools/sample-guest.ts'
import { guests } from '../../collectors/node/guests.ts'
import { storages } from '../../collectors/node/storages.ts'
import { openFleet } from '../../fleet/fleet.ts'
import { fakeClock } from '../../lib/clock.ts'
import type { CourseOutcome } from '../../model/desk.ts'
import type { PveCourse } from '../../model/sample.ts'

const AT = Date.UTC(2026, 0, 1)
const STEP = 1_800_000

const nas = {
  name: 'nas',
  type: 'nfs',
  totalBytes: 9,
  usedBytes: 1,
  availableBytes: 8,
  content: [],
  active: true,
  enabled: true,
  shared: true,
}

/** Two nodes that share a storage: VM 100 and container 200 on the first, VM 101 on the second. */
function fleetOfTwo() {
  const fleet = openFleet(fakeClock(AT))
  fleet.place(
    REMOTE,
    [1, 2].map((id) => knownNode({ id, name: `pve${String(id)}` })),
  )
  const list = (items: object[]) => read(guests, { guests: items.map((item) => listed(item)) }, AT)
  fleet.apply(1, [list([{}, { vmid: 200, type: 'lxc' }]), read(storages, { storages: [nas] }, AT)])
  fleet.apply(2, [list([{ vmid: 101 }]), read(storages, { storages: [nas] }, AT)])
  return fleet
}

/** Knows these metrics alone. */
const courseOf = (...known: string[]): PveCourse => ({
  stepMs: STEP,
  knows: (metric) => known.includes(metric),
  points: (metric) => [
    { at: AT, mean: known.includes(metric) ? 12.5 : null, most: known.includes(metric) ? 40 : null },
    { at: AT + STEP, mean: null, most: null },
  ],
})

const SAMPLED = [{ at: AT, spread: { least: 1, mean: 2, most: 3, count: 2 } }]
const SILENT = { kind: 'unreachable', message: 'the node did not answer when it was last asked', hint: null } as const

interface Reply {
  readonly source: string
  readonly reason: string | null
  readonly step_seconds: number
  readonly points: readonly Readonly<Record<'at' | 'mean' | 'least' | 'most', unknown>>[]
}

/** What a request is answered, and what PVE and the samples were asked for it. */
async function asked(url: string, outcome: CourseOutcome = { course: courseOf('cpu_percent'), failure: null }) {
  const ofPve: unknown[][] = []
  const ofSamples: unknown[][] = []
  const remotes = { course: async (...call: unknown[]) => (ofPve.push(call), outcome) }
  const history = { course: async (...call: unknown[]) => (ofSamples.push(call), SAMPLED) }
  const response = await ask({ url }, { fleet: fleetOfTwo(), remotes, history })
  return { response, reply: response.json<Reply>(), ofPve, ofSamples }
}

const blank: CourseOutcome = { course: courseOf(), failure: SILENT }

describe('the history that PVE keeps', () => {
  it('comes first, with the means and the highest values it has', async () => {
    const { response, reply, ofPve, ofSamples } = await asked('/api/nodes/1/history?metric=cpu_percent&timeframe=week')
    assert.equal(response.statusCode, 200)
    assert.deepEqual(reply, {
      metric: 'cpu_percent',
      timeframe: 'week',
      source: 'pve',
      reason: null,
      step_seconds: 1800,
      points: [
        { at: '2026-01-01T00:00:00.000Z', mean: 12.5, least: null, most: 40 },
        { at: '2026-01-01T00:30:00.000Z', mean: null, least: null, most: null },
      ],
    })
    assert.deepEqual([ofPve, ofSamples], [[[{ remoteId: 1, nodeId: 1, kind: 'node' }, 'week']], []])
  })

  it('is replaced by samples, and says why, where PVE cannot be asked or does not know', async () => {
    const sampled = [{ at: '2026-01-01T00:00:00.000Z', mean: 2, least: 1, most: 3 }]
    const silent = await asked('/api/nodes/1/history?metric=cpu_percent', blank)
    assert.deepEqual(
      [silent.reply.source, silent.reply.reason, silent.reply.step_seconds, silent.reply.points],
      ['samples', 'PVE could not be asked: the node did not answer when it was last asked.', 300, sampled],
    )
    assert.deepEqual(silent.ofSamples, [['node 1', 0, 'day']])
    const older = await asked('/api/nodes/1/history?metric=arc_bytes')
    assert.deepEqual(
      [older.reply.source, older.reply.reason],
      ['samples', 'PVE knows nothing of this for all of that time.'],
    )
    const forbidden = { ...blank, failure: { ...SILENT, message: 'no privilege', hint: 'Give it PVEAuditor.' } }
    const { reply } = await asked('/api/nodes/1/history?metric=cpu_percent', forbidden)
    assert.equal(reply.reason, 'PVE could not be asked: no privilege. Give it PVEAuditor.')
  })

  it('is not asked for what PVE does not keep', async () => {
    const { reply, ofPve } = await asked('/api/nodes/1/history?metric=temperature_c')
    assert.deepEqual([reply.source, reply.reason, ofPve], ['samples', null, []])
    const ofFleet = await asked('/api/dashboard/history?metric=cpu_percent')
    assert.deepEqual([ofFleet.reply.source, ofFleet.reply.reason, ofFleet.ofPve], ['samples', null, []])
  })

  it('has nothing to replace it where nothing is sampled', async () => {
    for (const path of ['nodes/1/history?metric=netin_bps', 'nodes/1/vms/100/history?metric=cpu_percent']) {
      const { reply, ofSamples } = await asked(`/api/${path}`, blank)
      assert.deepEqual([reply.source, reply.points.length, ofSamples], ['pve', 2, []])
      assert.match(reply.reason ?? '', /^PVE could not be asked: .+\.$/)
      assert.ok(reply.points.every(({ mean, least, most }) => mean === null && least === null && most === null))
    }
  })

  it('of a guest is asked of the node it is on, by its type', async () => {
    const { reply, ofPve } = await asked('/api/nodes/1/vms/200/history?metric=cpu_percent&timeframe=hour')
    assert.deepEqual([reply.source, reply.reason], ['pve', null])
    assert.deepEqual(ofPve, [[{ remoteId: 1, nodeId: 1, kind: 'guest', type: 'lxc', vmid: 200 }, 'hour']])
    const moved = await asked('/api/nodes/1/vms/101/history?metric=diskread_bps')
    assert.deepEqual(moved.ofPve, [[{ remoteId: 1, nodeId: 2, kind: 'guest', type: 'qemu', vmid: 101 }, 'day']])
  })

  it('trap 15: of a shared storage is asked of the node in the path, and sampled once', async () => {
    const { ofPve, ofSamples } = await asked('/api/nodes/2/storages/nas/history?metric=used_bytes', blank)
    assert.deepEqual(ofPve, [[{ remoteId: 1, nodeId: 2, kind: 'storage', name: 'nas' }, 'day']])
    assert.deepEqual(ofSamples, [['storage 1 - nas', 0, 'day']])
  })

  it('is of a guest that there is, and of a metric that guests have', async () => {
    const problem = async (path: string, status: number, code: string) =>
      problemIn((await asked(`/api/nodes/${path}`)).response, status, code)
    await problem('1/vms/999/history?metric=cpu_percent', 404, 'not-found')
    await problem('9/vms/100/history?metric=cpu_percent', 404, 'not-found')
    const wrong = async (path: string) => (await problem(path, 400, 'bad-parameter'))['parameter']
    assert.equal(await wrong('1/vms/100/history'), 'query.metric')
    assert.equal(await wrong('1/vms/100/history?metric=temperature_c'), 'query.metric')
    assert.equal(await wrong('1/vms/100/history?metric=cpu_percent&timeframe=eon'), 'query.timeframe')
    assert.equal(await wrong('1/vms/x/history?metric=cpu_percent'), 'params.vmid')
  })
})

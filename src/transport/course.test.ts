import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { z } from 'zod'
import { recordedReply, withoutShared } from '../../test/tools/shared.ts'
import { Absent, FailureError } from '../model/failure.ts'
import { PVE_METRICS } from '../model/sample.ts'
import type { PveSubject, Timeframe } from '../model/sample.ts'
import { readCourse } from './course.ts'
import { fitted, listed } from './listed.ts'
import type { PveApi } from './ports.ts'

const OF = { remoteId: 1, nodeId: 1 }
const NODE: PveSubject = { ...OF, kind: 'node' }
const VM: PveSubject = { ...OF, kind: 'guest', type: 'qemu', vmid: 100 }
const CT: PveSubject = { ...OF, kind: 'guest', type: 'lxc', vmid: 200 }
const STORAGE: PveSubject = { ...OF, kind: 'storage', name: 'local-zfs' }

type Args = Readonly<Record<string, string | number>>

interface Replies {
  readonly AVERAGE?: unknown
  readonly MAX?: unknown
}

/** Answers what is in the closed list, and notes it. */
function pveOf(replies: Replies) {
  const asked: string[] = []
  const pve: PveApi = {
    async get<T>(path: string, schema: z.ZodType<T>, args: Args = {}) {
      const get = { path, args }
      listed(get, 'pve1')
      asked.push([path, ...Object.values(args)].join(' '))
      return fitted(get, replies[args['cf'] as keyof Replies], schema)
    },
  }
  return { pve, asked }
}

const read = (replies: Replies, subject: PveSubject = NODE, timeframe: Timeframe = 'hour') =>
  readCourse(pveOf(replies).pve, 'pve1', subject, timeframe)

/** The last value of a metric, or that nothing is known of it. */
async function lastOf(rows: unknown, subject: PveSubject, metric: string) {
  const course = await read({ AVERAGE: rows }, subject)
  return course.knows(metric) ? course.points(metric).at(-1)?.mean : 'unknown'
}

const withRow = (row: object) => [{ time: 0 }, { time: 60, ...row }]

describe('what PVE keeps of the past, read from a node', () => {
  it('is asked for in one go, with the highest values of steps that hold more than one', async () => {
    const rows = withRow({ cpu: 0.5 })
    const askedFor = async (subject: PveSubject, timeframe: Timeframe) => {
      const { pve, asked } = pveOf({ AVERAGE: rows, MAX: rows })
      await readCourse(pve, 'pve1', subject, timeframe)
      return asked
    }
    assert.deepEqual(await askedFor(NODE, 'hour'), ['/nodes/pve1/rrddata hour AVERAGE'])
    assert.deepEqual(await askedFor(VM, 'week'), [
      '/nodes/pve1/qemu/100/rrddata week AVERAGE',
      '/nodes/pve1/qemu/100/rrddata week MAX',
    ])
    assert.deepEqual(await askedFor(CT, 'hour'), ['/nodes/pve1/lxc/200/rrddata hour AVERAGE'])
    assert.deepEqual(await askedFor(STORAGE, 'hour'), ['/nodes/pve1/storage/local-zfs/rrddata hour AVERAGE'])
  })

  it('has the mean and the most of each step, and null where PVE was silent', async () => {
    const MAX = [
      { time: 1860, cpu: 0.9 },
      { time: 3660, cpu: 0.8 },
    ]
    const AVERAGE = [{ time: 60 }, { time: 1860, cpu: 0.12345 }, { time: 3660 }, { time: 5460, cpu: 1 }]
    const course = await read({ AVERAGE, MAX }, NODE, 'day')
    assert.equal(course.stepMs, 1_800_000)
    assert.deepEqual(course.points('cpu_percent'), [
      { at: 60_000, mean: null, most: null },
      { at: 1_860_000, mean: 12.35, most: 90 },
      { at: 3_660_000, mean: null, most: 80 },
      { at: 5_460_000, mean: 100, most: null },
    ])
    assert.deepEqual([course.knows('cpu_percent'), course.knows('load_1m')], [true, false])
    assert.ok(course.points('load_1m').every(({ mean, most }) => mean === null && most === null))
  })

  it('is in the units of our metrics', async () => {
    const node = withRow({
      iowait: 0.031,
      loadavg: 1.25,
      memused: 3.6,
      netin: 7.4,
      pressureiofull: 2.345,
      swaptotal: 0,
    })
    const known = (metric: string) => lastOf(node, NODE, metric)
    assert.deepEqual(
      await Promise.all(['iowait_percent', 'load_1m', 'memory_used_bytes', 'netin_bps'].map(known)),
      [3.1, 1.25, 4, 7],
    )
    assert.deepEqual(await Promise.all(['pressure_io_full_percent', 'swap_total_bytes', 'arc_bytes'].map(known)), [
      2.35,
      0,
      'unknown',
    ])
    assert.equal(await lastOf(withRow({ diskwrite: 8.6 }), VM, 'diskwrite_bps'), 9)
    assert.equal(await lastOf(withRow({ used: 5.5 }), STORAGE, 'used_bytes'), 6)
  })

  it('trap 23: the 0 that PVE says of the disk of a VM, or of a stopped container, is not known', async () => {
    assert.equal(await lastOf(withRow({ disk: 0, maxdisk: 9 }), VM, 'root_used_bytes'), 'unknown')
    assert.equal(await lastOf(withRow({ disk: 4 }), CT, 'root_used_bytes'), 4)
    assert.equal(await lastOf(withRow({ arcsize: 0 }), NODE, 'arc_bytes'), 'unknown')
    assert.equal(await lastOf(withRow({ total: 0 }), STORAGE, 'total_bytes'), 'unknown')
  })

  it('knows every metric that is promised, where PVE tells all its columns', async () => {
    const columns: Record<keyof typeof PVE_METRICS, string> = {
      node:
        'cpu iowait memused memtotal arcsize loadavg memavailable swapused swaptotal rootused roottotal netin netout ' +
        'pressurecpusome pressureiosome pressureiofull pressurememorysome pressurememoryfull',
      guest:
        'cpu mem maxmem memhost disk maxdisk diskread diskwrite netin netout pressurecpusome pressurecpufull ' +
        'pressureiosome pressureiofull pressurememorysome pressurememoryfull',
      storage: 'used total',
    }
    for (const subject of [NODE, VM, STORAGE]) {
      const names = columns[subject.kind].split(' ')
      const row = Object.fromEntries(names.map((name, index) => [name, index + 1]))
      const course = await read({ AVERAGE: withRow(row) }, subject)
      const values = PVE_METRICS[subject.kind].map((metric) => course.points(metric).at(-1)?.mean)
      assert.ok(values.every((value) => typeof value === 'number'))
      assert.equal(new Set(values).size, names.length)
    }
  })

  it('is a bad reply where it has no steps, or is none at all', async () => {
    for (const AVERAGE of [[], [{ time: 60 }], null, 'x', [{ time: 'never' }]])
      await assert.rejects(read({ AVERAGE }), (error) => {
        assert.ok(error instanceof FailureError)
        assert.equal(error.failure.kind, 'bad-reply')
        return true
      })
  })

  it('whatever a node says, is refused as such or has points that are none or numbers', async () => {
    const cell = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constantFrom(null, '0.5', true))
    const key = fc.constantFrom('time', 'cpu', 'memused', 'disk', 'used', '__proto__')
    const reply = fc.oneof({ weight: 5, arbitrary: fc.array(fc.dictionary(key, cell)) }, fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(reply, reply, fc.constantFrom(NODE, VM, STORAGE), async (AVERAGE, MAX, subject) => {
        try {
          const course = await read({ AVERAGE, MAX }, subject, 'day')
          assert.ok(course.stepMs > 0 && course.bytes > 0)
          for (const metric of [...PVE_METRICS[subject.kind], '__proto__'])
            for (const { at, mean, most } of course.points(metric)) {
              assert.ok(!Number.isNaN(new Date(at).getTime()))
              for (const value of [mean, most]) assert.ok(value === null || (value >= 0 && Number.isFinite(value)))
            }
        } catch (error) {
          if (error instanceof Absent) return
          assert.ok(error instanceof FailureError && error.failure.kind === 'bad-reply', String(error))
        }
      }),
    )
  })

  it('is what real nodes told', { skip: withoutShared }, async () => {
    const known = async (name: string, subject: PveSubject) => {
      const course = await read({ AVERAGE: recordedReply(name) }, subject)
      return PVE_METRICS[subject.kind].filter((metric) => course.knows(metric))
    }
    const node = ['cpu_percent', 'iowait_percent', 'memory_used_bytes', 'memory_total_bytes', 'load_1m']
    const others = [
      'swap_used_bytes',
      'swap_total_bytes',
      'root_used_bytes',
      'root_total_bytes',
      'netin_bps',
      'netout_bps',
    ]
    assert.deepEqual(await known('8.4/node_rrddata_hour', NODE), [...node, ...others])
    assert.deepEqual(await known('9.2/node_rrddata_hour', NODE), [
      ...node,
      'memory_available_bytes',
      ...others,
      ...PVE_METRICS.node.filter((metric) => metric.startsWith('pressure')),
    ])
    assert.deepEqual(await known('8.4/lxc_202_rrddata', CT), ['memory_total_bytes', 'root_total_bytes'])
    assert.deepEqual(await known('8.4/qemu_102_rrddata', VM), [
      'cpu_percent',
      'memory_used_bytes',
      'memory_total_bytes',
      'root_total_bytes',
      'netin_bps',
      'netout_bps',
    ])
    assert.deepEqual(await known('9.2/storage_local_rrddata', STORAGE), ['used_bytes', 'total_bytes'])
    const [last] = (await read({ AVERAGE: recordedReply('9.2/node_rrddata_hour') })).points('cpu_percent').slice(-1)
    assert.deepEqual(last, { at: 1_795_375_440_000, mean: 7.18, most: null })
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { recordedReply, withoutShared } from '../../test/tools/shared.ts'
import { rrdDataReply, rrdTable } from './rrd-data.ts'

const tableOf = (reply: unknown) => rrdTable(rrdDataReply.parse(reply))
const listed = (values: Float64Array | null) => values && [...values]

describe('what PVE keeps of the past', () => {
  it('is a value for each time, and none where it was not measured', () => {
    const table = tableOf([
      { time: 120 },
      { time: 180, cpu: 0.5, netin: 0 },
      { time: 240, cpu: 0.25 },
      { time: 300, cpu: null },
    ])
    assert.deepEqual([table.times, table.stepSeconds], [[120, 180, 240, 300], 60])
    assert.deepEqual(listed(table.column('cpu')), [Number.NaN, 0.5, 0.25, Number.NaN])
    assert.deepEqual(listed(table.column('netin')), [Number.NaN, 0, Number.NaN, Number.NaN])
    assert.equal(table.column('arcsize'), null)
  })

  it('has each time once, also where the files of two versions meet', () => {
    const table = tableOf([
      { time: 60, total: 9, used: 1 },
      { time: 120, total: 9, used: 2 },
      { time: 120 },
      { time: 180, used: 3 },
    ])
    assert.deepEqual(table.times, [60, 120, 180])
    assert.deepEqual(listed(table.column('used')), [1, 2, 3])
    assert.deepEqual(listed(table.column('total')), [9, 9, Number.NaN])
  })

  it('may come in any order and with numbers as text; nothing that is measured is negative or endless', () => {
    const rows = [
      { time: '180', cpu: '0.5' },
      { time: 120, cpu: -1 },
      { time: 60, cpu: 'NaN' },
      { time: 240, cpu: Infinity },
      { time: null, cpu: 1 },
      { cpu: 1 },
    ]
    const table = tableOf(rows)
    assert.deepEqual(table.times, [60, 120, 180, 240])
    assert.deepEqual(listed(table.column('cpu')), [Number.NaN, Number.NaN, 0.5, Number.NaN])
  })

  it('has the step that lies between most of its times, and none with fewer than two', () => {
    const stepOf = (times: number[]) => tableOf(times.map((time) => ({ time }))).stepSeconds
    assert.equal(stepOf([0, 1800, 3600, 3660, 3720, 3780]), 60)
    assert.deepEqual([stepOf([]), stepOf([60]), stepOf([60, 60])], [null, null, null])
  })

  it('is refused where it is no list, or longer than PVE keeps', () => {
    for (const reply of [null, {}, 'x', [1], Array(10_001).fill({ time: 1 })])
      assert.equal(rrdDataReply.safeParse(reply).success, false)
  })

  it('whatever the reply, is refused or becomes times in order with values that are none or measured', () => {
    const cell = fc.oneof(fc.double(), fc.string(), fc.constantFrom(null, true, -1, '7', {}), fc.integer())
    const row = fc.dictionary(fc.constantFrom('time', 'cpu', 'used', '__proto__', 'constructor'), cell)
    const reply = fc.oneof({ weight: 4, arbitrary: fc.array(row) }, fc.jsonValue())
    fc.assert(
      fc.property(reply, (given) => {
        const { success, data } = rrdDataReply.safeParse(given)
        if (!success) return
        const { times, stepSeconds, column } = rrdTable(data)
        assert.ok(times.every((time, index) => index === 0 || time > (times[index - 1] ?? time)))
        for (const time of times) assert.equal(new Date(time * 1000).getTime(), time * 1000)
        assert.equal(stepSeconds !== null, times.length > 1)
        assert.ok(stepSeconds === null || stepSeconds > 0)
        for (const name of ['cpu', 'used', '__proto__', 'constructor']) {
          const values = column(name)
          assert.ok(values === null || values.length === times.length)
          for (const value of values ?? []) assert.ok(Number.isNaN(value) || (value >= 0 && Number.isFinite(value)))
        }
      }),
    )
  })

  it('is read as real nodes of three versions told it', { skip: withoutShared }, () => {
    const counts = (name: string, column: string) => {
      const { times, stepSeconds, column: valuesOf } = tableOf(recordedReply(name))
      const known = [...(valuesOf(column) ?? [])].filter((value) => !Number.isNaN(value)).length
      return [times.length, stepSeconds, known]
    }
    assert.deepEqual(counts('7.4/node_rrddata_hour', 'cpu'), [70, 60, 45])
    assert.deepEqual(counts('8.4/qemu_102_rrddata', 'mem'), [70, 60, 42])
    assert.deepEqual(counts('8.4/lxc_202_rrddata', 'cpu'), [70, 60, 0])
    assert.deepEqual(counts('9.2/storage_local_rrddata', 'used'), [60, 60, 52])
    assert.deepEqual(counts('9.2/node_rrddata_hour', 'arcsize'), [60, 60, 2])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { parseMeminfo } from './meminfo.ts'

const NAMES = ['MemTotal', 'MemFree', 'MemAvailable', 'Buffers', 'Cached', 'SwapTotal', 'SwapFree', 'HugePages_Total']

describe('/proc/meminfo', () => {
  it('is read in bytes; what has no unit is a count', () => {
    const meminfo = parseMeminfo('MemTotal:        2048 kB\nHugePages_Total:       3\nActive(file):  1 kB\nodd: x kB\n')
    assert.deepEqual(
      [...meminfo],
      [
        ['MemTotal', 2097152],
        ['HugePages_Total', 3],
        ['Active(file)', 1024],
      ],
    )
  })

  it('gives any text no more than finite numbers', () => {
    fc.assert(fc.property(fc.string(), (text) => [...parseMeminfo(`A: 1 kB\n${text}`).values()].every(Number.isFinite)))
  })

  const samples: [string, (number | undefined)[]][] = [
    ['facter-missing-available', [4036680, 3547792, undefined, 4288, 298624, 2097148, 2097148, 0]],
    ['gopsutil-1002-mips-small', [254472, 121588, 210156, 4800, 91860, 0, 0, undefined]],
    ['node-exporter-no-memavailable', [3742148, 225472, undefined, 22040, 930888, 4194300, 3155360, 0]],
  ]
  for (const [name, expected] of samples)
    it(`reads the sample ${name}`, { skip: withoutShared }, () => {
      const meminfo = parseMeminfo(sharedText(`samples/proc_meminfo/${name}.txt`))
      assert.deepEqual(
        NAMES.map((field) => meminfo.get(field)),
        expected.map((kib) => (kib === undefined ? undefined : kib * 1024)),
      )
    })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { parseCpuinfo } from './cpuinfo.ts'

const cpu = (index: number, socket: number, cores: string): string =>
  `processor\t: ${String(index)}\nmodel name\t: A CPU: fast\ncpu MHz\t\t: 2600.000\nphysical id\t: ${String(socket)}\ncpu cores\t: ${cores}\n\n`

describe('/proc/cpuinfo', () => {
  it('trap 2: cores are the physical ones of all sockets', () => {
    const text = [cpu(0, 0, '2'), cpu(1, 0, '2'), cpu(2, 0, '2'), cpu(3, 1, '2')].join('')
    assert.deepEqual(parseCpuinfo(text), { model: 'A CPU: fast', mhz: '2600.000', sockets: 2, cores: 4, cpus: 4 })
  })

  it('does not guess the cores where a socket does not say them', () => {
    const { sockets, cores } = parseCpuinfo(cpu(0, 0, '2') + cpu(1, 1, 'many'))
    assert.deepEqual([sockets, cores], [2, null])
  })

  it('reads any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const { cores, cpus } = parseCpuinfo(`${before}\n\n${cpu(0, 0, after)}`)
        assert.ok(cpus >= 1 && (cores === null || cores > 0))
      }),
    )
  })

  const samples = [
    ['facter-no-physical-id', 'Intel(R) Xeon(R) CPU E5-2697 v4 @ 2.30GHz', '2294.686', null, null, 4],
    ['node-exporter-i7', 'Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz', '799.998', 1, 4, 8],
    ['raspberry-pi-3', null, null, null, null, 4],
  ] as const
  for (const [name, model, mhz, sockets, cores, cpus] of samples)
    it(`reads the sample ${name}`, { skip: withoutShared }, () => {
      const text = sharedText(`samples/proc_cpuinfo/${name}.txt`)
      assert.deepEqual(parseCpuinfo(text), { model, mhz, sockets, cores, cpus })
    })
})

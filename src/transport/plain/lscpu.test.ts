import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { FailureError } from '../../model/failure.ts'
import { parseLscpu } from './lscpu.ts'

const json = (fields: [string, string][]): string =>
  JSON.stringify({ lscpu: fields.map(([field, data]) => ({ field: `${field}:`, data })) })

describe('lscpu', () => {
  it('trap 2: lscpu prints cores per socket, the machine has those of all sockets', () => {
    const fields: [string, string][] = [
      ['CPU(s)', '32'],
      ['Model name', 'A CPU'],
      ['Thread(s) per core', '2'],
      ['Core(s) per socket', '8'],
      ['Socket(s)', '2'],
    ]
    const expected = { model: 'A CPU', sockets: 2, cores: 16, threads: 32 }
    assert.deepEqual(parseLscpu(json(fields)), expected)
    assert.deepEqual(parseLscpu(fields.map(([name, value]) => `  ${name}:   ${value}`).join('\n')), expected)
  })

  it('trap 2: on a hybrid CPU the threads are what lscpu counts, not a product', () => {
    const text = 'CPU(s): 20\nThread(s) per core: 2\nCore(s) per socket: 14\nSocket(s): 1\n'
    assert.deepEqual(parseLscpu(text), { model: null, sockets: 1, cores: 14, threads: 20 })
  })

  it('trap 2: ARM repeats the block for each kind of core, in one socket', () => {
    const kind = (model: string, cores: string): string =>
      `Model name: ${model}\nCore(s) per socket: ${cores}\nSocket(s): 1\n`
    assert.deepEqual(parseLscpu(`CPU(s): 6\n${kind('A53', '4')}${kind('A72', '2')}`), {
      model: 'A53 + A72',
      sockets: 1,
      cores: 6,
      threads: 6,
    })
  })

  it('leaves unknown what lscpu does not know', () => {
    const text = 'CPU(s): 4\nModel name: -\nCore(s) per cluster: 4\nSocket(s): -\nCluster(s): 1\n'
    assert.deepEqual(parseLscpu(text), { model: null, sockets: null, cores: null, threads: 4 })
  })

  it('reads any text, or says that it is no lscpu output', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((data) => `{"lscpu":[${data}]}`),
        ),
        (text) => {
          try {
            const { cores } = parseLscpu(text)
            assert.ok(cores === null || cores > 0)
          } catch (error) {
            assert.ok(error instanceof FailureError && error.failure.kind === 'bad-reply')
          }
        },
      ),
    )
  })

  it('takes nesting of any depth', () => {
    const deep = '{"field":"x","children":['.repeat(20_000) + ']}'.repeat(20_000)
    assert.deepEqual(parseLscpu(`{"lscpu":[${deep}]}`), { model: null, sockets: null, cores: null, threads: null })
  })

  const samples = [
    ['amd-epyc-7451-2s-nested.json', 'AMD EPYC 7451 24-Core Processor', 2, 48, 96],
    ['amd-epyc-7451-2s.json', 'AMD EPYC 7451 24-Core Processor', 2, 48, 96],
    ['amd-magny-cours-sparse-numa.json', 'AMD Engineering Sample', 4, 48, 48],
    ['arm-biglittle-4-models.json', 'Cortex-A510 + Cortex-A715 + Cortex-A710', 1, 8, 8],
    ['arm-kunpeng920-2s.json', 'Kunpeng-920', 2, 128, 128],
    ['intel-hybrid-i7-1370p.json', '13th Gen Intel(R) Core(TM) i7-1370P', 1, 14, 20],
    ['intel-i7-1165g7.json', '11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz', 1, 4, 8],
    ['intel-xeon-x7550-4s.json', 'Intel(R) Xeon(R) CPU X7550 @ 2.00GHz', 4, 32, 64],
    ['text-nested-qemu-2sockets.txt', 'Intel Core Processor (Haswell, no TSX, IBRS)', 2, 2, 2],
  ] as const
  for (const [name, model, sockets, cores, threads] of samples)
    it(`reads the sample ${name}`, { skip: withoutShared }, () => {
      assert.deepEqual(parseLscpu(sharedText(`samples/lscpu/${name}`)), { model, sockets, cores, threads })
    })
})

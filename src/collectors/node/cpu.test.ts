import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { cpu } from './cpu.ts'

const PATH = '/nodes/pve1/status'

test('trap 2: PVE cpuinfo.cores = physical cores of all sockets, cpus = logical CPUs', async () => {
  const cpuinfo = {
    model: 'Intel(R) Xeon(R) CPU E5-2650 0 @ 2.00GHz',
    sockets: 2,
    cores: '16',
    cpus: 32,
    mhz: '1999.912',
  }
  assert.deepEqual(await factOf(cpu, PATH, { cpuinfo, loadavg: ['0.52', 0.58, '0.59'] }), {
    model: 'Intel(R) Xeon(R) CPU E5-2650 0 @ 2.00GHz',
    sockets: 2,
    cores: 16,
    threads: 32,
    mhz: 1999.912,
    load1: 0.52,
    load5: 0.58,
    load15: 0.59,
  })
})

test('what PVE fills in where /proc/cpuinfo does not say is unknown', async () => {
  const cpuinfo = { model: 'unknown', mhz: 0, cpus: 4, sockets: 1 }
  assert.deepEqual(await factOf(cpu, PATH, { cpuinfo, loadavg: ['0.00', 'x'] }), {
    model: null,
    sockets: 1,
    cores: null,
    threads: 4,
    mhz: null,
    load1: 0,
    load5: null,
    load15: null,
  })
})

test('a status without a processor is a failure', async () => {
  await assert.rejects(factOf(cpu, PATH, { loadavg: ['1.00', '1.00', '1.00'] }), failure('bad-reply', /^$/))
})

test('recorded replies of 7.4 and 9.2', { skip: withoutShared }, async () => {
  const machine = { model: 'Intel(R) Xeon(R) Processor', sockets: 1, cores: 2, threads: 2, mhz: 2600 }
  assert.deepEqual(await factOf(cpu, PATH, recordedReply('7.4/node_status')), {
    ...machine,
    load1: 3.83,
    load5: 3.44,
    load15: 2.61,
  })
  assert.deepEqual(await factOf(cpu, PATH, recordedReply('9.2/node_status')), {
    ...machine,
    load1: 0.78,
    load5: 2.58,
    load15: 2.81,
  })
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(cpu, PATH, 'cpuinfo loadavg model sockets cores cpus mhz'))

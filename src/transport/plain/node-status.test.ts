import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import { nodeStatus } from './node-status.ts'

const FILES = {
  '/proc/version': 'Linux version 6.8.12-9-pve (build@proxmox) (gcc 12) #1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9\n',
  '/proc/meminfo':
    'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 400 kB\nCached: 500 kB\nSwapTotal: 50 kB\nSwapFree: 20 kB\n',
  '/proc/uptime': '3771.55 7000.10\n',
  '/proc/loadavg': '0.10 1.20 12.30 1/200 4000\n',
  '/proc/cpuinfo':
    'processor : 0\nmodel name : A CPU\ncpu MHz : 2600.000\nphysical id : 0\ncpu cores : 4\n\nprocessor : 1\n',
}
const PROGRAMS = {
  pveversion: 'pve-manager/8.4.21/2606ac850d46da29 (running kernel: 6.8.12-9-pve)\n',
  'root-filesystem': '4096 1000 600 500\n',
  'boot-mode': 'efi\n   6   0   0   0   1\n',
}
const status = (given: { files?: object; programs?: object }): Record<string, unknown> =>
  built(nodeStatus, { files: { ...FILES, ...given.files }, programs: given.programs ?? PROGRAMS }) as Record<
    string,
    unknown
  >

describe('/nodes/{node}/status from /proc', () => {
  it("has the shape of PVE's reply", () => {
    assert.deepEqual(status({}), {
      kversion: 'Linux 6.8.12-9-pve #1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9',
      'current-kernel': { sysname: 'Linux', release: '6.8.12-9-pve', version: '#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-9' },
      memory: { total: 1024000, free: 102400, available: 409600, used: 614400 },
      swap: { total: 51200, free: 20480, used: 30720 },
      uptime: 3771,
      loadavg: ['0.10', '1.20', '12.30'],
      cpuinfo: { model: 'A CPU', mhz: '2600.000', sockets: 1, cores: 4, cpus: 2 },
      pveversion: 'pve-manager/8.4.21/2606ac850d46da29',
      rootfs: { total: 4096000, used: 1638400, avail: 2048000, free: 2457600 },
      'boot-info': { mode: 'efi', secureboot: 1 },
    })
  })

  it('trap 3: memused = total − MemAvailable', () => {
    assert.equal((status({})['memory'] as { used: number }).used, (1000 - 400) * 1024)
  })

  it('leaves used memory unknown on a kernel that does not know what is available', () => {
    const files = { '/proc/meminfo': 'MemTotal: 1000 kB\nMemFree: 100 kB\nCached: 500 kB\n' }
    assert.deepEqual(status({ files })['memory'], { total: 1024000, free: 102400 })
    assert.equal('swap' in status({ files }), false)
  })

  it('trap 1: says nothing of the CPU use that a fresh look cannot know', () => {
    assert.equal('cpu' in status({}) || 'wait' in status({}), false)
  })

  it('does without what is missing or hangs: pveversion, lscpu, the root file system, the boot mode', () => {
    const reply = status({ programs: { pveversion: new FailureError('timeout', 'pveversion took too long') } })
    assert.deepEqual(
      ['pveversion', 'rootfs', 'boot-info'].filter((key) => key in reply),
      [],
    )
    assert.equal(reply['uptime'], 3771)
  })

  it('takes sockets and cores from lscpu where /proc/cpuinfo has none', () => {
    const files = { '/proc/cpuinfo': 'processor : 0\nBogoMIPS : 38.40\n\nprocessor : 1\n' }
    const lscpu = 'CPU(s): 4\nModel name: Cortex-A76\nCore(s) per socket: 4\nSocket(s): 1\n'
    assert.deepEqual(status({ files, programs: { lscpu } })['cpuinfo'], {
      model: 'Cortex-A76',
      sockets: 1,
      cores: 4,
      cpus: 2,
    })
    assert.deepEqual(status({ files, programs: {} })['cpuinfo'], { cpus: 2 })
  })

  it('knows BIOS from EFI, and EFI without the variable', () => {
    const boot = (text: string): unknown => status({ programs: { 'boot-mode': text } })['boot-info']
    assert.deepEqual(boot('legacy-bios\n'), { mode: 'legacy-bios' })
    assert.deepEqual(boot('efi\n'), { mode: 'efi' })
    assert.deepEqual(boot('efi\n 6 0 0 0 0\n'), { mode: 'efi', secureboot: 0 })
    assert.equal(boot('command not found\n'), undefined)
  })

  it('fails without the memory or the kernel', () => {
    assert.throws(() => status({ files: { '/proc/meminfo': '' } }), /no MemTotal/)
    assert.throws(() => status({ files: { '/proc/version': 'FreeBSD' } }), /does not name a kernel/)
    assert.throws(() => status({ files: { '/proc/uptime': new Absent('gone') } }), Absent)
  })

  it('never touches /etc/pve, which can hang', () => {
    assert.deepEqual(
      nodeStatus.files.filter((name) => name.startsWith('/etc/pve')),
      [],
    )
  })

  interface Recorded {
    memory: { total: number; free: number; used: number; available?: number }
    rootfs: { total: number; free: number; avail: number; used: number }
    cpuinfo: { model: string; mhz: string; sockets: number; cores: number; cpus: number }
    'current-kernel'?: { release: string; sysname: string; version: string; machine: string }
    [other: string]: unknown
  }
  for (const version of ['8.4', '9.2', '7.4'])
    it(`equals what PVE replied, given what the kernel said then: ${version}`, { skip: withoutShared }, () => {
      const recorded = recordedReply(`${version}/node_status`) as Recorded
      const { memory, rootfs, cpuinfo } = recorded
      const cpu = `model name : ${cpuinfo.model}\ncpu MHz : ${cpuinfo.mhz}\nphysical id : 0\ncpu cores : ${String(cpuinfo.cores)}`
      const kib = (bytes: number): string => `${String(bytes / 1024)} kB`
      const block = (bytes: number): string => String(bytes / 4096)
      const files = {
        '/proc/version': `Linux version ${String(recorded['kversion']).replace(/^Linux (\S+)/, '$1 (build@proxmox)')}\n`,
        '/proc/meminfo': `MemTotal: ${kib(memory.total)}\nMemFree: ${kib(memory.free)}\nMemAvailable: ${kib(memory.total - memory.used)}\nSwapTotal: 0 kB\nSwapFree: 0 kB\n`,
        '/proc/uptime': `${String(recorded['uptime'])}.42 1.00\n`,
        '/proc/loadavg': `${(recorded['loadavg'] as string[]).join(' ')} 1/200 4000\n`,
        '/proc/cpuinfo': Array.from(
          { length: cpuinfo.cpus },
          (_, index) => `processor : ${String(index)}\n${cpu}\n\n`,
        ).join(''),
      }
      const programs = {
        pveversion: `${String(recorded['pveversion'])} (running kernel: 6.8.12-9-pve)\n`,
        'root-filesystem': `4096 ${block(rootfs.total)} ${block(rootfs.free)} ${block(rootfs.avail)}\n`,
        'boot-mode': 'legacy-bios\n',
      }
      const reply = status({ files, programs }) as Recorded
      for (const key of ['kversion', 'uptime', 'loadavg', 'rootfs', 'swap', 'pveversion'])
        assert.deepEqual(reply[key], recorded[key], key)
      for (const key of ['total', 'free', 'used'] as const) assert.equal(reply.memory[key], memory[key], key)
      for (const key of ['model', 'mhz', 'sockets', 'cores', 'cpus'] as const)
        assert.equal(reply.cpuinfo[key], cpuinfo[key], key)
      if (recorded['boot-info']) assert.deepEqual(reply['boot-info'], recorded['boot-info'])
      if (recorded['current-kernel'])
        assert.deepEqual({ ...reply['current-kernel'], machine: 'x86_64' }, recorded['current-kernel'])
    })
})

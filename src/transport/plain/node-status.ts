import { FailureError } from '../../model/failure.ts'
import { parsePveversion } from '../../pve/pveversion.ts'
import { parseCpuinfo } from './cpuinfo.ts'
import { parseLscpu } from './lscpu.ts'
import { parseMeminfo } from './meminfo.ts'
import type { PlainRoute, Sources } from './route.ts'
import { known, orNull, stdoutOf } from './sources.ts'

/**
 * As PVE (API2/Nodes.pm), from what answers even while the cluster file system hangs. CPU use is left out: one look at
 * /proc/stat has none, and what a fresh PVE process says is 0.
 */
export const nodeStatus: PlainRoute = {
  path: '/nodes/{node}/status',
  programs: ['lscpu', 'pveversion', 'root-filesystem', 'boot-mode'],
  files: ['/proc/meminfo', '/proc/loadavg', '/proc/uptime', '/proc/cpuinfo', '/proc/version'],
  preferred: false,
  build: (sources) =>
    known({
      ...kernelEntries(sources.file('/proc/version')),
      ...memoryEntries(sources.file('/proc/meminfo')),
      uptime: uptimeOf(sources.file('/proc/uptime')),
      loadavg: loadavgOf(sources.file('/proc/loadavg')),
      cpuinfo: cpuinfoOf(sources),
      pveversion: orNull(() => pveversionOf(stdoutOf(sources, 'pveversion'))),
      rootfs: orNull(() => rootfsOf(stdoutOf(sources, 'root-filesystem'))),
      'boot-info': orNull(() => bootOf(stdoutOf(sources, 'boot-mode'))),
    }),
}

/** `Linux version 6.8.12-9-pve (build@proxmox) (gcc …) #9 SMP PREEMPT_DYNAMIC PMX 6.8.12-9 (…)`. */
function kernelEntries(text: string): Record<string, unknown> {
  const release = /^Linux version (\S+)/.exec(text)?.[1]
  if (release === undefined) throw new FailureError('bad-reply', '/proc/version does not name a kernel')
  const version = /#\d{1,9} .*/.exec(text)?.[0]
  return {
    kversion: `Linux ${release}${version === undefined ? '' : ` ${version}`}`,
    'current-kernel': known({ sysname: 'Linux', release, version }),
  }
}

/** What has no MemAvailable (kernels before 3.14) leaves used and available unknown: no sum of the others equals it. */
function memoryEntries(text: string): Record<string, unknown> {
  const meminfo = parseMeminfo(text)
  const [total, free, available] = [meminfo.get('MemTotal'), meminfo.get('MemFree'), meminfo.get('MemAvailable')]
  if (total === undefined) throw new FailureError('bad-reply', '/proc/meminfo has no MemTotal')
  const [swapTotal, swapFree] = [meminfo.get('SwapTotal'), meminfo.get('SwapFree')]
  return {
    memory: known({ total, free, available, used: available === undefined ? null : total - available }),
    swap:
      swapTotal === undefined || swapFree === undefined
        ? null
        : { total: swapTotal, free: swapFree, used: swapTotal - swapFree },
  }
}

const uptimeOf = (text: string): number | null => {
  const seconds = /^(\d{1,12})(\.\d+)? /.exec(text)?.[1]
  return seconds === undefined ? null : Number(seconds)
}

const loadavgOf = (text: string): string[] | null => {
  const [, ...averages] = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) /.exec(text) ?? []
  return averages.length === 3 ? averages : null
}

/** lscpu counts the cores of ARM and of virtual machines too; offline CPUs are only in its count. */
function cpuinfoOf(sources: Sources): Record<string, unknown> {
  const cpuinfo = parseCpuinfo(sources.file('/proc/cpuinfo'))
  const lscpu = orNull(() => parseLscpu(stdoutOf(sources, 'lscpu')))
  return known({
    model: cpuinfo.model ?? lscpu?.model,
    mhz: cpuinfo.mhz,
    sockets: cpuinfo.sockets ?? lscpu?.sockets,
    cores: cpuinfo.cores ?? lscpu?.cores,
    cpus: cpuinfo.cpus > 0 ? cpuinfo.cpus : lscpu?.threads,
  })
}

function pveversionOf(text: string): string | null {
  const found = parsePveversion(text)
  return found && `pve-manager/${found.version}${found.repoid === null ? '' : `/${found.repoid}`}`
}

/** `stat -f`: block size, blocks, free blocks, blocks free for users. */
function rootfsOf(text: string): Record<string, number> | null {
  const [, size, blocks, free, avail] = /^(\d{1,7}) (\d{1,13}) (\d{1,13}) (\d{1,13})\n/.exec(text)?.map(Number) ?? []
  if (size === undefined || blocks === undefined || free === undefined || avail === undefined) return null
  return { total: blocks * size, used: (blocks - free) * size, avail: avail * size, free: free * size }
}

/** The mode, then the bytes of the EFI variable SecureBoot where it exists: the last one says it. */
function bootOf(text: string): Record<string, unknown> | null {
  const [mode, bytes = ''] = text.split('\n')
  if (mode !== 'efi' && mode !== 'legacy-bios') return null
  const secureboot = bytes.trim().split(/ +/).at(-1)
  return known({ mode, secureboot: secureboot ? Number(secureboot === '1') : null })
}

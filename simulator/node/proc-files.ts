import { cpusOf, loadOf, memoryOf, uptimeOf } from '../state/node-state.ts'
import type { View } from '../state/view.ts'

const KIB = 1024

export function meminfo(view: View): string {
  const memory = memoryOf(view)
  const lines: [string, number][] = [
    ['MemTotal', memory.totalBytes],
    ['MemFree', memory.freeBytes],
    ['MemAvailable', memory.availableBytes],
    ['Buffers', 4096 * KIB],
    ['Cached', Math.floor(memory.availableBytes * 0.15)],
    ['SwapCached', 0],
    ['SwapTotal', memory.swapTotalBytes],
    ['SwapFree', memory.swapTotalBytes - memory.swapUsedBytes],
    ['Dirty', 1200 * KIB],
    ['Slab', Math.floor(memory.usedBytes * 0.02)],
  ]
  const rows = lines.map(
    ([name, bytes]) => `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / KIB)).padStart(8)} kB\n`,
  )
  return `${rows.join('')}HugePages_Total:       0\nHugePages_Free:        0\nHugepagesize:       2048 kB\n`
}

export const loadavg = (view: View): string =>
  `${loadOf(view).averages.join(' ')} 2/${900 + cpusOf(view.node) * 12} ${10_000 + (Math.floor(view.seconds) % 90_000)}\n`

export function uptime({ node, seconds }: View): string {
  const up = uptimeOf(node, seconds)
  return `${up}.${String(Math.floor((seconds % 1) * 100)).padStart(2, '0')} ${Math.floor(up * cpusOf(node) * 0.8)}.00\n`
}

export const kernelVersion = ({ node: { release } }: View): string =>
  `Linux version ${release.kernel} (build@proxmox) (gcc (Debian ${release.debian}.2.0) 12.2.0, GNU ld 2.40) ${release.kernelBuild}\n`

export function cpuinfo({ node }: View): string {
  const { cpu, sockets } = node.machine.model
  const blocks = Array.from({ length: cpu.threads * sockets }, (_, index) => {
    const socket = Math.floor(index / cpu.threads)
    return [
      `processor\t: ${index}`,
      `vendor_id\t: ${cpu.vendor}`,
      `cpu family\t: ${cpu.family}`,
      `model\t\t: ${cpu.modelNumber}`,
      `model name\t: ${cpu.model}`,
      'stepping\t: 2',
      `cpu MHz\t\t: ${cpu.mhz}.000`,
      'cache size\t: 36864 KB',
      `physical id\t: ${socket}`,
      `siblings\t: ${cpu.threads}`,
      `core id\t\t: ${(index % cpu.threads) % cpu.cores}`,
      `cpu cores\t: ${cpu.cores}`,
      `apicid\t\t: ${index}`,
      'fpu\t\t: yes',
      `flags\t\t: ${FLAGS[cpu.vendor]}`,
      'bogomips\t: 5190.30',
      '',
    ].join('\n')
  })
  return `${blocks.join('\n')}\n`
}

const COMMON_FLAGS =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx lm aes avx avx2'
export const FLAGS = { GenuineIntel: `${COMMON_FLAGS} vmx ept vpid`, AuthenticAMD: `${COMMON_FLAGS} svm npt` } as const

/** /proc/spl/kstat/zfs/arcstats; null where ZFS is not loaded. */
export function arcstats(view: View): string | null {
  const { arcBytes, arcMaxBytes } = memoryOf(view)
  if (arcMaxBytes === 0) return null
  const rows: [string, number][] = [
    ['hits', 918_264_411],
    ['misses', 10_433_282],
    ['c', arcMaxBytes],
    ['c_min', Math.floor(arcMaxBytes / 8)],
    ['c_max', arcMaxBytes],
    ['size', arcBytes],
    ['compressed_size', Math.floor(arcBytes * 0.7)],
    ['memory_throttle_count', 0],
  ]
  const head = `9 1 0x01 ${rows.length} 39984 5124879123 ${Math.floor(view.seconds * 1e9)}\nname                            type data\n`
  return head + rows.map(([name, value]) => `${name.padEnd(32)}4    ${value}\n`).join('')
}

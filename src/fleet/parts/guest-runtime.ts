import { z } from 'zod'
import { guests } from '../../collectors/node/guests.ts'
import { mib, percentOf } from '../../model/units.ts'
import { number, text } from '../fields.ts'
import type { GuestView } from '../guest-view.ts'
import { lastGood } from '../kept.ts'
import { counterSample, ratesOf } from './guest-rates.ts'
import type { CounterSample } from './guest-rates.ts'
import { rowsOf } from './guest-state.ts'
import type { Rows } from './guest-state.ts'

export const guestRuntimeShape = z.object({
  cpu_percent: number('share of its own processors in use, 0–100'),
  cpus: number('processors it has'),
  mem_used_bytes: number('memory in use, in bytes; may pass the total'),
  mem_total_bytes: number('memory it may use, in bytes'),
  mem_used_mb: number('memory in use, in MiB; may pass the total'),
  mem_total_mb: number('memory it may use, in MiB'),
  mem_percent: number('share of its memory in use, in percent; may pass 100'),
  mem_host_bytes: number('memory it takes of the node, in bytes'),
  mem_source: z
    .enum(['balloon', 'host', 'cgroup'])
    .nullable()
    .describe('who says so: the guest through its balloon driver; the node, of a VM or of a container'),
  swap_used_bytes: number('swap a container uses, in bytes'),
  swap_total_bytes: number('swap a container may use, in bytes'),
  root_used_bytes: number('used on the root file system of a container, in bytes'),
  root_total_bytes: number('size of the root file system of a container, in bytes'),
  uptime_seconds: number('seconds since it started; 0 when it is stopped'),
  diskread_bytes: number('read from its disks since it started, in bytes'),
  diskwrite_bytes: number('written to its disks since it started, in bytes'),
  netin_bytes: number('received since it started, in bytes'),
  netout_bytes: number('sent since it started, in bytes'),
  diskread_bps: number('read from its disks, in bytes a second; null without two looks since it started'),
  diskwrite_bps: number('written to its disks, in bytes a second'),
  netin_bps: number('received, in bytes a second'),
  netout_bps: number('sent, in bytes a second'),
  running_machine: text('machine version a running VM was started with'),
  running_qemu: text('version of QEMU it runs on'),
})
type Runtime = z.infer<typeof guestRuntimeShape>

/** What the newest list of guests says that this one has counted. */
function newestSample({ ofNode }: GuestView, { listed }: Rows): CounterSample | null {
  const read = lastGood(ofNode, guests)
  return listed && read && counterSample(listed, read.at)
}

/** Trap 24: used memory is as it was told, and by whom; it may pass the total. */
function memorySource({ type }: GuestView, { vm }: Rows): Runtime['mem_source'] {
  if (type === 'lxc') return 'cgroup'
  return vm && (vm.balloonReports ? 'balloon' : 'host')
}

/** What rows of lists show: the figure of the list of all guests first, then that of the list by type. */
export function guestUse(rows: Rows) {
  const { listed } = rows
  const seen = rows.vm ?? rows.container
  const cpuRatio = listed?.cpuRatio ?? null
  const used = listed?.memoryUsedBytes ?? seen?.memoryUsedBytes ?? null
  const total = listed?.memoryTotalBytes ?? seen?.memoryTotalBytes ?? null
  return {
    cpu_percent: cpuRatio === null ? null : percentOf(cpuRatio, 1),
    cpus: listed?.cpus ?? seen?.cpus ?? null,
    mem_used_bytes: used,
    mem_total_bytes: total,
    mem_percent: used === null || total === null ? null : percentOf(used, total),
    uptime_seconds: listed?.uptimeSeconds ?? seen?.uptimeSeconds ?? null,
  }
}

/** What it receives and sends, in bytes a second. */
export function traffic(view: GuestView, rows: Rows): number | null {
  const { netinBytes: received, netoutBytes: sent } = ratesOf(view.before, newestSample(view, rows))
  return received === null || sent === null ? null : received + sent
}

function countersOf(view: GuestView, rows: Rows) {
  const { listed } = rows
  const seen = rows.vm ?? rows.container
  const rates = ratesOf(view.before, newestSample(view, rows))
  return {
    diskread_bytes: listed?.diskreadBytes ?? seen?.diskreadBytes ?? null,
    diskwrite_bytes: listed?.diskwriteBytes ?? seen?.diskwriteBytes ?? null,
    netin_bytes: listed?.netinBytes ?? seen?.netinBytes ?? null,
    netout_bytes: listed?.netoutBytes ?? seen?.netoutBytes ?? null,
    diskread_bps: rates.diskreadBytes,
    diskwrite_bps: rates.diskwriteBytes,
    netin_bps: rates.netinBytes,
    netout_bps: rates.netoutBytes,
  }
}

/** Of a container: for a VM PVE's lists have the size of the disk it boots from there, and 0 (trap 23). */
function rootOf(
  { type }: GuestView,
  { listed, container }: Rows,
): Pick<Runtime, 'root_used_bytes' | 'root_total_bytes'> {
  if (type === 'qemu') return { root_used_bytes: null, root_total_bytes: null }
  return {
    root_used_bytes: listed?.rootUsedBytes ?? container?.rootUsedBytes ?? null,
    root_total_bytes: listed?.rootTotalBytes ?? container?.rootTotalBytes ?? null,
  }
}

export function guestRuntime(view: GuestView): Runtime {
  const rows = rowsOf(view)
  const { listed, vm, container } = rows
  const use = guestUse(rows)
  const { mem_used_bytes: used, mem_total_bytes: total } = use
  return {
    ...use,
    mem_used_mb: used === null ? null : mib(used),
    mem_total_mb: total === null ? null : mib(total),
    mem_host_bytes: listed?.memoryHostBytes ?? vm?.memoryHostBytes ?? null,
    mem_source: used === null ? null : memorySource(view, rows),
    swap_used_bytes: container?.swapUsedBytes ?? null,
    swap_total_bytes: container?.swapTotalBytes ?? null,
    ...rootOf(view, rows),
    ...countersOf(view, rows),
    running_machine: vm?.machine ?? null,
    running_qemu: vm?.qemuVersion ?? null,
  }
}

import { FailureError } from '../model/failure.ts'
import type { PveCourse, PveMetric, PveMetricsOf, PveSubject, Timeframe } from '../model/sample.ts'
import { percentOf } from '../model/units.ts'
import { rrdDataReply, rrdTable } from '../pve/rrd-data.ts'
import type { RrdTable } from '../pve/rrd-data.ts'
import type { PveApi } from './ports.ts'

/** A column of PVE's, and what a value of it means; null for what says nothing. */
type Column = readonly [name: string, meaning: (value: number) => number | null]

const ofOne = (ratio: number): number | null => percentOf(ratio, 1)
const ofHundred = (percent: number): number | null => percentOf(percent, 100)
const whole = (bytes: number): number => Math.round(bytes)
/** PVE writes 0 where it could not read it, or where there is none. */
const some = (bytes: number): number | null => (bytes > 0 ? whole(bytes) : null)

const PRESSURE = {
  pressure_cpu_some_percent: ['pressurecpusome', ofHundred],
  pressure_io_some_percent: ['pressureiosome', ofHundred],
  pressure_io_full_percent: ['pressureiofull', ofHundred],
  pressure_memory_some_percent: ['pressurememorysome', ofHundred],
  pressure_memory_full_percent: ['pressurememoryfull', ofHundred],
} as const

/** Where PVE has what (pmxcfs status.c); ARC, available memory and pressure are there from PVE 9 on. */
const COLUMNS: { readonly [Of in PveMetricsOf]: Readonly<Record<PveMetric<Of>, Column>> } = {
  node: {
    cpu_percent: ['cpu', ofOne],
    iowait_percent: ['iowait', ofOne],
    memory_used_bytes: ['memused', whole],
    memory_total_bytes: ['memtotal', some],
    arc_bytes: ['arcsize', some],
    load_1m: ['loadavg', (load) => load],
    memory_available_bytes: ['memavailable', whole],
    swap_used_bytes: ['swapused', whole],
    swap_total_bytes: ['swaptotal', whole],
    root_used_bytes: ['rootused', some],
    root_total_bytes: ['roottotal', some],
    netin_bps: ['netin', whole],
    netout_bps: ['netout', whole],
    ...PRESSURE,
  },
  guest: {
    cpu_percent: ['cpu', ofOne],
    memory_used_bytes: ['mem', whole],
    memory_total_bytes: ['maxmem', some],
    memory_host_bytes: ['memhost', whole],
    // Trap 23: of a VM, and of a container that is stopped, PVE does not know what it uses and says 0.
    root_used_bytes: ['disk', some],
    root_total_bytes: ['maxdisk', some],
    diskread_bps: ['diskread', whole],
    diskwrite_bps: ['diskwrite', whole],
    netin_bps: ['netin', whole],
    netout_bps: ['netout', whole],
    pressure_cpu_full_percent: ['pressurecpufull', ofHundred],
    ...PRESSURE,
  },
  storage: { used_bytes: ['used', whole], total_bytes: ['total', some] },
}

function pathOf(node: string, subject: PveSubject): string {
  switch (subject.kind) {
    case 'node':
      return `/nodes/${node}/rrddata`
    case 'guest':
      return `/nodes/${node}/${subject.type}/${String(subject.vmid)}/rrddata`
    case 'storage':
      return `/nodes/${node}/storage/${subject.name}/rrddata`
  }
}

/** A course, and how much memory it takes. */
export interface ReadCourse extends PveCourse {
  readonly bytes: number
}

/** Reads all metrics of a subject at once. `node`: the one that is asked. Throws as ports do. */
export async function readCourse(
  pve: PveApi,
  node: string,
  subject: PveSubject,
  timeframe: Timeframe,
): Promise<ReadCourse> {
  const path = pathOf(node, subject)
  const read = async (cf: 'AVERAGE' | 'MAX'): Promise<RrdTable> =>
    rrdTable(await pve.get(path, rrdDataReply, { timeframe, cf }))
  // In an hour every step is one measurement.
  const [mean, most] = await Promise.all([read('AVERAGE'), timeframe === 'hour' ? null : read('MAX')])
  if (mean.stepSeconds === null) throw new FailureError('bad-reply', `the reply to ${path} has no steps`)
  return courseOf(subject.kind, mean, mean.stepSeconds, most)
}

/** A value for each time, NaN where there is none. */
interface Figures {
  readonly mean: Float64Array
  readonly most: Float64Array | null
}

function courseOf(kind: PveMetricsOf, mean: RrdTable, stepSeconds: number, most: RrdTable | null): ReadCourse {
  const figures = figuresOf(COLUMNS[kind], mean, most)
  return {
    stepMs: stepSeconds * 1000,
    bytes: 8 * mean.times.length * (1 + 2 * figures.size),
    knows: (metric) => figures.has(metric),
    points(metric) {
      const known = figures.get(metric)
      return mean.times.map((time, index) => ({
        at: time * 1000,
        mean: orNull(known?.mean[index]),
        most: orNull(known?.most?.[index]),
      }))
    },
  }
}

const orNull = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)

/** By metric; without those that nothing is known of. */
function figuresOf(
  columns: Readonly<Record<string, Column>>,
  mean: RrdTable,
  most: RrdTable | null,
): ReadonlyMap<string, Figures> {
  const aligned = most && alignerTo(mean.times, most.times)
  const figures = new Map<string, Figures>()
  for (const [metric, column] of Object.entries(columns)) {
    const values = valuesOf(column, mean)
    const highest = most && valuesOf(column, most)
    if (values) figures.set(metric, { mean: values, most: aligned && highest && aligned(highest) })
  }
  return figures
}

function valuesOf([name, meaning]: Column, table: RrdTable): Float64Array | null {
  const values = table.column(name)?.map((value) => meaning(value) ?? Number.NaN)
  return !values || values.every(Number.isNaN) ? null : values
}

/** Puts values to other times: a step may have been over between the two reads. */
function alignerTo(times: readonly number[], before: readonly number[]): (values: Float64Array) => Float64Array {
  const index = new Map(before.map((time, position) => [time, position]))
  const positions = times.map((time) => index.get(time) ?? -1)
  return (values) => Float64Array.from(positions, (position) => values[position] ?? Number.NaN)
}

import type { Metric, PveMetric } from '../../src/api/contract.ts'
import type { Look } from '../chart/line.ts'
import type { Unit } from '../chart/scale.ts'

type MetricOf = { node: Metric<'node'> | PveMetric<'node'>; guest: PveMetric<'guest'>; storage: Metric<'storage'> } & {
  fleet: Metric<'fleet'>
}

/** A chart of several metrics of one unit. */
export interface ChartPlan<Name extends string = string> {
  /** Names it in the languages. */
  readonly id: string
  readonly unit: Unit
  readonly lines: readonly {
    readonly metric: Name
    readonly look: Look
    /** Names it in the languages, where the metric itself does not. */
    readonly word?: string
    /** Left out where nothing of it is known. */
    readonly extra?: true
  }[]
  /** Left out where its first line is not known, or all are zero: only some versions measure it, only some nodes have it. */
  readonly extra?: true
}

type Plans<Of extends keyof MetricOf> = readonly ChartPlan<MetricOf[Of]>[]

export const NODE_CHARTS: Plans<'node'> = [
  {
    id: 'cpu',
    unit: 'percent',
    lines: [
      { metric: 'cpu_percent', look: 'first' },
      { metric: 'iowait_percent', look: 'second' },
    ],
  },
  { id: 'load', unit: 'load', lines: [{ metric: 'load_1m', look: 'first' }] },
  {
    id: 'memory',
    unit: 'bytes',
    lines: [
      { metric: 'memory_used_bytes', look: 'first', word: 'memory_with_arc' },
      { metric: 'arc_bytes', look: 'second', extra: true },
      { metric: 'memory_total_bytes', look: 'whole' },
    ],
  },
  { id: 'temperature', unit: 'temperature', lines: [{ metric: 'temperature_c', look: 'first' }] },
  {
    id: 'network',
    unit: 'rate',
    lines: [
      { metric: 'netin_bps', look: 'first' },
      { metric: 'netout_bps', look: 'second' },
    ],
  },
  {
    id: 'root',
    unit: 'bytes',
    lines: [
      { metric: 'root_used_bytes', look: 'first' },
      { metric: 'root_total_bytes', look: 'whole' },
    ],
  },
  {
    id: 'swap',
    unit: 'bytes',
    extra: true,
    lines: [
      { metric: 'swap_used_bytes', look: 'first' },
      { metric: 'swap_total_bytes', look: 'whole' },
    ],
  },
  {
    id: 'pressure',
    unit: 'percent',
    extra: true,
    lines: [
      { metric: 'pressure_cpu_some_percent', look: 'first' },
      { metric: 'pressure_io_some_percent', look: 'second' },
      { metric: 'pressure_memory_some_percent', look: 'third' },
    ],
  },
]

export const GUEST_CHARTS: Plans<'guest'> = [
  { id: 'cpu', unit: 'percent', lines: [{ metric: 'cpu_percent', look: 'first' }] },
  {
    id: 'memory',
    unit: 'bytes',
    lines: [
      { metric: 'memory_used_bytes', look: 'first' },
      { metric: 'memory_host_bytes', look: 'second', extra: true },
      { metric: 'memory_total_bytes', look: 'whole' },
    ],
  },
  {
    id: 'disk',
    unit: 'rate',
    lines: [
      { metric: 'diskread_bps', look: 'first' },
      { metric: 'diskwrite_bps', look: 'second' },
    ],
  },
  {
    id: 'network',
    unit: 'rate',
    lines: [
      { metric: 'netin_bps', look: 'first' },
      { metric: 'netout_bps', look: 'second' },
    ],
  },
  {
    id: 'root',
    unit: 'bytes',
    extra: true,
    lines: [
      { metric: 'root_used_bytes', look: 'first' },
      { metric: 'root_total_bytes', look: 'whole' },
    ],
  },
  {
    id: 'pressure',
    unit: 'percent',
    extra: true,
    lines: [
      { metric: 'pressure_cpu_some_percent', look: 'first' },
      { metric: 'pressure_io_some_percent', look: 'second' },
      { metric: 'pressure_memory_some_percent', look: 'third' },
    ],
  },
]

export const STORAGE_CHARTS: Plans<'storage'> = [
  {
    id: 'usage',
    unit: 'bytes',
    lines: [
      { metric: 'used_bytes', look: 'first' },
      { metric: 'total_bytes', look: 'whole' },
    ],
  },
]

/** What matters most of a fleet, small. */
export const FLEET_TRENDS: Plans<'fleet'> = [
  { id: 'cpu', unit: 'percent', lines: [{ metric: 'cpu_percent', look: 'first' }] },
  {
    id: 'memory',
    unit: 'bytes',
    lines: [
      { metric: 'memory_used_bytes', look: 'first', word: 'memory_with_arc' },
      { metric: 'memory_total_bytes', look: 'whole' },
    ],
  },
  {
    id: 'storage',
    unit: 'bytes',
    lines: [
      { metric: 'storage_used_bytes', look: 'first' },
      { metric: 'storage_total_bytes', look: 'whole' },
    ],
  },
]

export const REMOTE_CHARTS: Plans<'fleet'> = [
  ...FLEET_TRENDS,
  { id: 'temperature', unit: 'temperature', lines: [{ metric: 'temperature_c', look: 'first' }] },
  {
    id: 'guests',
    unit: 'count',
    lines: [
      { metric: 'guests_running', look: 'first' },
      { metric: 'guests_total', look: 'whole' },
    ],
  },
  {
    id: 'nodes',
    unit: 'count',
    lines: [
      { metric: 'nodes_online', look: 'first' },
      { metric: 'nodes_total', look: 'whole' },
    ],
  },
]

import type { GuestType } from './observation.ts'

/**
 * What is sampled, by kind of subject. A sample holds its values in this order and without names, so that a list only
 * ever grows at its end.
 */
export const METRICS = {
  node: [
    'cpu_percent',
    'iowait_percent',
    'memory_used_bytes',
    'memory_total_bytes',
    'arc_bytes',
    'load_1m',
    'temperature_c',
  ],
  storage: ['used_bytes', 'total_bytes'],
  fleet: [
    'cpu_percent',
    'memory_used_bytes',
    'memory_total_bytes',
    'storage_used_bytes',
    'storage_total_bytes',
    'temperature_c',
    'nodes_total',
    'nodes_online',
    'guests_total',
    'guests_running',
    'findings_critical',
    'findings_warning',
  ],
} as const

/**
 * What PVE itself keeps, by kind of subject: some of what is sampled, and more. `bps` are bytes a second; what says `host`
 * is as the node counts it; pressure is the share of time that something had to wait.
 */
export const PVE_METRICS = {
  node: [
    'cpu_percent',
    'iowait_percent',
    'memory_used_bytes',
    'memory_total_bytes',
    'arc_bytes',
    'load_1m',
    'memory_available_bytes',
    'swap_used_bytes',
    'swap_total_bytes',
    'root_used_bytes',
    'root_total_bytes',
    'netin_bps',
    'netout_bps',
    'pressure_cpu_some_percent',
    'pressure_io_some_percent',
    'pressure_io_full_percent',
    'pressure_memory_some_percent',
    'pressure_memory_full_percent',
  ],
  guest: [
    'cpu_percent',
    'memory_used_bytes',
    'memory_total_bytes',
    'memory_host_bytes',
    'root_used_bytes',
    'root_total_bytes',
    'diskread_bps',
    'diskwrite_bps',
    'netin_bps',
    'netout_bps',
    'pressure_cpu_some_percent',
    'pressure_cpu_full_percent',
    'pressure_io_some_percent',
    'pressure_io_full_percent',
    'pressure_memory_some_percent',
    'pressure_memory_full_percent',
  ],
  storage: ['used_bytes', 'total_bytes'],
} as const

export type PveMetricsOf = keyof typeof PVE_METRICS
export type PveMetric<Of extends PveMetricsOf = PveMetricsOf> = (typeof PVE_METRICS)[Of][number]

export type MetricsOf = keyof typeof METRICS
export type Metric<Of extends MetricsOf = MetricsOf> = (typeof METRICS)[Of][number]

/** Names of what is sampled; numbers are never given to anything else. */
export const nodeSubject = (nodeId: number): string => `node ${nodeId}`
/** `nodeId`: null for a storage that the nodes of a remote share. */
export const storageSubject = (remoteId: number, nodeId: number | null, name: string): string =>
  `storage ${remoteId} ${nodeId ?? '-'} ${name}`
export const remoteSubject = (remoteId: number): string => `remote ${remoteId}`
export const FLEET_SUBJECT = 'fleet'

/** What a metric was over a while. */
export interface Spread {
  readonly least: number
  readonly mean: number
  readonly most: number
  /** How many values it is made of. */
  readonly count: number
}

/** All metrics of a subject at a time or over a while; null for what was not known. */
export interface Sample {
  readonly subject: string
  readonly figures: readonly (Spread | null)[]
}

/** How long a sample is for, in milliseconds. It begins at a multiple of that, UTC. */
export const SPAN_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Span = keyof typeof SPAN_MS

/** When the sample begins that a time falls into. */
export const bucketOf = (span: Span, at: number): number => Math.floor(at / SPAN_MS[span]) * SPAN_MS[span]

/** How far back a course goes, and how far apart its points are. */
export const TIMEFRAMES = {
  hour: { span: 'minute', stepMs: SPAN_MS.minute, points: 60 },
  day: { span: 'minute', stepMs: 5 * SPAN_MS.minute, points: 288 },
  week: { span: 'hour', stepMs: SPAN_MS.hour, points: 168 },
  month: { span: 'hour', stepMs: SPAN_MS.hour, points: 744 },
  year: { span: 'day', stepMs: SPAN_MS.day, points: 366 },
} as const satisfies Record<string, { span: Span; stepMs: number; points: number }>
export type Timeframe = keyof typeof TIMEFRAMES

/** When the steps of a course begin that ends now, the oldest first. */
export function stepsUntil(now: number, timeframe: Timeframe): number[] {
  const { stepMs, points } = TIMEFRAMES[timeframe]
  const last = Math.floor(now / stepMs) * stepMs
  return Array.from({ length: points }, (_, point) => last - (points - 1 - point) * stepMs)
}

/** What a metric was in one step; null where it was not known. */
export interface CoursePoint {
  /** When the step begins, in milliseconds since the epoch. */
  readonly at: number
  readonly spread: Spread | null
}

/** Whose figures PVE keeps, and the node that is asked for them. */
export type PveSubject = { readonly remoteId: number; readonly nodeId: number } & (
  | { readonly kind: 'node' }
  | { readonly kind: 'guest'; readonly type: GuestType; readonly vmid: number }
  | { readonly kind: 'storage'; readonly name: string }
)

/** What PVE has of a metric in one step; null for what it does not know. */
export interface PvePoint {
  /** When the step begins, in milliseconds since the epoch, by the clock of the node. */
  readonly at: number
  readonly mean: number | null
  /** Null also where steps are as fine as PVE measures: there is one value in them. */
  readonly most: number | null
}

/** What PVE itself has kept of a subject over a while. */
export interface PveCourse {
  readonly stepMs: number
  /** Whether anything is known of a metric in all that time. */
  knows(metric: string): boolean
  /** The oldest first. */
  points(metric: string): readonly PvePoint[]
}

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

/** What a metric was in one step; null where it was not known. */
export interface CoursePoint {
  /** When the step begins, in milliseconds since the epoch. */
  readonly at: number
  readonly spread: Spread | null
}

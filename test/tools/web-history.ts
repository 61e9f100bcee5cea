import type { Page } from 'playwright-core'
import { TIMEFRAMES } from '../../src/model/sample.ts'
import type { Timeframe } from '../../src/model/sample.ts'

/** Between which values a metric moves. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  cpu_percent: [12, 80],
  iowait_percent: [0, 6],
  load_1m: [0.4, 9],
  memory_used_bytes: [60 * 2 ** 30, 90 * 2 ** 30],
  memory_host_bytes: [70 * 2 ** 30, 95 * 2 ** 30],
  memory_total_bytes: [128 * 2 ** 30, 128 * 2 ** 30],
  arc_bytes: [8 * 2 ** 30, 16 * 2 ** 30],
  temperature_c: [41, 67],
  netin_bps: [20_000, 30_000_000],
  netout_bps: [10_000, 9_000_000],
  diskread_bps: [0, 50_000_000],
  diskwrite_bps: [1_000, 20_000_000],
  guests_running: [10, 14],
  guests_total: [16, 16],
  nodes_online: [3, 4],
  nodes_total: [4, 4],
}
const OTHERS = [200 * 2 ** 30, 900 * 2 ** 30] as const
const PERCENT = [0, 20] as const
const TOTALS = [1000 * 2 ** 30, 1000 * 2 ** 30] as const

function rangeOf(metric: string): readonly [least: number, most: number] {
  if (metric.endsWith('_percent')) return RANGES[metric] ?? PERCENT
  return RANGES[metric] ?? (metric.endsWith('total_bytes') ? TOTALS : OTHERS)
}

const isTimeframe = (text: string): text is Timeframe => Object.hasOwn(TIMEFRAMES, text)

interface Played {
  /** When the last step of each course begins, in milliseconds since the epoch. */
  readonly end: number
  readonly source?: 'pve' | 'samples'
  readonly reason?: string | null
}

/** The second of three parts of the second half is not known. */
const isHole = (index: number, count: number): boolean => index > count * 0.6 && index < count * 0.7

/**
 * A metric as the API tells it: two waves with a hole, that begin at the least and come to the most a quarter of a wave
 * later. Coarse steps know how far their values lie apart.
 */
function courseOf(metric: string, timeframe: Timeframe, { end, source = 'pve', reason = null }: Played) {
  const { stepMs, points: count, span } = TIMEFRAMES[timeframe]
  const [least, most] = rangeOf(metric)
  const spread = span === 'minute' ? 0 : (most - least) / 10
  const points = Array.from({ length: count }, (_, index) => {
    const at = new Date(end - (count - 1 - index) * stepMs).toISOString()
    if (isHole(index, count)) return { at, mean: null, least: null, most: null }
    const height = (1 - Math.cos((index / (count - 1)) * 3 * Math.PI)) / 2
    const mean = least + (most - least) * height
    return { at, mean, least: Math.max(least, mean - spread), most: Math.min(most, mean + spread) }
  })
  return { metric, timeframe, source, reason, step_seconds: stepMs / 1000, points }
}

/** Answers what a page asks of the past in the place of the API, and notes what it was asked. */
export async function playHistory(page: Page, played: Played): Promise<URL[]> {
  const asked: URL[] = []
  await page.route(/\/history\?/, async (route) => {
    const url = new URL(route.request().url())
    asked.push(url)
    const timeframe = url.searchParams.get('timeframe') ?? ''
    const metric = url.searchParams.get('metric') ?? ''
    await route.fulfill({ json: courseOf(metric, isTimeframe(timeframe) ? timeframe : 'day', played) })
  })
  return asked
}

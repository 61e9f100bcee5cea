import { timeFormat } from '../format/intl.ts'
import type { Locale } from '../format/locale.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const MONTH = 28 * DAY

const UTC = 'UTC'
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const DATE = { day: 'numeric', month: 'short' } as const

type Zone = string | undefined
type Options = Intl.DateTimeFormatOptions

/** Where its first month stands, a year begins. */
const JANUARY = '1'

const text = (at: number, locale: Locale, zone: Zone, options: Options): string =>
  timeFormat(locale, { ...options, ...(zone !== undefined && { timeZone: zone }) }).format(at * 1000)

/**
 * What stands under the marks of a time axis, `step` seconds apart: the clock, and the date where a day begins; dates; or
 * months, and the year where one begins. `zone`: the reader's unless another is named.
 */
export function timeTicks(times: readonly number[], step: number, locale: Locale, zone?: string): string[] {
  return times.map((at) => {
    if (step >= MONTH) return monthOf(at, locale, zone)
    if (step >= DAY) return text(at, locale, zone, DATE)
    const clock = text(at, locale, zone, CLOCK)
    return clock === '00:00' ? text(at, locale, zone, DATE) : clock
  })
}

const monthOf = (at: number, locale: Locale, zone: Zone): string =>
  text(at, 'en', zone, { month: 'numeric' }) === JANUARY
    ? text(at, locale, zone, { year: 'numeric' })
    : text(at, locale, zone, { month: 'short' })

/** When a step of so many seconds begins. Steps of a day or more are of days in UTC, and told by that day. */
export const stepTime = (at: number, step: number, locale: Locale, zone?: string): string =>
  step >= DAY
    ? text(at, locale, UTC, { ...DATE, year: 'numeric' })
    : text(at, locale, zone, { weekday: 'short', ...DATE, ...CLOCK })

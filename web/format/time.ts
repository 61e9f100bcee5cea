import { numberFormat, timeFormat } from './intl.ts'
import type { Locale } from './locale.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const DAY_UNIT: Record<Locale, string> = { en: 'd', it: 'g' }

/** The two largest units that say something: 12 d 4 h, 4 h 10 min, 10 min, 40 s. */
export function formatDuration(seconds: number, locale: Locale): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < MINUTE) return `${whole} s`
  const parts: [count: number, unit: string][] = [
    [Math.floor(whole / DAY), DAY_UNIT[locale]],
    [Math.floor((whole % DAY) / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'min'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

export const formatMilliseconds = (milliseconds: number, locale: Locale): string =>
  milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${numberFormat(locale, { maximumFractionDigits: 1 }).format(milliseconds / 1000)} s`

/** How old a moment is: 14 s, 3 min, 2 h, then its date, without a year that goes on. Both in milliseconds since the epoch. */
export function formatAge(at: number, now: number, locale: Locale): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  if (seconds < MINUTE) return `${seconds} s`
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return isThisYear ? timeFormat(locale, { day: 'numeric', month: 'short' }).format(at) : formatDate(at, locale)
}

/** A day, in the reader's time zone unless another is named. */
export const formatDate = (at: number, locale: Locale, timeZone?: string): string =>
  timeFormat(locale, { dateStyle: 'medium', ...(timeZone && { timeZone }) }).format(at)

/** The time of day, in the reader's time zone unless another is named. */
export const formatTime = (at: number, locale: Locale, timeZone?: string): string =>
  timeFormat(locale, { timeStyle: 'short', ...(timeZone && { timeZone }) }).format(at)

export const formatMoment = (at: number, locale: Locale, timeZone?: string): string =>
  timeFormat(locale, { dateStyle: 'medium', timeStyle: 'long', ...(timeZone && { timeZone }) }).format(at)

/** Days until a moment, rounded down; negative when it has passed. */
export const daysUntil = (at: number, now: number): number => Math.floor((at - now) / (DAY * 1000))

import { formatBytes, formatRate } from '../format/bytes.ts'
import type { Locale } from '../format/locale.ts'
import {
  formatCount,
  formatFrequency,
  formatLinkSpeed,
  formatLoad,
  formatPercent,
  formatTemperature,
} from '../format/quantities.ts'
import { formatAge, formatDate, formatDuration, formatMilliseconds, formatMoment, formatTime } from '../format/time.ts'
import { now } from './clock.ts'
import { locale } from './language.ts'

type Shown<T> = (value: T | null | undefined) => string | null

/** Unknown stays null, so that what shows it can say so. */
const inLanguage =
  <T>(format: (value: T, locale: Locale) => string): Shown<T> =>
  (value) =>
    value === null || value === undefined ? null : format(value, locale.value)

/** Times travel as ISO 8601 or as a plain day. */
const ofTime = (format: (at: number, locale: Locale) => string): Shown<string> =>
  inLanguage((text, language) => {
    const at = Date.parse(text)
    return Number.isNaN(at) ? text : format(at, language)
  })

/** Every value as the reader's language writes it. */
export const show = {
  bytes: inLanguage(formatBytes),
  rate: inLanguage(formatRate),
  count: inLanguage(formatCount),
  percent: inLanguage(formatPercent),
  temperature: inLanguage(formatTemperature),
  linkSpeed: inLanguage(formatLinkSpeed),
  frequency: inLanguage(formatFrequency),
  load: inLanguage(formatLoad),
  duration: inLanguage(formatDuration),
  milliseconds: inLanguage(formatMilliseconds),
  age: ofTime((at, language) => formatAge(at, now.value, language)),
  day: ofTime((at, language) => formatDate(at, language)),
  time: ofTime((at, language) => formatTime(at, language)),
  moment: ofTime((at, language) => formatMoment(at, language)),
}

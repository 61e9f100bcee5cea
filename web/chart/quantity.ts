import { formatBytes, formatRate } from '../format/bytes.ts'
import { numberFormat } from '../format/intl.ts'
import type { Locale } from '../format/locale.ts'
import { formatCount, formatLoad, formatPercent, formatTemperature } from '../format/quantities.ts'
import type { Unit } from './scale.ts'

type Format = (value: number, locale: Locale) => string

const FORMATS: Readonly<Record<Unit, Format>> = {
  percent: formatPercent,
  bytes: formatBytes,
  rate: formatRate,
  temperature: formatTemperature,
  load: formatLoad,
  count: formatCount,
}

/** A value of a chart with its unit. */
export const quantity = (unit: Unit, value: number, locale: Locale): string => FORMATS[unit](value, locale)

/** The same beside an axis, where round numbers have no decimals. */
export const axisMark = (unit: Unit, value: number, locale: Locale): string =>
  unit === 'percent' ? numberFormat(locale, { style: 'percent' }).format(value / 100) : FORMATS[unit](value, locale)

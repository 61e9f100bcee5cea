import { numberFormat } from './intl.ts'
import type { Locale } from './locale.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** IEC units, three significant digits at most: 1.82 TiB, 512 MiB. */
export function formatBytes(bytes: number, locale: Locale): string {
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = numberFormat(locale, { maximumSignificantDigits: 3 }).format(value)
  return `${digits} ${UNITS[unit] ?? 'B'}`
}

/** Bytes per second: 3.2 MiB/s. */
export const formatRate = (bytesPerSecond: number, locale: Locale): string => `${formatBytes(bytesPerSecond, locale)}/s`

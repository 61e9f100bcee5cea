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
  const digits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value)
  return `${digits} ${UNITS[unit] ?? 'B'}`
}

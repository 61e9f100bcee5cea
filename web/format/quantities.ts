import { numberFormat } from './intl.ts'
import type { Locale } from './locale.ts'

const rounded = (value: number, locale: Locale, decimals: number): string =>
  numberFormat(locale, { maximumFractionDigits: decimals }).format(value)

export const formatCount = (count: number, locale: Locale): string => rounded(count, locale, 0)

/** 0–100 without decimals; one below ten. */
export function formatPercent(percent: number, locale: Locale): string {
  const decimals = percent !== 0 && Math.abs(percent) < 9.95 ? 1 : 0
  return numberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(percent / 100)
}

export const formatTemperature = (celsius: number, locale: Locale): string => `${rounded(celsius, locale, 0)} °C`

/** Megabits per second as network cards are sold: 100 Mb/s, 2.5 Gb/s. */
export const formatLinkSpeed = (mbps: number, locale: Locale): string =>
  mbps >= 1000 ? `${rounded(mbps / 1000, locale, 1)} Gb/s` : `${rounded(mbps, locale, 0)} Mb/s`

export const formatFrequency = (mhz: number, locale: Locale): string => `${rounded(mhz / 1000, locale, 2)} GHz`

/** Load averages always show two decimals, as `uptime` does. */
export const formatLoad = (load: number, locale: Locale): string =>
  numberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(load)

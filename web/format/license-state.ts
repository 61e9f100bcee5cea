import type { Level } from './levels.ts'

/** What lapsed comes first; then what runs, which ends some day; then what never was. */
const ORDER = ['expired', 'suspended', 'invalid', 'active', 'new', 'notfound']
const LAPSED = new Set(['expired', 'suspended', 'invalid'])

/** Where PVE's word for a subscription stands among the others; null where nobody knows it. */
export const licenseRank = (status: string | null): number | null => {
  if (status === null) return null
  const at = ORDER.indexOf(status)
  return at < 0 ? ORDER.length : at
}

export const licenseLevel = (status: string | null): Level => (LAPSED.has(status ?? '') ? 'warning' : 'calm')

/** How much attention a value asks for: colour, word and shape follow from it. */
export type Level = 'calm' | 'warning' | 'critical'

export interface Limits {
  readonly warning: number
  readonly critical: number
}

export const USAGE_LIMITS: Limits = { warning: 75, critical: 90 }
export const STORAGE_LIMITS: Limits = { warning: 80, critical: 90 }
export const WEAR_LIMITS: Limits = { warning: 90, critical: 100 }
const TEMPERATURE_LIMITS: Limits = { warning: 75, critical: 90 }

export function levelOf(value: number | null, limits: Limits): Level {
  if (value === null || value < limits.warning) return 'calm'
  return value < limits.critical ? 'warning' : 'critical'
}

/** The sensor's own limits where it has them. */
export const temperatureLimits = (high: number | null, critical: number | null): Limits => ({
  warning: high ?? (critical === null ? TEMPERATURE_LIMITS.warning : Math.min(critical, TEMPERATURE_LIMITS.warning)),
  critical: critical ?? (high === null ? TEMPERATURE_LIMITS.critical : Math.max(high, TEMPERATURE_LIMITS.critical)),
})

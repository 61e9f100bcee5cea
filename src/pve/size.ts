const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** Bytes of a size in a configuration: `32G`, `528K`, `1.5T`, `3907018584K`, or just bytes (PVE/JSONSchema.pm). */
export function sizeBytes(text: string): number | null {
  const [, digits, unit] = /^(\d{1,16}(?:\.\d{1,16})?)([KMGT])?(?:iB)?$/.exec(text) ?? []
  if (digits === undefined) return null
  const bytes = Math.floor(Number(digits) * (unit === undefined ? 1 : (UNITS[unit] ?? NaN)))
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** Null for more than a number can hold: a node can say anything. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** The sum of those that are known; null when none is. */
export function sumOfKnown(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value != null)
  return known.length > 0 ? finite(known.reduce((sum, value) => sum + value, 0)) : null
}

/** Of what is known; nothing known adds up to nothing known, and no values to none. */
export function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 && values.length > 0 ? null : known.reduce((before, value) => before + value, 0)
}

/** What a benchmark measured, and what CONTRACT it has to keep. */
export interface Result {
  readonly name: string
  /** Measured figures by name, each name with its unit. */
  readonly figures: Readonly<Record<string, number>>
  /** What has to hold, in words, and whether it does. */
  readonly limits: Readonly<Record<string, boolean>>
}

export interface Benchmark {
  readonly name: string
  readonly says: string
  run(this: void): Promise<Result>
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new RangeError('no values')
  return middle
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

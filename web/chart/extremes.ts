import type { Step } from './line.ts'

/** What a line comes to in a sentence. */
export interface Extremes {
  readonly least: number
  readonly most: number
  readonly last: { readonly at: number; readonly value: number }
  /** Whether the last value is of one of the last two steps: the very last one has only begun. */
  readonly isNow: boolean
}

/** Null where nothing of it is known. */
export function extremesOf(steps: readonly Step[]): Extremes | null {
  let found: Extremes | null = null
  steps.forEach(({ at, mean, least, most }, index) => {
    if (mean === null) return
    found = {
      least: Math.min(found?.least ?? Infinity, least ?? mean),
      most: Math.max(found?.most ?? -Infinity, most ?? mean),
      last: { at, value: mean },
      isNow: index >= steps.length - 2,
    }
  })
  return found
}

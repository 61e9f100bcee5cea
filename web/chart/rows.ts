import { type Aligned, isKnown, type Step } from './line.ts'

/** A step of a chart as a row, or several of which nothing is known. */
export interface Row {
  /** When the first and the last of its steps begin, in seconds since the epoch. */
  readonly from: number
  readonly to: number
  /** By line; null where none of them is known. */
  readonly steps: readonly (Step | undefined)[] | null
}

/** The rows of a chart, the newest first. */
export function rowsOf({ times, columns }: Aligned): Row[] {
  const rows: Row[] = []
  for (const [index, at] of times.entries()) {
    const steps = columns.map((column) => column[index])
    const before = rows.at(-1)
    if (steps.some(isKnown)) rows.push({ from: at, to: at, steps })
    else if (before?.steps === null) rows[rows.length - 1] = { ...before, to: at }
    else rows.push({ from: at, to: at, steps: null })
  }
  return rows.reverse()
}

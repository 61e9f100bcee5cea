/** What a line is at one step; null where it was not known. */
export interface Step {
  /** When the step begins, in seconds since the epoch. */
  readonly at: number
  readonly mean: number | null
  readonly least: number | null
  readonly most: number | null
}

/** How a line is drawn: the others beside the first, and the whole that one is a part of. */
export const LOOKS = ['first', 'second', 'third', 'whole'] as const

export type Look = (typeof LOOKS)[number]

export interface Line {
  readonly id: string
  readonly label: string
  readonly look: Look
  /** The oldest first. */
  readonly steps: readonly Step[]
  /** How long a step is. */
  readonly stepSeconds: number
}

/** Lines over the same times. A line without a step at a time, as of another source, has undefined there. */
export interface Aligned {
  readonly times: readonly number[]
  readonly columns: readonly (readonly (Step | undefined)[])[]
}

export function aligned(lines: readonly Pick<Line, 'steps'>[]): Aligned {
  const times = [...new Set(lines.flatMap(({ steps }) => steps.map(({ at }) => at)))].sort((a, b) => a - b)
  const columns = lines.map(({ steps }) => {
    const byTime = new Map(steps.map((step) => [step.at, step]))
    return times.map((at) => byTime.get(at))
  })
  return { times, columns }
}

/** The same, with each step for as long as it lasts: a finer line beside it has times of its own meanwhile. */
export function lasting({ times, columns }: Aligned, lines: readonly Pick<Line, 'stepSeconds'>[]): Aligned {
  return {
    times,
    columns: columns.map((column, place) => {
      const seconds = lines[place]?.stepSeconds ?? 0
      let last: Step | undefined
      return column.map((step, index) => {
        last = step ?? last
        const isOver = last === undefined || (times[index] ?? 0) - last.at >= seconds
        return step ?? (isOver ? undefined : last)
      })
    }),
  }
}

/** The last time at which any line is known; null where none is. */
export function lastKnown({ times, columns }: Aligned): number | null {
  const index = times.findLastIndex((_, at) => columns.some((column) => isKnown(column[at])))
  return index === -1 ? null : index
}

export const isKnown = (step: Step | undefined): boolean => step !== undefined && step.mean !== null

/** Between which values a step lies: one that knows only its mean, or one end, has nothing but the mean at the other. */
export const leastOf = ({ least, mean }: Step): number | null => least ?? mean
export const mostOf = ({ most, mean }: Step): number | null => most ?? mean

/** Whether more is known than means: how far the values of a step lie apart. */
export const hasSpread = ({ steps }: Pick<Line, 'steps'>): boolean =>
  steps.some((step) => (mostOf(step) ?? 0) > (leastOf(step) ?? 0))

/** Two metrics of the same times as one; a step that is not known of either is not known. */
export const together = (one: readonly Step[], other: readonly Step[]): Step[] =>
  one.map(({ at, mean }, index) => {
    const beside = other[index]?.mean ?? null
    return { at, mean: mean === null || beside === null ? null : mean + beside, least: null, most: null }
  })

/** Where a line is known but not beside it, so that there is nothing to draw a line to. */
export const lonely = (values: readonly (number | null | undefined)[]): number[] => {
  const known = values.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]))
  return known.flatMap(({ value, index }, place) => {
    const hasNeighbour = [known[place - 1], known[place + 1]].some((one) => typeof one?.value === 'number')
    return value === null || hasNeighbour ? [] : [index]
  })
}

/** From the first to the last time of all lines of a page, so that all its charts show the same while. */
export function whileOf(all: readonly (readonly Step[])[]): readonly [from: number, to: number] | null {
  const known = all.filter((steps) => steps.length > 0)
  if (known.length === 0) return null
  return [
    Math.min(...known.map((steps) => steps[0]?.at ?? 0)),
    Math.max(...known.map((steps) => steps.at(-1)?.at ?? 0)),
  ]
}

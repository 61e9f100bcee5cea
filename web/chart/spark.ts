/** What a spark line is drawn in, in units of its own: it is stretched to where it stands. */
export const SPARK = { width: 100, height: 24 } as const

/** So far from the edges that its stroke is not cut. */
const EDGE = 2

const TENTHS = 10

const place = (part: number, length: number): number =>
  Math.round((EDGE + Math.min(1, Math.max(0, part)) * (length - 2 * EDGE)) * TENTHS) / TENTHS

/** Runs of values that are known, each as points of a line: the oldest at the left, zero at the bottom, `top` at the top. */
export function sparkLines(values: readonly (number | null)[], top: number): string[] {
  const last = Math.max(1, values.length - 1)
  const lines: string[][] = []
  let isBroken = true
  values.forEach((value, index) => {
    if (value === null) {
      isBroken = true
      return
    }
    if (isBroken) lines.push([])
    isBroken = false
    lines.at(-1)?.push(`${place(index / last, SPARK.width)},${place(1 - value / top, SPARK.height)}`)
  })
  // A line of one point is drawn as a dot only if it ends where it begins.
  return lines.map((points) => (points.length === 1 ? [...points, ...points] : points).join(' '))
}

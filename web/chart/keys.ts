/** The step that a key leads to: null for none, undefined for a key that leads nowhere. */
type Target = number | null | undefined

const LEAP = 10

/** Where the cursor goes among so many steps; the first key brings it to the last step of which anything is known. */
export function stepAfter(key: string, from: number | null, count: number, known: number): Target {
  const by = (steps: number): number =>
    from === null ? known : Math.min(count - 1, Math.max(0, from + Math.trunc(steps)))
  const leap = Math.max(1, count / LEAP)
  const targets: Readonly<Record<string, Target>> = {
    ArrowLeft: by(-1),
    ArrowRight: by(1),
    PageDown: by(-leap),
    PageUp: by(leap),
    Home: 0,
    End: count - 1,
    Escape: null,
  }
  return count === 0 ? undefined : targets[key]
}

/** The step nearest to a time, no further from it than a step is long; null where there is none. */
export function stepAt(times: readonly number[], time: number | null, step: number): number | null {
  if (time === null || times.length === 0) return null
  const after = times.findIndex((at) => at >= time)
  const candidates = after === -1 ? [times.length - 1] : [after, Math.max(0, after - 1)]
  const distance = (index: number): number => Math.abs((times[index] ?? Infinity) - time)
  const nearest = candidates.reduce((best, index) => (distance(index) < distance(best) ? index : best))
  return distance(nearest) <= step ? nearest : null
}

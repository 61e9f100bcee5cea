import type { Sample, Spread } from '../model/sample.ts'

/** What a metric was over two whiles together. */
export function merged(a: Spread | null, b: Spread | null): Spread | null {
  if (!a || !b) return a ?? b
  const [least, most] = [Math.min(a.least, b.least), Math.max(a.most, b.most)]
  const count = a.count + b.count
  const mean = a.mean + (b.mean - a.mean) * (b.count / count)
  return { least, mean: Math.min(most, Math.max(least, mean)), most, count }
}

/** Samples of a while as they grow, by subject. */
export type Rolled = Map<string, readonly (Spread | null)[]>

/** Adds the samples of one more while; a later version of Panoramica may have sampled more. */
export function rollIn(rolled: Rolled, samples: readonly Sample[]): void {
  for (const { subject, figures } of samples) {
    const before = rolled.get(subject) ?? []
    const length = Math.max(before.length, figures.length)
    rolled.set(
      subject,
      Array.from({ length }, (_, metric) => merged(before[metric] ?? null, figures[metric] ?? null)),
    )
  }
}

export const samplesOf = (rolled: Rolled): Sample[] => [...rolled].map(([subject, figures]) => ({ subject, figures }))

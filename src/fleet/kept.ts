import type { Collector } from '../collectors/collector.ts'
import type { Kept } from '../model/observation.ts'
import type { Via } from '../model/outcome.ts'

/** What is kept of one node, by the name of the collector. */
export type KeptByCollector = ReadonlyMap<string, Kept>

/** A collector as far as reading its fact goes. */
type FactOf<Fact> = Pick<Collector<Fact>, 'name' | 'fact'>

export interface Good<Fact> {
  readonly value: Fact
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly via: Via | null
}

/** What parsing gave, so that each value kept is parsed once however often it is shown. */
const parsed = new WeakMap<object, Good<unknown> | 'not-readable'>()

/** The last good value of a collector. A value that no longer parses counts as never read. */
export function lastGood<Fact>(kept: KeptByCollector, { name, fact }: FactOf<Fact>): Good<Fact> | null {
  const good = kept.get(name)?.lastGood
  if (!good) return null
  const before = parsed.get(good)
  if (before) return before === 'not-readable' ? null : (before as Good<Fact>)
  const { success, data } = fact.safeParse(good.value)
  const readable = success ? { ...good, value: data } : null
  parsed.set(good, readable ?? 'not-readable')
  return readable
}

/** The fact to show: the last good value, unless the node has since said that there is no such thing. */
export function factOf<Fact>(kept: KeptByCollector, collector: FactOf<Fact>): Fact | null {
  if (kept.get(collector.name)?.last.outcome.status === 'absent') return null
  return lastGood(kept, collector)?.value ?? null
}

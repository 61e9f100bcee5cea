import type { Collector } from '../collectors/collector.ts'
import type { Kept } from '../model/observation.ts'
import type { Via } from '../model/outcome.ts'
import { Packed } from './packed.ts'

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

/** Values that were handed over as they are. */
const ownPacked = new WeakMap<object, Packed>()

function packedOf(name: string, good: object & { readonly value: unknown }): Packed {
  if (good.value instanceof Packed) return good.value
  const value = ownPacked.get(good) ?? new Packed(name, good.value, false)
  ownPacked.set(good, value)
  return value
}

/** The last good value of a collector. A value that no longer parses counts as never read. */
export function lastGood<Fact>(kept: KeptByCollector, { name, fact }: FactOf<Fact>): Good<Fact> | null {
  const good = kept.get(name)?.lastGood
  if (!good) return null
  const packed = packedOf(name, good)
  if (!packed.fits(fact)) return null
  return new Readable<Fact>(packed, good.at, good.via)
}

/** Opened only where the value itself is asked for: most ask when it was read. */
class Readable<Fact> implements Good<Fact> {
  readonly packed: Packed
  readonly at: number
  readonly via: Via | null

  constructor(packed: Packed, at: number, via: Via | null) {
    this.packed = packed
    this.at = at
    this.via = via
  }

  get value(): Fact {
    return this.packed.open() as Fact
  }
}

/** The fact to show: the last good value, unless the node has since said that there is no such thing. */
export function factOf<Fact>(kept: KeptByCollector, collector: FactOf<Fact>): Fact | null {
  if (kept.get(collector.name)?.last.outcome.status === 'absent') return null
  return lastGood(kept, collector)?.value ?? null
}

/** What a collector read last and what it read before; null where it did not read both, or the same. */
export function difference<Fact>(
  before: KeptByCollector,
  after: KeptByCollector,
  collector: FactOf<Fact>,
): { readonly was: Fact; readonly is: Fact } | null {
  const [older, newer] = [before, after].map((kept) => kept.get(collector.name)?.lastGood)
  if (!older || !newer || older === newer || packedOf(collector.name, older).isLike(packedOf(collector.name, newer)))
    return null
  const [was, is] = [lastGood(before, collector), lastGood(after, collector)]
  return was && is && { was: was.value, is: is.value }
}

/** How old the figures of the status files can be when they are read: pvestatd writes them every 10 s (pvestatd.pm). */
const BROADCAST_MS = 10_000

/** The fact of a live round, where its figures are newer than those of `than`, which tells the same and more. */
export function liveFact<Fact>(kept: KeptByCollector, live: FactOf<Fact>, than: FactOf<unknown>): Fact | null {
  const takenAt = (lastGood(kept, live)?.at ?? -Infinity) - BROADCAST_MS
  return factOf(kept, than) !== null && (lastGood(kept, than)?.at ?? -Infinity) >= takenAt ? null : factOf(kept, live)
}

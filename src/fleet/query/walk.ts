import { conditionsIn } from './filter.ts'
import { sortableOf } from './list.ts'
import type { Listing, Query } from './list.ts'
import { matcherOf } from './match.ts'
import type { Entry } from './match.ts'
import { merged } from './merge.ts'
import { orderOf } from './order.ts'

/** What one step of a walk brings. */
export interface Step<Item> {
  /** Those that come next; none as long as they are still being put in order. */
  readonly items: readonly Item[]
  /** How many all steps bring; null until that is known, which it is before the first item. */
  readonly total: number | null
}

/** Everything that a query asks for, in order, in steps of which each is short. */
export type Walk<Source, Item> = (sources: readonly Source[]) => Generator<Step<Item>, void>

/** How many items are put in order, or handed over, in one step. */
const STEP = 500

function* inSteps<T>(items: readonly T[]): Generator<readonly T[], void> {
  for (let at = 0; at < items.length; at += STEP) yield items.slice(at, at + STEP)
}

/**
 * A query without pages, of a list that somebody wants to have as a whole. Nothing of it is remembered. Throws
 * `QueryError` for one that cannot be understood.
 */
export function walkOf<Source, Item extends object>(
  listing: Listing<Item>,
  itemsOf: (source: Source) => readonly Item[],
  { q, sort, order: direction }: Pick<Query, 'q' | 'sort' | 'order'>,
): Walk<Source, Item> {
  const matches = matcherOf(conditionsIn(q), listing)
  const { compare } = orderOf<Item>(sort ?? listing.sort, sortableOf(listing), direction)
  return function* (sources) {
    const parts: Entry<Item>[][] = []
    for (const source of sources) {
      for (const items of inSteps(itemsOf(source))) {
        const entries = items.map((item): Entry<Item> => ({ item, id: listing.id(item), text: null }))
        parts.push(entries.filter(matches).sort(compare))
        yield { items: [], total: null }
      }
    }
    const total = parts.reduce((sum, { length }) => sum + length, 0)
    let found: Item[] = []
    for (const { item } of merged(parts, () => 0, compare)) {
      found.push(item)
      if (found.length < STEP) continue
      yield { items: found, total }
      found = []
    }
    yield { items: found, total }
  }
}

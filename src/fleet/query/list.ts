import type { z } from 'zod'
import { eachOnce, oncePer } from '../once-per.ts'
import type { OncePer } from '../once-per.ts'
import { cursorOf, positionAt } from './cursor.ts'
import { conditionsIn } from './filter.ts'
import { matcherOf } from './match.ts'
import type { Answers, Entry } from './match.ts'
import { firstIndex, firstOf } from './merge.ts'
import { fieldsOf, orderOf } from './order.ts'
import type { Order } from './order.ts'

/** What a list is of. */
export interface Listing<Item extends object> extends Answers<Item> {
  readonly shape: z.ZodType<Item>
  /** Tells an item from all others of the list, for ever. */
  id(this: void, item: Item): string
  /** The order unless another one is asked for. */
  readonly sort: string
  /** Fields that not everybody sees, and so nobody can sort by: an order tells what is in them. */
  readonly hidden?: readonly string[]
}

/** What is asked of a list. */
export interface Query {
  readonly q: string
  readonly sort: string | null
  readonly order: 'asc' | 'desc'
  readonly limit: number
  readonly cursor: string | null
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** How many there are on all pages. */
  readonly total: number
  readonly nextCursor: string | null
}

/** Answers queries from what a list comes from; throws `QueryError` for one that cannot be understood. */
export interface List<Source extends object, Item> {
  (sources: readonly Source[], query: Query): Page<Item>
  /** Works out in short steps what an answer is made of. Throws likewise. */
  prepare(this: void, sources: readonly Source[], query: Query): Generator<void, void>
}

/** What is remembered of a query. */
interface View<Source extends object, Item> {
  readonly order: Order<Item>
  /** Those items of a source that are asked for, in order. */
  readonly found: OncePer<Source, [], readonly Entry<Item>[]>
  /** The pages that were asked for, of sources that have not changed since. */
  readonly pages: OncePer<readonly Source[], [], Map<string, Page<Item>>>
}

/** The fields that a list can be sorted by. */
export const sortableOf = <Item extends object>({ shape, hidden }: Listing<Item>): ReadonlySet<string> =>
  new Set(fieldsOf(shape)).difference(new Set(hidden))

/** Queries that are remembered: those that are being asked again and again. */
const MOST_VIEWS = 30

/**
 * A list of the items of many sources, of which few change at a time. What a query makes of a source is remembered as
 * long as it is the same object, so that a page costs no more than putting the first items of all sources in order.
 */
export function openList<Source extends object, Item extends object>(
  listing: Listing<Item>,
  itemsOf: (source: Source) => readonly Item[],
): List<Source, Item> {
  const fields = sortableOf(listing)
  const entriesOf = oncePer((source: Source) =>
    itemsOf(source).map((item): Entry<Item> => ({ item, id: listing.id(item), text: null })),
  )
  const newView = ({ q, sort, order: direction }: Query): View<Source, Item> => {
    const matches = matcherOf(conditionsIn(q), listing)
    const order = orderOf<Item>(sort ?? listing.sort, fields, direction)
    return {
      order,
      found: oncePer((source) => entriesOf(source).filter(matches).sort(order.compare)),
      pages: oncePer(() => new Map<string, Page<Item>>()),
    }
  }
  const views = new Map<string, View<Source, Item>>()
  const viewFor = (query: Query): View<Source, Item> =>
    remembered(views, JSON.stringify([query.q, query.sort, query.order]), () => newView(query))
  const answer = (sources: readonly Source[], query: Query): Page<Item> => {
    const view = viewFor(query)
    const pages = view.pages(sources)
    const key = JSON.stringify([query.limit, query.cursor])
    const page = pages.get(key) ?? pageOf(view, sources, query)
    pages.set(key, page)
    return page
  }
  return Object.assign(answer, {
    prepare(this: void, sources: readonly Source[], query: Query) {
      const { found, pages } = viewFor(query)
      return eachOnce(found, pages.knows(sources) ? [] : sources)
    },
  })
}

/** The value under a key, made where there is none; of too many those are forgotten that were asked for longest ago. */
function remembered<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const value = values.get(key) ?? make()
  values.delete(key)
  values.set(key, value)
  for (const oldest of values.keys()) if (values.size > MOST_VIEWS) values.delete(oldest)
  return value
}

function pageOf<Source extends object, Item>(
  { order, found }: View<Source, Item>,
  sources: readonly Source[],
  { limit, cursor }: Query,
): Page<Item> {
  const parts = sources.map(found)
  const after = cursor === null ? null : positionAt(order.name, cursor)
  const startOf = (part: readonly Entry<Item>[]): number =>
    after ? firstIndex(part, (entry) => order.compareTo(entry, after) > 0) : 0
  const entries = firstOf(parts, startOf, order.compare, limit + 1)
  const last = entries.length > limit ? entries[limit - 1] : undefined
  return {
    items: entries.slice(0, limit).map(({ item }) => item),
    total: parts.reduce((sum, { length }) => sum + length, 0),
    nextCursor: last ? cursorOf(order.name, order.positionOf(last)) : null,
  }
}

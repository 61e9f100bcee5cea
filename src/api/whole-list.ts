import { coverageOf, coverageShape } from '../fleet/coverage.ts'
import type { Query } from '../fleet/query/list.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import type { Role } from '../model/role.ts'
import { batchesOf } from './batches.ts'
import type { FleetList } from './fleet-lists.ts'

/** A line of JSON for each thing, as most tools read them from a stream. */
export const LINES = 'application/x-ndjson'

/** Whether a reply is asked for as lines, by the header Accept. */
export const asksForLines = (accept = ''): boolean =>
  accept.split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === LINES)

/** A list as lines, for a reader of this role: how many items it has and what it is made of, then each of them. */
export type Lines = (views: readonly RemoteView[], role: Role) => AsyncGenerator<string, void>

/** What a query asks for, in pieces of some lines. Throws `QueryError` for a query that cannot be understood. */
export function linesOf<Item extends object>(list: FleetList<Item>, query: Pick<Query, 'q' | 'sort' | 'order'>): Lines {
  const batches = batchesOf(list, query)
  const lineOf = (item: Item): string => `${JSON.stringify(list.listing.shape.parse(item))}\n`
  return async function* (views, role) {
    let isBegun = false
    for await (const { items, total } of batches(views, role)) {
      if (!isBegun) yield `${JSON.stringify({ total, coverage: coverageShape.parse(coverageOf(views)) })}\n`
      isBegun = true
      yield items.map(lineOf).join('')
    }
  }
}

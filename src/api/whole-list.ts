import { coverageOf, coverageShape } from '../fleet/coverage.ts'
import type { Query } from '../fleet/query/list.ts'
import { walkOf } from '../fleet/query/walk.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import { turn } from '../lib/turn.ts'
import type { Role } from '../model/role.ts'
import type { FleetList } from './fleet-lists.ts'
import { masked } from './masking.ts'

/** A line of JSON for each thing, as most tools read them from a stream. */
export const LINES = 'application/x-ndjson'

/** Whether a reply is asked for as lines, by the header Accept. */
export const asksForLines = (accept = ''): boolean =>
  accept.split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === LINES)

/** How many items are written in one go, a few milliseconds of work. */
const STEP = 100

/** A list as lines, for a reader of this role: how many items it has and what it is made of, then each of them. */
export type Lines = (views: readonly RemoteView[], role: Role) => AsyncGenerator<string, void>

/**
 * Everything that a query asks for, of one state of the fleet, in pieces of some lines with a turn for others between. What
 * is written is not remembered. Throws `QueryError` for a query that cannot be understood.
 */
export function linesOf<Item extends object>(
  { url, listing, itemsOf }: FleetList<Item>,
  query: Pick<Query, 'q' | 'sort' | 'order'>,
): Lines {
  const walk = walkOf(listing, itemsOf, query)
  const lineOf = (item: Item): string => `${JSON.stringify(listing.shape.parse(item))}\n`
  return async function* (views, role) {
    let isBegun = false
    for (const { items, total } of walk(views)) {
      await turn()
      if (total === null) continue
      if (!isBegun) yield `${JSON.stringify({ total, coverage: coverageShape.parse(coverageOf(views)) })}\n`
      isBegun = true
      for (let at = 0; at < items.length; at += STEP) {
        yield masked(url, role, { items: items.slice(at, at + STEP) })
          .items.map(lineOf)
          .join('')
        await turn()
      }
    }
  }
}

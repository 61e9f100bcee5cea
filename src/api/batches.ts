import type { Query } from '../fleet/query/list.ts'
import { walkOf } from '../fleet/query/walk.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import { turn } from '../lib/turn.ts'
import type { Role } from '../model/role.ts'
import type { FleetList } from './fleet-lists.ts'
import { masked } from './masking.ts'

/** Items of a list that are written in one go. */
export interface Batch<Item extends object> {
  readonly items: readonly Item[]
  /** How many all batches bring. */
  readonly total: number
}

/** A list for a reader of this role: at least one batch, even of nothing, with a turn for others between. */
export type Batches<Item extends object> = (
  views: readonly RemoteView[],
  role: Role,
) => AsyncGenerator<Batch<Item>, void>

/** How many items are written in one go, a few milliseconds of work. */
const STEP = 50

/**
 * Everything that a query asks for, of one state of the fleet. Nothing of it is remembered. Throws `QueryError` for a
 * query that cannot be understood.
 */
export function batchesOf<Item extends object>(
  { url, listing, itemsOf }: FleetList<Item>,
  query: Pick<Query, 'q' | 'sort' | 'order'>,
): Batches<Item> {
  const walk = walkOf(listing, itemsOf, query)
  return async function* (views, role) {
    for (const { items: found, total } of walk(views)) {
      await turn()
      if (total === null) continue
      for (let at = 0; at === 0 || at < found.length; at += STEP) {
        yield { items: masked(url, role, { items: found.slice(at, at + STEP) }).items, total }
        await turn()
      }
    }
  }
}

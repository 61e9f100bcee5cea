import type { Query } from '../../fleet/query/list.ts'
import { walkOf } from '../../fleet/query/walk.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { turn } from '../../lib/turn.ts'
import type { Role } from '../../model/role.ts'
import type { FleetList } from '../fleet-lists.ts'
import { textOf } from '../item-text.ts'
import { masked } from '../masking.ts'
import { columnsOf } from './columns.ts'
import type { Column } from './columns.ts'

/** What a query asks for of a list, for a reader of this role, a few items at a time with a turn for others between. */
export interface Sheet {
  readonly columns: readonly Column[]
  batches(this: void, views: readonly RemoteView[], role: Role): AsyncGenerator<readonly object[], void>
  /** An item as JSON, with what its shape names and nothing else. */
  text(this: void, item: object): string
}

/** Opens sheets of a list; throws `QueryError` for a query that cannot be understood. */
export type OpenSheet = (query: Pick<Query, 'q' | 'sort' | 'order'>) => Sheet

/** How many items are written in one step. */
const STEP = 50

export function sheetsOf<Item extends object>({ url, listing, itemsOf }: FleetList<Item>): OpenSheet {
  const columns = columnsOf(listing.shape)
  return (query) => {
    const walk = walkOf(listing, itemsOf, query)
    return {
      columns,
      async *batches(views, role) {
        for (const { items: found } of walk(views)) {
          await turn()
          for (let at = 0; at < found.length; at += STEP) {
            yield masked(url, role, { items: found.slice(at, at + STEP) }).items
            await turn()
          }
        }
      },
      text: textOf(listing.shape),
    }
  }
}

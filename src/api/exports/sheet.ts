import type { Listing, Query } from '../../fleet/query/list.ts'
import { walkOf } from '../../fleet/query/walk.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { turn } from '../../lib/turn.ts'
import type { Role } from '../../model/role.ts'
import { masked } from '../masking.ts'
import { columnsOf } from './columns.ts'
import type { Column } from './columns.ts'

/** A list that is handed over as a whole. */
export interface Exported<Item extends object> {
  /** Route of the list, whose masking is that of the export. */
  readonly url: string
  readonly listing: Listing<Item>
  itemsOf(this: void, view: RemoteView): readonly Item[]
}

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

export function sheetsOf<Item extends object>({ url, listing, itemsOf }: Exported<Item>): OpenSheet {
  const columns = columnsOf(listing.shape)
  return (query) => {
    const walk = walkOf(listing, itemsOf, query)
    return {
      columns,
      async *batches(views, role) {
        for (const found of walk(views)) {
          await turn()
          for (let at = 0; at < found.length; at += STEP) {
            yield masked(url, role, { items: found.slice(at, at + STEP) }).items
            await turn()
          }
        }
      },
      text: (item) => JSON.stringify(listing.shape.parse(item)),
    }
  }
}

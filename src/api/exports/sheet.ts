import type { Query } from '../../fleet/query/list.ts'
import { batchesOf } from '../batches.ts'
import type { Batches } from '../batches.ts'
import type { FleetList } from '../fleet-lists.ts'
import { textOf } from '../item-text.ts'
import { columnsOf } from './columns.ts'
import type { Column } from './columns.ts'

/** What a query asks for of a list. */
export interface Sheet {
  readonly columns: readonly Column[]
  readonly batches: Batches<object>
  /** An item as JSON, with what its shape names and nothing else. */
  text(this: void, item: object): string
}

/** Opens sheets of a list; throws `QueryError` for a query that cannot be understood. */
export type OpenSheet = (query: Pick<Query, 'q' | 'sort' | 'order'>) => Sheet

export function sheetsOf<Item extends object>(list: FleetList<Item>): OpenSheet {
  const columns = columnsOf(list.listing.shape)
  const text = textOf(list.listing.shape)
  return (query) => ({ columns, batches: batchesOf(list, query), text })
}

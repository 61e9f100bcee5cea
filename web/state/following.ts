import type { Query, QueryClient } from '@tanstack/vue-query'
import type { LiveEvent, LiveKind, Overview } from '../../src/api/contract.ts'
import { type ItemOf, KEYS, type ListEvent, type ListKind, type Patch, patched, patchOf, type Word } from './patches.ts'

/** How a query follows live events: items are put in their places, a whole reply is replaced, or it is asked again. */
export type Following =
  | { readonly patch: ListKind; readonly ofNode?: number }
  | { readonly replace: 'overview' }
  /** `named`: the key of the item whose events count; else all of the kind do. */
  | { readonly refetch: LiveKind; readonly named?: string }

declare module '@tanstack/vue-query' {
  interface Register {
    queryMeta: { readonly live?: Following }
  }
}

/** A list as it is kept, with or without what it is made of. */
interface KeptList<Item> {
  readonly items: readonly Item[]
  readonly total: number
  readonly coverage?: Overview['coverage']
}

export const kindOf = (following: Following): LiveKind =>
  'patch' in following ? following.patch : 'replace' in following ? following.replace : following.refetch

/** Whether events tell of what a query follows. */
export function isNamed({ refetch, named }: Extract<Following, { refetch: LiveKind }>, event: LiveEvent): boolean {
  if (event.kind !== refetch) return false
  if (named === undefined || !('items' in event)) return true
  return event.removed.includes(named) || patchOf(event.kind, [event]).has(named)
}

/** Those of one node: what is on another one now is gone from here. It is told as a whole when it moves. */
function ofNode<Item extends object>(patch: Patch<Item>, nodeId: number | undefined): Patch<Item> {
  if (nodeId === undefined) return patch
  const isElsewhere = (word: Word<Item>): boolean =>
    word !== null && 'item' in word && !('node_id' in word.item && word.item.node_id === nodeId)
  return new Map([...patch].map(([key, word]) => [key, isElsewhere(word) ? null : word]))
}

function patchedList<Kind extends ListKind>(
  list: KeptList<ItemOf[Kind]>,
  { patch: kind, ofNode: nodeId }: { readonly patch: Kind; readonly ofNode?: number },
  events: readonly LiveEvent[],
): KeptList<ItemOf[Kind]> {
  const told = events.filter((event): event is ListEvent => 'items' in event)
  const items = patched(list.items, ofNode(patchOf(kind, told), nodeId), KEYS[kind])
  const coverage = events.findLast((event) => event.kind === 'overview')?.overview.coverage
  const isSame = items === list.items && (coverage === undefined || list.coverage === undefined)
  return isSame ? list : { ...list, items, total: items.length, ...(list.coverage && coverage && { coverage }) }
}

/** What a query holds after these events. */
function dataAfter(data: unknown, following: Following, events: readonly LiveEvent[]): unknown {
  if ('patch' in following) return patchedList(data as KeptList<never>, following, events)
  return events.findLast((event) => event.kind === 'overview')?.overview ?? data
}

/** Takes events into what a query holds. That counts as no answer of the list itself: when it is due stays as it was. */
export function takeIn(client: QueryClient, query: Query, following: Following, events: readonly LiveEvent[]): void {
  const { data, dataUpdatedAt: updatedAt } = query.state
  if (data === undefined) return
  const after = dataAfter(data, following, events)
  if (after !== data) client.setQueryData(query.queryKey, after, { updatedAt })
}

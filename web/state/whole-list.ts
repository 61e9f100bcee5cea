import { useQuery } from '@tanstack/vue-query'
import { computed, shallowRef } from 'vue'
import { type LocationQuery, useRoute } from 'vue-router'
import type { Page } from '../../src/api/contract.ts'
import type { Asked, Part } from '../api/whole-list.ts'
import { sortedAs } from '../table/asked.ts'
import { readSort } from '../table/sort.ts'
import { textOf } from './address.ts'
import type { ListPlan } from './list.ts'
import type { ListKind } from './patches.ts'

/** How far a list is that is still coming: the rows that are there, of how many. */
export interface Coming {
  readonly there: number
  readonly total: number
}

/** A list of the whole fleet: under which key it is kept, by which events it is followed, and how it is asked for. */
interface FleetList<Item> {
  readonly queryKey: readonly string[]
  readonly patch: ListKind
  readonly load: (asked: Asked<Item>) => Promise<Page<Item>>
}

/** The order of a page as the server says it; null where it cannot tell what the page is to show first. */
function firstOrder<Row>({ columns, sort, file }: ListPlan<Row>, query: LocationQuery): string | null {
  if (!file || textOf(query['q']) !== '') return null
  const ids = columns.map(({ id }) => id)
  const keys = [...readSort(textOf(query['sort']), ids), ...sort]
  return sortedAs(
    keys.filter(({ id }, index) => keys.findIndex((other) => other.id === id) === index),
    file,
  )
}

/**
 * A list of the whole fleet. For the page that shows it as planned, its first rows are there before the rest, if the
 * server knows which they are.
 */
export function useWholeList<Item>({ queryKey, patch, load }: FleetList<Item>, plan?: ListPlan<Item>) {
  const sort = plan ? firstOrder(plan, useRoute().query) : null
  const part = shallowRef<Part<Item> | null>(null)
  const came = (now: Part<Item> | null): void => {
    if (sort !== null) part.value = now
  }
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      load({ signal, sort, came }).catch((failure: unknown) => {
        came(null)
        throw failure
      }),
    meta: { live: { patch } },
    // It may be long: neither made reactive in depth nor compared with the one before.
    shallow: true,
    structuralSharing: false,
  })
  const page = computed(() => data.value ?? part.value?.head)
  const coming = computed((): Coming | null => {
    if (data.value !== undefined || part.value === null) return null
    return { there: part.value.there, total: part.value.head.total }
  })
  return { data, page, coming, error, isPending }
}

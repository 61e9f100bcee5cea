import { computed, type Ref, shallowRef, watch } from 'vue'
import type { Export } from '../table/asked.ts'
import type { Column, Value } from '../table/column.ts'
import { type Answers, type Filter, matcherOf, NO_FILTER, readFilter, settled, writeFilter } from '../table/filter.ts'
import { atPlaces, type Key, newcomers } from '../table/places.ts'
import { readColumns, usualColumns, writeColumns } from '../table/shown-columns.ts'
import { isSorted, readSort, type SortKey, sortedBy, sortRows, writeSort } from '../table/sort.ts'
import { facetsOf } from '../table/suggest.ts'
import { useAddress } from './address.ts'
import { recallText, remember } from './memory.ts'
import type { Coming } from './whole-list.ts'

/** What a page declares of its list. */
export interface ListPlan<Row> {
  /** Names it in the memory of the browser and in exported files. */
  readonly id: string
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => Key
  /** The terms of its filter, and what words are looked for in. */
  readonly answers: Answers<Row>
  readonly words: (row: Row) => readonly Value[]
  /** The order until the reader chooses one; also breaks ties. */
  readonly sort: readonly SortKey[]
  /** How the server is asked for it as a file; without it, the server has none. */
  readonly file?: Export
}

export type List<Row> = ReturnType<typeof useList<Row>>

const TYPING_PAUSE_MS = 300

type Address = ReturnType<typeof useAddress<'q' | 'sort' | 'columns'>>

function useFilter({ answers }: ListPlan<never>, { texts, write }: Address) {
  const names = Object.keys(answers)
  const filter = shallowRef(readFilter(texts.q, names))
  watch(
    () => texts.q,
    (query) => {
      if (query !== writeFilter(filter.value)) filter.value = readFilter(query, names)
    },
  )
  /** `all`: what was typed is finished, so that a term at its end counts. */
  const setFilter = (changed: Filter, all = false): void => {
    const { terms, text } = settled(changed, names, all)
    if (text === filter.value.text && terms.length === filter.value.terms.length) return
    filter.value = { terms, text }
    write('q', writeFilter(filter.value), TYPING_PAUSE_MS)
  }
  return { filter, setFilter }
}

function useSort<Row>(plan: ListPlan<Row>, { texts, write }: Address) {
  const ids = plan.columns.map(({ id }) => id)
  const chosen = computed(() => readSort(texts.sort, ids))
  const sort = computed(() => (chosen.value.length > 0 ? chosen.value : plan.sort))
  const order = computed(() => [...sort.value, ...plan.sort])
  const sortBy = (column: Column<Row>, among: boolean): void =>
    write('sort', writeSort(sortedBy(sort.value, column, among)))
  return { sort, order, sortBy }
}

/** Columns of this address, else those this browser remembers, else the usual ones. */
function useColumns<Row>({ id, columns: all }: ListPlan<Row>, { texts, write }: Address) {
  const key = `panoramica.${id}.columns`
  const remembered = shallowRef(recallText(key) ?? '')
  const chosen = computed(() => readColumns(all, texts.columns === '' ? remembered.value : texts.columns))
  const columns = computed(() => all.filter((column) => chosen.value.includes(column.id)))
  const chooseColumns = (ids: readonly string[]): void => {
    remembered.value = writeColumns(all, ids)
    remember(key, remembered.value)
    write('columns', remembered.value)
  }
  watch(
    () => texts.columns,
    (text) => {
      if (text === '' && remembered.value !== '') write('columns', remembered.value)
    },
    { immediate: true },
  )
  return { columns, chosen, chooseColumns }
}

/** Rows stay where they are while their values change, until the reader filters or sorts again. */
function usePlaces<Row>(
  { rowKey, columns }: ListPlan<Row>,
  rows: Readonly<Ref<readonly Row[]>>,
  isMeant: Readonly<Ref<(row: Row) => boolean>>,
  order: Readonly<Ref<readonly SortKey[]>>,
  coming: Readonly<Ref<Coming | null>>,
) {
  const placed = shallowRef({ rows: rows.value, keys: [] as readonly Key[] })
  const place = (): void => {
    const sorted = sortRows(rows.value.filter(isMeant.value), columns, order.value)
    placed.value = { rows: rows.value, keys: sorted.map(rowKey) }
  }
  watch([isMeant, order], () => {
    // The first rows of another order are not among those that are there: all of them are waited for.
    if (coming.value) placed.value = { rows: rows.value, keys: [] }
    else place()
  })
  watch(coming, (now) => now === null && place())
  watch(rows, () => placed.value.keys.length === 0 && place(), { immediate: true })

  const byKey = computed(() => new Map(rows.value.map((row) => [rowKey(row), row])))
  const shown = computed(() => atPlaces(placed.value.keys, byKey.value))
  const isCurrent = computed(() => placed.value.rows === rows.value)
  const news = computed(() => (isCurrent.value ? 0 : newcomers(new Set(placed.value.keys), byKey.value, isMeant.value)))
  const isOutdated = computed(
    () => !isCurrent.value && !(shown.value.every(isMeant.value) && isSorted(shown.value, columns, order.value)),
  )
  return { shown, news, isOutdated, place }
}

/** A list as its reader filtered, ordered and shaped it; all of that is in the address. */
export function useList<Row>(
  plan: ListPlan<Row>,
  rows: Readonly<Ref<readonly Row[]>>,
  coming: Readonly<Ref<Coming | null>> = shallowRef(null),
) {
  const address = useAddress(['q', 'sort', 'columns'])
  const { filter, setFilter } = useFilter(plan, address)
  const { sort, order, sortBy } = useSort(plan, address)
  const { columns, chosen, chooseColumns } = useColumns(plan, address)
  const isMeant = computed(() => matcherOf(filter.value, plan.answers, plan.words))
  const places = usePlaces(plan, rows, isMeant, order, coming)
  const isUsual = computed(
    () =>
      writeFilter(filter.value) === '' && address.texts.sort === '' && writeColumns(plan.columns, chosen.value) === '',
  )
  const reset = (): void => {
    setFilter(NO_FILTER)
    chooseColumns(usualColumns(plan.columns))
    address.write('sort', '')
  }
  const facets = computed(() => facetsOf(coming.value ? [] : rows.value, plan.answers))
  const total = computed(() => coming.value?.total ?? rows.value.length)
  return {
    plan,
    coming,
    total,
    facets,
    filter,
    setFilter,
    sort,
    sortBy,
    columns,
    chosen,
    chooseColumns,
    isUsual,
    reset,
    ...places,
  }
}

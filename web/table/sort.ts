import type { Column, Value } from './column.ts'

export interface SortKey {
  readonly id: string
  readonly descending: boolean
}

/** As it stands in an address: `-cpu,name`. What names no column is left out. */
export const readSort = (text: string, ids: readonly string[]): SortKey[] =>
  text
    .split(',')
    .map((part) => ({ id: part.replace(/^-/, ''), descending: part.startsWith('-') }))
    .filter(({ id }, index, all) => ids.includes(id) && all.findIndex((other) => other.id === id) === index)

export const writeSort = (sort: readonly SortKey[]): string =>
  sort.map(({ id, descending }) => (descending ? `-${id}` : id)).join(',')

interface Sortable {
  readonly id: string
  readonly numeric?: boolean
}

/** Numbers begin with the largest, words with A; then the other way round; then no longer. */
function turned(before: SortKey | undefined, { id, numeric = false }: Sortable): SortKey[] {
  if (!before) return [{ id, descending: numeric }]
  return before.descending === numeric ? [{ id, descending: !numeric }] : []
}

/** The order after a click on a column: by it alone, or with Shift by it among others. */
export function sortedBy(sort: readonly SortKey[], column: Sortable, among: boolean): SortKey[] {
  const at = sort.findIndex(({ id }) => id === column.id)
  const next = turned(sort[at], column)
  if (!among) return sort.length > 1 && next.length === 0 ? turned(undefined, column) : next
  return at < 0 ? [...sort, ...next] : sort.toSpliced(at, 1, ...next)
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text)

const spelled = (text: string): string =>
  (isAscii(text) ? text : text.normalize('NFKD').replaceAll(/\p{M}/gu, ''))
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(12, '0'))

const MOST_SPELLINGS = 100_000
const spellings = new Map<string, string>()

/**
 * Text as people order it: case and accents aside, `pve2` before `pve10`. Plain text compares far faster than a
 * collator; a list is sorted again and again by the same texts.
 */
function ordered(text: string): string {
  const known = spellings.get(text) ?? spelled(text)
  if (spellings.size >= MOST_SPELLINGS) spellings.clear()
  spellings.set(text, known)
  return known
}

function comparable(value: Value): string | number | null {
  if (value === null || value === undefined || value === '' || Number.isNaN(value)) return null
  return typeof value === 'string' ? ordered(value) : Number(value)
}

type Comparable = ReturnType<typeof comparable>

/** What is not known comes last, whichever way the rest goes. */
function compared(a: Comparable, b: Comparable, descending: boolean): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  const before = typeof a === typeof b ? a < b : typeof a === 'number'
  return before === descending ? 1 : -1
}

type Comparison = (a: number, b: number) => number

/** Compares rows by their index. What breaks a tie is only worked out for rows that tie. */
function comparisonOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: readonly SortKey[],
): Comparison {
  return sort.reduceRight<Comparison>(
    (next, { id, descending }) => {
      const column = columns.find((one) => one.id === id)
      if (!column) return next
      const known: Comparable[] = []
      const at = (index: number): Comparable => {
        const row = rows[index]
        return row === undefined ? null : (known[index] ??= comparable(column.value(row)))
      }
      return (a, b) => compared(at(a), at(b), descending) || next(a, b)
    },
    () => 0,
  )
}

export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: readonly SortKey[]): Row[] {
  const places = Uint32Array.from(rows.keys()).sort(comparisonOf(rows, columns, sort))
  return Array.from(places, (place) => rows[place] as Row)
}

/** Whether sorting would move no row. */
export function isSorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: readonly SortKey[],
): boolean {
  const compare = comparisonOf(rows, columns, sort)
  return rows.every((_row, index) => index === 0 || compare(index - 1, index) <= 0)
}

/** What a cell is sorted and exported by; null is not known. */
export type Value = string | number | boolean | null | undefined

/** A column of a list, as its page declares it. */
export interface Column<Row> {
  /** Stays for ever: addresses and the memory of browsers hold it. */
  readonly id: string
  /** Key of its name in the languages. */
  readonly label: string
  readonly value: (row: Row) => Value
  /** What the cell says where no slot of the column's id does; without it, the value as it is. */
  readonly text?: (row: Row) => string | null
  /** Why the value of a row is not known, where somebody said. */
  readonly why?: (row: Row) => string | null
  /** In pixels, of a table that is no wider than its columns: the usual ones fit into a window of 1440. */
  readonly width: number
  /** Aligned to the right; sorted from the largest first. */
  readonly numeric?: boolean
  /** Set in a fixed-width font. */
  readonly mono?: boolean
  /** Names the row: always there, and in sight when the table scrolls sideways. */
  readonly heading?: boolean
  /** Known whatever the age of the other values of a row. */
  readonly ageless?: boolean
  /** Shown only where the reader chose it. */
  readonly extra?: boolean
  /** What an export has of it, by the API's names; without it, the value under the column's id. */
  readonly fields?: Readonly<Record<string, (row: Row) => Value>>
}

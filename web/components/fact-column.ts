/** A column of a FactTable. */
export interface FactColumn<Row> {
  readonly key: string
  readonly label: string
  /** What the cell says where no slot of the column's key does; null is not known. */
  readonly text?: (row: Row) => string | null | undefined
  readonly numeric?: boolean
  /** Names the row and stays in sight when the table scrolls sideways. */
  readonly heading?: boolean
  readonly class?: string
}

import type { Column } from './column.ts'

type Choosable = Pick<Column<never>, 'id' | 'heading' | 'extra'>

export const usualColumns = (columns: readonly Choosable[]): string[] =>
  columns.filter(({ extra }) => !extra).map(({ id }) => id)

/** In the order they were declared, with what names the row; what names no column is left out. */
const chosenColumns = (columns: readonly Choosable[], chosen: readonly string[]): string[] =>
  columns.filter(({ id, heading }) => heading === true || chosen.includes(id)).map(({ id }) => id)

/** As it stands in an address and in the memory of the browser: nothing for the usual ones. */
export function writeColumns(columns: readonly Choosable[], chosen: readonly string[]): string {
  const text = chosenColumns(columns, chosen).join(',')
  return text === usualColumns(columns).join(',') ? '' : text
}

export const readColumns = (columns: readonly Choosable[], text: string): string[] =>
  text === '' ? usualColumns(columns) : chosenColumns(columns, text.split(','))

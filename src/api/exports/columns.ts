import type { z } from 'zod'
import { fieldsOf, readerOf } from '../../fleet/query/order.ts'
import type { Value } from '../../fleet/query/order.ts'
import type { Problem } from '../../fleet/sections.ts'

/** What stands in one cell of a sheet; null is not known, and leaves it empty. */
export type Cell = string | number | boolean | null

/** A column of a sheet, named after the field as it stands in a reply: `cpu.used_percent`. */
export interface Column {
  readonly name: string
  read(this: void, item: object): Cell
}

/** A list has one cell; what of it is not known is left out. */
function cellOf(value: Value): Cell {
  if (value === null || typeof value !== 'object') return value
  return value
    .map(cellOf)
    .filter((one) => one !== null)
    .join(', ')
}

const problemsIn = (problems: readonly Problem[]): string =>
  problems.map(({ section, reason, status }) => `${section}: ${reason ?? status}`).join('; ')

/** The columns of the items of this shape: every field that is a value or a list of values, and why some are empty. */
export function columnsOf(shape: z.ZodType): readonly Column[] {
  const fields = fieldsOf(shape).map((name): Column => {
    const read = readerOf(name.split('.'))
    return { name, read: (item) => cellOf(read(item)) }
  })
  const problems: Column = {
    name: 'problems',
    read: (item) => ('problems' in item ? problemsIn(item.problems as readonly Problem[]) : null),
  }
  return [...fields, problems]
}

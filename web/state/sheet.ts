import { csvOf, jsonOf } from '../table/sheet.ts'
import { now } from './clock.ts'
import type { List } from './list.ts'

const FORMATS = {
  csv: { type: 'text/csv', of: csvOf },
  json: { type: 'application/json', of: jsonOf },
} as const

export type SheetFormat = keyof typeof FORMATS

/** Hands a list over as a file: the rows that are shown, in their order, with the columns that are shown. */
export function downloadSheet<Row>({ plan, shown, columns }: List<Row>, format: SheetFormat): void {
  const { type, of } = FORMATS[format]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([of(shown.value, columns.value)], { type: `${type};charset=utf-8` }))
  link.download = `panoramica-${plan.id}-${new Date(now.value).toISOString().slice(0, 10)}.${format}`
  link.click()
  URL.revokeObjectURL(link.href)
}

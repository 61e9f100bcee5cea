import { askedOf, sortedAs } from '../table/asked.ts'
import { csvOf, jsonOf } from '../table/sheet.ts'
import { now } from './clock.ts'
import type { List } from './list.ts'

const FORMATS = {
  csv: { type: 'text/csv', of: csvOf },
  json: { type: 'application/json', of: jsonOf },
} as const

export type SheetFormat = keyof typeof FORMATS

function download(href: string, name: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
}

/** Hands a list over as a file: the rows that are shown, in their order, with the columns that are shown. */
export function downloadSheet<Row>({ plan, shown, columns }: List<Row>, format: SheetFormat): void {
  const { type, of } = FORMATS[format]
  const address = URL.createObjectURL(new Blob([of(shown.value, columns.value)], { type: `${type};charset=utf-8` }))
  download(address, `panoramica-${plan.id}-${new Date(now.value).toISOString().slice(0, 10)}.${format}`)
  URL.revokeObjectURL(address)
}

export const FILE_FORMATS = ['csv', 'xlsx', 'json'] as const

/** A list as the server is asked for it: `q` is null where its filter cannot be said there. */
export function askedFor<Row>({ plan, filter, sort }: List<Row>) {
  const { file, answers } = plan
  return file ? { file, q: askedOf(filter.value, Object.keys(answers), file), sort: sortedAs(sort.value, file) } : null
}
type Asked = NonNullable<ReturnType<typeof askedFor>>

/** Hands over all that the server knows of the rows of a list; of all rows where the filter cannot be said there. */
export function downloadFile({ file, q, sort }: Asked, format: (typeof FILE_FORMATS)[number]): void {
  const query = new URLSearchParams({
    ...(q !== null && q !== '' && { q }),
    ...(sort !== null && { sort }),
    ...(format === 'csv' && { bom: '1' }),
  })
  download(`/api/export/${file.name}.${format}?${query.toString()}`, '')
}

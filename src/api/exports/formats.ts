import { writeCsvStream } from 'hucre/csv'
import { coverageShape } from '../../fleet/coverage.ts'
import type { Coverage } from '../../fleet/coverage.ts'
import type { Batch } from '../batches.ts'
import type { Cell } from './columns.ts'
import type { Sheet } from './sheet.ts'

/** What is written into a file. */
export interface Contents {
  /** Names the sheet of a workbook. */
  readonly kind: string
  readonly sheet: Sheet
  readonly batches: AsyncIterable<Batch<object>>
  readonly coverage: Coverage
  /** ISO 8601 in UTC. */
  readonly exportedAt: string
  /** Whether a CSV file begins with the mark that makes spreadsheets read it as UTF-8. */
  readonly bom: boolean
}

export interface Format {
  readonly type: string
  /** What the type is followed by: text says how it is encoded. */
  readonly charset: '' | '; charset=utf-8'
  /** As JSON Schema. */
  readonly described: Readonly<Record<string, unknown>>
  write(this: void, contents: Contents): AsyncIterable<string | Uint8Array>
}

async function* rowsOf({ sheet: { columns }, batches }: Contents, written: (cell: Cell) => Cell) {
  for await (const { items } of batches) {
    for (const item of items) yield columns.map(({ read }) => written(read(item)))
  }
}

/** A spreadsheet runs a cell of CSV that begins like this: an apostrophe keeps it text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@|\0\t\r\n＝＋－＠]/

const guarded = (cell: Cell): Cell => (typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell)

/** Excel calls a workbook broken that has a longer text in a cell (Excel specifications and limits). */
const LONGEST_TEXT = 32_767

/** Text is no formula in a workbook, however it begins: a cell says what it holds. */
const fitting = (cell: Cell): Cell =>
  typeof cell === 'string' && cell.length > LONGEST_TEXT ? `${cell.slice(0, LONGEST_TEXT - 1)}…` : cell

/** Width of a column in characters, with room for a value of usual length. */
const widthOf = (name: string): number => Math.max(12, name.length + 2)

async function* jsonOf({ sheet, batches, coverage, exportedAt }: Contents): AsyncGenerator<string, void> {
  const head = { exported_at: exportedAt, coverage: coverageShape.parse(coverage) }
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`
  let between = ''
  for await (const { items } of batches) {
    yield items.map((item) => `${between}\n${((between = ','), sheet.text(item))}`).join('')
  }
  yield '\n]}\n'
}

const UTF8 = '; charset=utf-8'
const LINE_END = '\r\n'

const csv: Format = {
  type: 'text/csv',
  charset: UTF8,
  described: { type: 'string', description: 'a line of names, then a line for each item (RFC 4180)' },
  async *write(contents) {
    const { sheet, bom } = contents
    yield* writeCsvStream(rowsOf(contents, guarded), { headers: sheet.columns.map(({ name }) => name), bom })
    yield LINE_END
  },
}

const json: Format = {
  type: 'application/json',
  charset: UTF8,
  described: {
    type: 'object',
    properties: {
      exported_at: { type: 'string', description: 'time of the export, ISO 8601 in UTC' },
      coverage: {
        type: 'object',
        description: 'how much of the fleet the list is made of, as in the reply of the list',
      },
      items: { type: 'array', items: { type: 'object' }, description: 'the items of the list' },
    },
    required: ['exported_at', 'coverage', 'items'],
  },
  write: jsonOf,
}

const xlsx: Format = {
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  charset: '',
  described: { type: 'string', format: 'binary', description: 'a workbook of Excel with one sheet' },
  async *write(contents) {
    const { writeXlsxStream } = await import('hucre/xlsx')
    yield* writeXlsxStream(rowsOf(contents, fitting), {
      name: contents.kind,
      columns: contents.sheet.columns.map(({ name }) => ({ header: name, width: widthOf(name) })),
      freezePane: { rows: 1 },
    })
  },
}

/** How lists are written, by the end of the file name. */
export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['csv', csv],
  ['json', json],
  ['xlsx', xlsx],
])

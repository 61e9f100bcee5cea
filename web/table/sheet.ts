import type { Column, Value } from './column.ts'

/** What the columns have to say, each by its name; two may say the same. */
const fieldsOf = <Row>(columns: readonly Column<Row>[]): [name: string, value: (row: Row) => Value][] => [
  ...new Map(columns.flatMap(({ id, value, fields }) => Object.entries(fields ?? { [id]: value }))),
]

/** A spreadsheet runs a cell that begins like this: an apostrophe keeps it text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

function cell(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, with the mark that makes spreadsheets read it as UTF-8. */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const fields = fieldsOf(columns)
  const lines = [fields.map(([name]) => cell(name)), ...rows.map((row) => fields.map(([, value]) => cell(value(row))))]
  return `\uFEFF${lines.map((line) => `${line.join(',')}\r\n`).join('')}`
}

export function jsonOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const fields = fieldsOf(columns)
  const items = rows.map((row) => Object.fromEntries(fields.map(([name, value]) => [name, value(row) ?? null])))
  return `${JSON.stringify(items, null, 2)}\n`
}

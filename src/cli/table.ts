/** Control characters would let a node's words move the cursor or recolour the terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '�')

/** Cells in aligned columns, two spaces apart; an empty table is no line. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map(printable))
  const widths: number[] = []
  for (const row of clean)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return clean.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A heading with its lines indented below; nothing where there are no lines. */
export const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]

/** What is not known reads as a dash. */
export const known = (value: string | number | null | undefined, unit = ''): string =>
  value === null || value === undefined || value === '' ? '–' : `${String(value)}${unit}`

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** Bytes with three significant digits: `1.82 TiB`. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), UNITS.length - 1)
  const scaled = value / 1024 ** power
  return `${power === 0 ? String(scaled) : scaled.toPrecision(scaled >= 1000 ? 4 : 3)} ${UNITS[power] ?? ''}`
}

/** `12 d 4 h`, `4 h 10 min`, `10 min`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return `${String(Math.floor(hours / 24))} d ${String(hours % 24)} h`
  return hours > 0 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(minutes)} min`
}

/**
 * Rows as they go into one statement after the other, in their order: no more than `most`, and none of the same key twice,
 * which PostgreSQL refuses where the later one takes the place of the earlier.
 */
export function statements<Row>(rows: readonly Row[], keyOf: (row: Row) => string, most: number): Row[][] {
  const all: Row[][] = []
  let keys = new Set<string>()
  for (const row of rows) {
    const key = keyOf(row)
    const last = all.at(-1)
    if (last && last.length < most && !keys.has(key)) last.push(row)
    else {
      all.push([row])
      keys = new Set()
    }
    keys.add(key)
  }
  return all
}

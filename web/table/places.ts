export type Key = string | number

/** The rows as they are now, at the places they had; what is gone leaves its place. */
export function atPlaces<Row>(places: readonly Key[], rows: ReadonlyMap<Key, Row>): Row[] {
  return places.flatMap((key) => {
    const row = rows.get(key)
    return row === undefined ? [] : [row]
  })
}

/** How many rows are meant that have no place yet. */
export function newcomers<Row>(
  places: ReadonlySet<Key>,
  rows: ReadonlyMap<Key, Row>,
  isMeant: (row: Row) => boolean,
): number {
  let count = 0
  for (const [key, row] of rows) if (!places.has(key) && isMeant(row)) count += 1
  return count
}

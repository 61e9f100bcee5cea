/** The place that a key leads to from another in a list of rows; null for a key that leads nowhere. */
export function placeAfter(key: string, from: number, count: number, page: number): number | null {
  const within = (place: number): number => Math.min(count - 1, Math.max(0, place))
  switch (key) {
    case 'ArrowDown':
      return within(from + 1)
    case 'ArrowUp':
      return within(from - 1)
    case 'PageDown':
      return within(from + page)
    case 'PageUp':
      return within(from - page)
    case 'Home':
      return 0
    case 'End':
      return within(count - 1)
    default:
      return null
  }
}

/** Where in a sorted part the next one is taken from. */
interface Head<T> {
  readonly part: readonly T[]
  readonly item: T
  readonly at: number
}

const headOf = <T>(part: readonly T[], at: number): Head<T>[] => {
  const item = part[at]
  return item === undefined ? [] : [{ part, item, at }]
}

/** The index of the first item that `isAfter` holds for, as it does for all behind it. */
export function firstIndex<T>(sorted: readonly T[], isAfter: (item: T) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = sorted[middle]
    if (item !== undefined && isAfter(item)) high = middle
    else low = middle + 1
  }
  return low
}

/** Lets the head at `index` of a heap sink to its place. */
function sink<T>(heap: Head<T>[], index: number, compare: (a: T, b: T) => number): void {
  const sinking = heap[index]
  if (!sinking) return
  let at = index
  for (;;) {
    const left = heap[2 * at + 1]
    if (!left) break
    const right = heap[2 * at + 2]
    const isRight = right !== undefined && compare(right.item, left.item) < 0
    const least = isRight ? right : left
    if (compare(least.item, sinking.item) >= 0) break
    heap[at] = least
    at = 2 * at + (isRight ? 2 : 1)
  }
  heap[at] = sinking
}

/** All items of sorted parts in order, beginning in each of them at `startOf`. */
export function* merged<T>(
  parts: readonly (readonly T[])[],
  startOf: (part: readonly T[]) => number,
  compare: (a: T, b: T) => number,
): Generator<T, void> {
  const heap = parts.flatMap((part) => headOf(part, startOf(part)))
  for (let index = heap.length >>> 1; index >= 0; index--) sink(heap, index, compare)
  for (let head = heap[0]; head; head = heap[0]) {
    yield head.item
    const [next = heap.pop()] = headOf(head.part, head.at + 1)
    if (next && heap.length > 0) heap[0] = next
    sink(heap, 0, compare)
  }
}

/** The first of all items of sorted parts, beginning in each of them at `startOf`. */
export const firstOf = <T>(
  parts: readonly (readonly T[])[],
  startOf: (part: readonly T[]) => number,
  compare: (a: T, b: T) => number,
  limit: number,
): T[] => [...merged(parts, startOf, compare).take(limit)]

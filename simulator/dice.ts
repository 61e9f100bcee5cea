/** A source of choices that fall the same way for the same labels, in every run and on every machine. */
export interface Dice {
  /** At least 0, less than 1. */
  fraction(): number
  /** Both bounds included. */
  int(low: number, high: number): number
  pick<T>(items: readonly T[]): T
  /** True in this share of cases. */
  chance(share: number): boolean
  /** A key of the table, each as likely as its weight says. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K
  shuffled<T>(items: readonly T[]): T[]
  hex(digits: number): string
}

/** FNV-1a over the labels, spread by the finisher of MurmurHash3. */
export function hashOf(labels: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const char of labels.join('\u001f')) {
    hash ^= char.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The generator is Mulberry32. */
export function dice(...labels: readonly (string | number)[]): Dice {
  let state = hashOf(labels)
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1))
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }
  return {
    fraction,
    int,
    pick,
    chance: (share) => fraction() < share,
    weighted: (weights) => weightedBy(weights, fraction()),
    shuffled(items) {
      const left = [...items]
      return items.map(() => left.splice(int(0, left.length - 1), 1)).flat()
    },
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
  }
}

function weightedBy<K extends string>(weights: Readonly<Partial<Record<K, number>>>, at: number): K {
  const entries = Object.entries(weights) as [K, number][]
  let left = at * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key
  }
  const last = entries.at(-1)
  if (last === undefined) throw new RangeError('nothing to weigh')
  return last[0]
}

/** A function of an object that remembers what came of it. */
export interface OncePer<Key extends object, More extends readonly unknown[], Value> {
  (key: Key, ...more: More): Value
  /** Whether it was worked out before. */
  knows(this: void, key: Key): boolean
}

/**
 * A function of an object that is worked out once for each object: facts do not change, a new look makes new ones.
 * Further arguments have to follow from the object.
 */
export function oncePer<Key extends object, More extends readonly unknown[], Value>(
  make: (key: Key, ...more: More) => Value,
): OncePer<Key, More, Value> {
  const made = new WeakMap<Key, { readonly value: Value }>()
  const once = (key: Key, ...more: More): Value => {
    const before = made.get(key)
    if (before) return before.value
    const value = make(key, ...more)
    made.set(key, { value })
    return value
  }
  return Object.assign(once, { knows: (key: Key) => made.has(key) })
}

/** What is a quarter of all at most is done at once: it takes less time than turns for others would. */
export const isLittle = (part: number, all: number): boolean => part * 4 <= all

/** Works out of each of many what is not known yet; where that is much, others may have their turn between two of them. */
export function* eachOnce<Key extends object>(
  make: OncePer<Key, readonly [], unknown>,
  keys: readonly Key[],
): Generator<void, void> {
  const missing = keys.filter((key) => !make.knows(key))
  const isShort = isLittle(missing.length, keys.length)
  for (const [index, key] of missing.entries()) {
    if (index > 0 && !isShort) yield
    make(key)
  }
}

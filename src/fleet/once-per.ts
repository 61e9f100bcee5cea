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

/** Works out of each of many what is not known yet, between two of which others may have their turn. */
export function* eachOnce<Key extends object>(
  make: OncePer<Key, readonly [], unknown>,
  keys: readonly Key[],
): Generator<void, void> {
  let isBegun = false
  for (const key of keys) {
    if (make.knows(key)) continue
    if (isBegun) yield
    isBegun = true
    make(key)
  }
}

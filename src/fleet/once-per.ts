/**
 * A function of an object that is worked out once for each object: facts do not change, a new look makes new ones.
 * Further arguments have to follow from the object.
 */
export function oncePer<Key extends object, More extends readonly unknown[], Value>(
  make: (key: Key, ...more: More) => Value,
): (key: Key, ...more: More) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>()
  return (key, ...more) => {
    const before = made.get(key)
    if (before) return before.value
    const value = make(key, ...more)
    made.set(key, { value })
    return value
  }
}

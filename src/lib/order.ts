/** Compares by `key`, code unit by code unit: the same order on every machine, whatever its locale. */
export const by =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [key(a), key(b)]
    return left < right ? -1 : Number(left > right)
  }

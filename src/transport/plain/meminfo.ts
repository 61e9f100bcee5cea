/** /proc/meminfo by name, in bytes; what has no unit (`HugePages_Total`) is a count. */
export function parseMeminfo(text: string): ReadonlyMap<string, number> {
  const lines = text.matchAll(/^(\S{1,60}):[ \t]*(\d{1,13})([ \t]*kB)?[ \t]*$/gm)
  return new Map(
    [...lines].map(([, name = '', digits, unit]) => [name, Number(digits) * (unit === undefined ? 1 : 1024)]),
  )
}

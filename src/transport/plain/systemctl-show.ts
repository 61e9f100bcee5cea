/** `systemctl show UNIT…`: `Name=value` lines, an empty line between units. */
export function parseSystemctlShow(text: string): ReadonlyMap<string, string>[] {
  const units = text.split(/\n\n+/).map((block) => {
    const pairs = block.split('\n').flatMap((line): [string, string][] => {
      const equals = line.indexOf('=')
      return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : []
    })
    return new Map(pairs)
  })
  return units.filter((unit) => unit.has('Id'))
}

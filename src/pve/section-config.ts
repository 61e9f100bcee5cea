export interface Section {
  readonly type: string
  readonly id: string
  /** A key without a value, as `disable`, is `true`. */
  readonly properties: ReadonlyMap<string, string | true>
}

/**
 * The format of storage.cfg and its like, read as PVE does (SectionConfig.pm): a section is a `type: id` line and the
 * indented `key value` lines up to an empty line; comments and lines that fit nowhere are skipped, of a key given twice
 * the first counts, of a section given twice the last.
 */
export function parseSectionConfig(text: string): Section[] {
  const sections = new Map<string, Section>()
  let properties: Map<string, string | true> | null = null
  for (const line of text.split('\n')) {
    if (line === '') properties = null
    else if (/^\s*#/.test(line)) continue
    else if (properties) readProperty(line, properties)
    else {
      const [, type, id] = /^([^\s:]+):\s*(\S+)$/.exec(line.trimEnd()) ?? []
      if (type === undefined || id === undefined) continue
      properties = new Map()
      sections.set(id, { type: type.toLowerCase(), id, properties })
    }
  }
  return [...sections.values()]
}

function readProperty(line: string, properties: Map<string, string | true>): void {
  const [, key, value] = /^\s+(\S+)\s*(.*)$/.exec(line.trimEnd()) ?? []
  if (key === undefined || properties.has(key)) return
  properties.set(key, value === undefined || value === '' ? true : value)
}

/** A part of a property string: `size=32G`, or the bare `local-zfs:vm-100-disk-0` before it. */
export interface Property {
  /** Of a bare value the default key; null where there is none left for it. */
  readonly key: string | null
  readonly value: string
  readonly bare: boolean
  /** Written between quotation marks: only such a value can hold a comma. */
  readonly quoted: boolean
}

/** Every part of the text, in its order and spelling, known or not: it prints as the text it was read from. */
export type PropertyString = readonly Property[]

/**
 * A part with the comma before it: a key, which ends at the first `=`, and what stands between quotation marks or up to the
 * next comma. A mark that is not closed at the end of the part is a character like others.
 */
const PART = /,(?:((?!")[^=,]*)=)?(?:"([^"]*)"(?=,|$)|([^,]*))/g

/**
 * PVE's `key=value,key=value` (parse_property_string of PVE/JSONSchema.pm). One value may come bare: it belongs to the
 * default key, which depends on what the text is a setting of.
 */
export function parsePropertyString(text: string, defaultKey: string | null = null): PropertyString {
  if (text === '') return []
  let free = defaultKey
  return Array.from(`,${text}`.matchAll(PART), ([, named, inside, plain = '']) => {
    const value = inside ?? plain
    const bare = named === undefined
    const key = named ?? (value.trim() === '' ? null : free)
    if (bare && key !== null) free = null
    return { key, value, bare, quoted: inside !== undefined }
  })
}

export function printPropertyString(properties: PropertyString): string {
  return properties
    .map(({ key, value, bare, quoted }) => {
      const written = quoted ? `"${value}"` : value
      return bare ? written : `${key ?? ''}=${written}`
    })
    .join(',')
}

/** The value of a key, the first one if there are more; null where there is none or it is empty. */
export function valueIn(properties: PropertyString, key: string): string | null {
  const value = properties.find((property) => property.key === key)?.value
  return value === undefined || value === '' ? null : value
}

/** The values by key, those of some keys left out. */
export function optionsIn(properties: PropertyString, ...without: string[]): Readonly<Record<string, string>> {
  const options = new Map<string, string>()
  for (const { key, value } of properties)
    if (key !== null && !without.includes(key) && !options.has(key)) options.set(key, value)
  return Object.fromEntries(options)
}

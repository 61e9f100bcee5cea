import { type Filter, wordsOf } from './filter.ts'
import type { SortKey } from './sort.ts'

/** How a list is asked for as a file of the server. */
export interface Export {
  /** The list's name in the address. */
  readonly name: string
  /** Terms that mean the same here and there. */
  readonly terms: readonly string[]
  /** The field that a column is in order with, by the column's id; after a minus, in the opposite order. */
  readonly sorts: Readonly<Record<string, string>>
}

/** The longest that the server takes. */
const LONGEST = 500

const quoted = (text: string): string => `"${text}"`

/**
 * A filter in the words of the server, each in quotes, so that nothing in it means anything else there. Null where it
 * cannot be said: the lists here know terms that the server does not, and look at addresses as texts.
 */
export function askedOf(filter: Filter, names: readonly string[], { terms }: Export): string | null {
  const sayable = filter.terms.every(({ name, value }) => terms.includes(name) && !value.includes('"'))
  if (!sayable) return null
  const said = [
    ...filter.terms.map(({ name, value }) => `${name}:${quoted(value)}`),
    ...wordsOf(filter.text, names).map(quoted),
  ].join(' ')
  return said.length <= LONGEST ? said : null
}

/** An order in the fields of the server; null for its usual one, where it has no field for a column. */
export function sortedAs(sort: readonly SortKey[], { sorts }: Export): string | null {
  const fields = sort.flatMap(({ id, descending }) => {
    const field = sorts[id]
    if (field === undefined) return []
    return descending === field.startsWith('-') ? field.replace(/^-/, '') : `-${field.replace(/^-/, '')}`
  })
  return fields.length === sort.length && fields.length > 0 ? fields.join(',') : null
}

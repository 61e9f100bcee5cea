import { QueryError } from './query-error.ts'

/** What can be asked of the items of every list; what an item does not have, none of its values answers. */
export const TERMS = ['node', 'cluster', 'status', 'type', 'tag', 'ip', 'vmid'] as const
export type Term = (typeof TERMS)[number]

/** One condition: a word to be found, or a term that one of the values answers. */
export interface Condition {
  readonly term: Term | null
  readonly values: readonly string[]
  readonly negated: boolean
}

/** What stands between spaces, which quotes keep together. */
const PIECE = /(?:[^\s"]|"[^"]*(?:"|$))+/g
/** What stands between commas, likewise. */
const VALUE = /(?:[^,"]|"[^"]*(?:"|$))+/g
/** Colons with nothing but hexadecimal digits are a hardware or IPv6 address, whole or not. */
const ADDRESS = /^[\da-f:.]*$/i
const NAMED = /^([a-z][a-z_-]{0,30}):/i

const unquoted = (text: string): string => text.replaceAll('"', '')

const isTerm = (name: string): name is Term => TERMS.some((term) => term === name)

function conditionIn(piece: string): Condition | null {
  const negated = /^[-!]./s.test(piece)
  const text = negated ? piece.slice(1) : piece
  const name = ADDRESS.test(text) ? undefined : NAMED.exec(text)?.[1]?.toLowerCase()
  const values = name === undefined ? [text] : (text.slice(name.length + 1).match(VALUE) ?? [])
  const known = values.map(unquoted).filter((value) => value !== '')
  if (name !== undefined && !isTerm(name)) {
    const message = `there is no term ${name}; there are ${TERMS.join(', ')}, and quotes for a word with a colon`
    throw new QueryError('q', message)
  }
  return known.length > 0 ? { term: name ?? null, values: known, negated } : null
}

/** Terms of one name ask for one of their values: `tag:a tag:b` is `tag:a,b`. */
function together(conditions: readonly Condition[]): Condition[] {
  const groups = Map.groupBy(conditions, ({ term, negated }) => (negated ? null : term))
  return [...groups].flatMap(([term, group]) =>
    term === null ? group : [{ term, values: group.flatMap(({ values }) => values), negated: false }],
  )
}

/**
 * `web -tag:test status:running,paused`: every word is to be found, every kind of term to be answered, and nothing after
 * a minus or an exclamation mark. A term without a value, which somebody is still typing, asks for nothing.
 */
export const conditionsIn = (text: string): Condition[] =>
  together([...text.matchAll(PIECE)].flatMap(([piece]) => conditionIn(piece) ?? []))

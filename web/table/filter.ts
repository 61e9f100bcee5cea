import type { Value } from './column.ts'

/** `status:online`: what a row has to say of itself. */
export interface Term {
  readonly name: string
  readonly value: string
}

/** Terms stand as tokens; the text beside them is being typed and holds words. */
export interface Filter {
  readonly terms: readonly Term[]
  readonly text: string
}

type Answer = Value | readonly Value[]

/** How a row answers each term; several values where it has several. */
export type Answers<Row> = Readonly<Record<string, (row: Row) => Answer>>

export const NO_FILTER: Filter = { terms: [], text: '' }

/** What stands between spaces, which quotes keep together: `cluster:"two words"`. */
const PIECE = /(?:[^\s"]|"[^"]*(?:"|$))+/g

const unquoted = (text: string): string => text.replaceAll('"', '')

/** A piece as a term of this list; null for a word, such as an IPv6 address. */
function termOf(piece: string, names: readonly string[]): Term | null {
  const colon = piece.indexOf(':')
  const name = piece.slice(0, Math.max(0, colon)).toLowerCase()
  return names.includes(name) ? { name, value: unquoted(piece.slice(colon + 1)) } : null
}

const isSame = (a: Term, b: Term): boolean => a.name === b.name && a.value === b.value

export function withTerm({ terms, text }: Filter, term: Term): Filter {
  return { terms: terms.some((one) => isSame(one, term)) ? terms : [...terms, term], text }
}

export const withoutTerm = ({ terms, text }: Filter, term: Term): Filter => ({
  terms: terms.filter((one) => !isSame(one, term)),
  text,
})

/** A piece is over when a space follows it and its quotes are closed. */
const endsAt = (text: string, end: number): boolean =>
  end < text.length && (text.slice(0, end).split('"').length - 1) % 2 === 0

/** Makes tokens of the terms in what was typed: of those that are over, or of all of them. */
export function settled(filter: Filter, names: readonly string[], all: boolean): Filter {
  let { terms } = filter
  let text = ''
  let last = 0
  for (const { 0: piece, index } of filter.text.matchAll(PIECE)) {
    const end = index + piece.length
    const term = termOf(piece, names)
    const isOver = term !== null && term.value !== '' && (all || endsAt(filter.text, end))
    if (isOver) ({ terms } = withTerm({ terms, text }, term))
    else text += filter.text.slice(last, end)
    last = end
  }
  return { terms, text: (text + filter.text.slice(last)).trimStart() }
}

/** As it is typed. */
export const writeTerm = ({ name, value }: Term): string => `${name}:${/\s/.test(value) ? `"${value}"` : value}`

/** As it stands in an address. */
export const writeFilter = ({ terms, text }: Filter): string => [...terms.map(writeTerm), text.trim()].join(' ').trim()

export const readFilter = (query: string, names: readonly string[]): Filter =>
  settled({ terms: [], text: query }, names, true)

/** What is being typed at the end: what suggestions complete. */
export function lastPiece(text: string): string {
  const [piece = ''] = [...text.matchAll(PIECE)].at(-1) ?? []
  return text.endsWith(piece) ? piece : ''
}

/** The words to look for: a term that is still being typed asks for nothing yet. */
export const wordsOf = (text: string, names: readonly string[]): string[] =>
  [...text.matchAll(PIECE)]
    .map(([piece]) => piece)
    .filter((piece) => termOf(piece, names) === null)
    .map((piece) => unquoted(piece).toLowerCase())
    .filter((word) => word !== '')

/** Equal but for case; `*` stands for anything. */
export function matches(pattern: string, value: string): boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*')
  const text = value.toLowerCase()
  const last = others.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

/** Each value as text; what is not known says nothing. */
export const textsOf = (answer: Answer): string[] =>
  [answer].flat().flatMap((value) => (value === null || value === undefined ? [] : String(value)))

/**
 * Whether a row is meant: by every word, somewhere in what `words` says of it, and by every kind of term, one of them
 * where there are several of a kind.
 */
export function matcherOf<Row>(
  { terms, text }: Filter,
  answers: Answers<Row>,
  words: (row: Row) => readonly Value[],
): (row: Row) => boolean {
  const asked = wordsOf(text, Object.keys(answers))
  const kinds = [...Map.groupBy(terms, ({ name }) => name)]
  const hasWords = (row: Row): boolean => {
    const said = words(row).join('\n').toLowerCase()
    return asked.every((word) => said.includes(word))
  }
  const answersTerms = (row: Row): boolean =>
    kinds.every(([name, group]) => {
      const texts = textsOf(answers[name]?.(row))
      return group.some(({ value }) => texts.some((one) => matches(value, one)))
    })
  return (row) => answersTerms(row) && (asked.length === 0 || hasWords(row))
}

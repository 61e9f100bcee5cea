import { type Answers, type Filter, lastPiece, type Term, textsOf, withTerm } from './filter.ts'

/** What each term could be asked for, with how many rows that would find. */
export type Facets = ReadonlyMap<string, ReadonlyMap<string, number>>

export type Suggestion =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'value'; readonly term: Term; readonly count: number }

const MOST = 8

export function facetsOf<Row>(rows: readonly Row[], answers: Answers<Row>): Facets {
  const countsOf = (answer: Answers<Row>[string]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const row of rows) for (const text of textsOf(answer(row))) counts.set(text, (counts.get(text) ?? 0) + 1)
    return counts
  }
  return new Map(Object.entries(answers).map(([name, answer]) => [name, countsOf(answer)]))
}

/** Values that begin with what was typed before those that contain it, frequent ones first. */
function valuesLike(typed: string, name: string, counts: ReadonlyMap<string, number>): Suggestion[] {
  const found: { value: string; count: number; inside: boolean }[] = []
  for (const [value, count] of counts) {
    const at = value.toLowerCase().indexOf(typed)
    if (at >= 0 && value !== '') found.push({ value, count, inside: at > 0 })
  }
  found.sort((a, b) => Number(a.inside) - Number(b.inside) || b.count - a.count)
  return found.slice(0, MOST).map(({ value, count }) => ({ kind: 'value', term: { name, value }, count }))
}

/** How what is being typed could go on. */
export function suggestionsFor(text: string, facets: Facets): Suggestion[] {
  const piece = lastPiece(text).toLowerCase().replaceAll('"', '')
  if (piece === '') return []
  const colon = piece.indexOf(':')
  const counts = colon < 0 ? undefined : facets.get(piece.slice(0, colon))
  if (counts) return valuesLike(piece.slice(colon + 1), piece.slice(0, colon), counts)
  const names = [...facets.keys()].filter((name) => name.startsWith(piece))
  const values = [...facets].flatMap(([name, one]) => valuesLike(piece, name, one))
  return [...names.map((name): Suggestion => ({ kind: 'name', name })), ...values].slice(0, MOST)
}

/** The filter once a suggestion was taken in place of what was being typed. */
export function taken({ terms, text }: Filter, suggestion: Suggestion): Filter {
  const before = text.slice(0, text.length - lastPiece(text).length)
  if (suggestion.kind === 'name') return { terms, text: `${before}${suggestion.name}:` }
  return withTerm({ terms, text: before }, suggestion.term)
}

import { firstIndex } from './query/merge.ts'

export const MATCHES = ['exact', 'prefix', 'substring'] as const
export type Match = (typeof MATCHES)[number]

/** Texts to look for something in, each with what it belongs to. Looking through one long text is far faster than through many. */
export interface Haystack<Owner> {
  readonly values: readonly string[]
  readonly owners: readonly Owner[]
  /** The values in small letters, each between two line ends. */
  readonly text: string
  /** Where in it the line end before each value is. */
  readonly starts: readonly number[]
}

export function haystackOf<Owner>(
  owners: readonly Owner[],
  valuesOf: (owner: Owner) => readonly (string | null)[],
): Haystack<Owner> {
  const found = owners.flatMap((owner) =>
    valuesOf(owner).flatMap((value) => (value === null ? [] : [{ owner, value, line: lineOf(value) }])),
  )
  let at = 0
  return {
    values: found.map(({ value }) => value),
    owners: found.map(({ owner }) => owner),
    text: ['', ...found.map(({ line }) => line), ''].join('\n'),
    starts: found.map(({ line }) => (at += line.length + 1) - line.length - 1),
  }
}

const lineOf = (value: string): string => value.replaceAll('\n', ' ').toLowerCase()

const NEEDLES: Readonly<Record<Match, (line: string) => string>> = {
  exact: (line) => `\n${line}\n`,
  prefix: (line) => `\n${line}`,
  substring: (line) => line,
}

/** Indexes of the values that answer in this way, or in a better one. */
export function* indexesOf(
  { text, starts }: Pick<Haystack<unknown>, 'text' | 'starts'>,
  asked: string,
  match: Match,
): Generator<number> {
  const needle = NEEDLES[match](lineOf(asked))
  for (let at = text.indexOf(needle); at >= 0;) {
    const found = at
    const index = firstIndex(starts, (start) => start > found) - 1
    yield index
    at = text.indexOf(needle, starts[index + 1] ?? text.length)
  }
}

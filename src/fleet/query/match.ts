import { addressTest } from './addresses.ts'
import type { Condition, Term } from './filter.ts'
import { QueryError } from './query-error.ts'

type Said = string | number | null | undefined

/** What an item says when it is asked. */
export interface Answers<Item> {
  /** What words are looked for in. */
  words(this: void, item: Item): readonly Said[]
  readonly terms: Readonly<Record<Term, (item: Item) => readonly Said[]>>
}

/** An item in its list. */
export interface Entry<Item> {
  readonly item: Item
  /** Tells it from all other items of the list. */
  readonly id: string
  /** All its words in small letters, a line each; null until somebody looks for one. */
  text: string | null
}

type Test<Item> = (entry: Entry<Item>) => boolean

/** The values that are known, in small letters, a line each. */
const linesOf = (values: readonly Said[]): string =>
  values
    .filter((value) => value !== null && value !== undefined && value !== '')
    .join('\n')
    .toLowerCase()

/** Equal but for case; `*` stands for anything. */
function textTest(asked: string): (text: string) => boolean {
  const [first = '', ...others] = asked.toLowerCase().split('*')
  const last = others.pop()
  if (last === undefined) return (text) => text.toLowerCase() === first
  return (value) => {
    const text = value.toLowerCase()
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const part of others) {
      const found = text.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}

function valueTest(term: Term, asked: string): (text: string) => boolean {
  if (term !== 'ip') return textTest(asked)
  const test = addressTest(asked)
  if (!test) throw new QueryError('q', `ip: takes a network such as 192.0.2.0/24, or how an address begins`)
  return test
}

function wordTest<Item>(word: string, { words }: Answers<Item>): Test<Item> {
  const asked = word.toLowerCase()
  return (entry) => (entry.text ??= linesOf(words(entry.item))).includes(asked)
}

function termTest<Item>(term: Term, values: readonly string[], { terms }: Answers<Item>): Test<Item> {
  const tests = values.map((value) => valueTest(term, value))
  const answer = terms[term]
  return ({ item }) =>
    answer(item).some((said) => said !== null && said !== undefined && tests.some((test) => test(String(said))))
}

function testOf<Item>({ term, values, negated }: Condition, answers: Answers<Item>): Test<Item> {
  const test = term === null ? wordTest(values[0] ?? '', answers) : termTest(term, values, answers)
  return negated ? (entry) => !test(entry) : test
}

/** Whether an entry meets all conditions. */
export function matcherOf<Item>(conditions: readonly Condition[], answers: Answers<Item>): Test<Item> {
  const tests = conditions.map((condition) => testOf(condition, answers))
  return (entry) => tests.every((test) => test(entry))
}

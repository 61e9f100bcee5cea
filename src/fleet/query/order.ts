import { z } from 'zod'
import type { Entry } from './match.ts'
import { compareTexts } from './natural.ts'
import { QueryError } from './query-error.ts'

export type Value = string | number | boolean | null | readonly Value[]

/** A place between the items of a list: what an item there would have. */
export interface Position {
  readonly values: readonly Value[]
  readonly id: string
}

export interface Order<Item> {
  /** Names it, the same for all spellings. */
  readonly name: string
  compare(this: void, a: Entry<Item>, b: Entry<Item>): number
  compareTo(this: void, entry: Entry<Item>, position: Position): number
  positionOf(this: void, entry: Entry<Item>): Position
}

interface Key {
  readonly read: (item: object) => Value
  readonly sign: 1 | -1
}

/** The schema of what a field holds when it is known. */
function known(schema: z.ZodType): z.ZodType {
  const inner = schema instanceof z.ZodNullable || schema instanceof z.ZodOptional ? schema.unwrap() : null
  return inner instanceof z.ZodType ? known(inner) : schema
}

/** Paths of the fields of an object that can be put in order: values, and lists of values. */
export function fieldsOf(shape: z.ZodType): string[] {
  const schema = known(shape)
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) =>
      fieldsOf(field).map((path) => (path === '' ? name : `${name}.${path}`)),
    )
  }
  if (!(schema instanceof z.ZodArray)) return schema instanceof z.ZodRecord ? [] : ['']
  return schema.element instanceof z.ZodType ? fieldsOf(schema.element).filter((path) => path === '') : []
}

/** Reads the value at a path of fields; null where something on the way is not known. */
export function readerOf([step = '', ...rest]: readonly string[]): Key['read'] {
  const inner = rest.length > 0 ? readerOf(rest) : null
  return (item) => {
    const value = (item as Record<string, Value | object | undefined>)[step] ?? null
    return inner && value !== null ? inner(value as object) : (value as Value)
  }
}

/** What is not known comes last, whichever way the rest goes. */
function compareValues(a: Value, b: Value, sign: Key['sign']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b) * sign
  if (typeof a === 'object' && typeof b === 'object') return compareLists(a, b) * sign
  return a < b ? -sign : a > b ? sign : 0
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, value] of a.entries()) {
    if (index >= b.length) break
    const difference = compareValues(value, b[index] ?? null, 1)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** `cpu_percent,-name` by these fields of the shape; a minus turns one of them round. Ties are broken by id. */
export function orderOf<Item extends object>(
  text: string,
  fields: ReadonlySet<string>,
  direction: 'asc' | 'desc',
): Order<Item> {
  const keys = text.split(',').map((part): Key & { readonly name: string } => {
    const turned = part.startsWith('-')
    const path = turned ? part.slice(1) : part
    if (!fields.has(path)) throw new QueryError('sort', sentenceOn(path, fields))
    const sign = turned === (direction === 'desc') ? 1 : -1
    return { name: `${sign < 0 ? '-' : ''}${path}`, read: readerOf(path.split('.')), sign }
  })
  return {
    name: keys.map(({ name }) => name).join(','),
    compare(a, b) {
      for (const { read, sign } of keys) {
        const difference = compareValues(read(a.item), read(b.item), sign)
        if (difference !== 0) return difference
      }
      return compareTexts(a.id, b.id)
    },
    compareTo({ item, id }, { values, id: other }) {
      for (const [index, { read, sign }] of keys.entries()) {
        const difference = compareValues(read(item), values[index] ?? null, sign)
        if (difference !== 0) return difference
      }
      return compareTexts(id, other)
    },
    positionOf: ({ item, id }) => ({ values: keys.map(({ read }) => read(item)), id }),
  }
}

const sentenceOn = (path: string, fields: ReadonlySet<string>): string =>
  path === '' ? 'must name a field' : `there is no field ${path.slice(0, 50)}; there are ${[...fields].join(', ')}`

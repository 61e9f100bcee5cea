import { z } from 'zod'
import type { Position, Value } from './order.ts'
import { QueryError } from './query-error.ts'

const LONGEST = 4000

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** Name of the order, values it compares, id. */
const parts = z.tuple([z.string(), z.array(z.union([scalar, z.array(scalar)])), z.string()])

/** A place in a list of this order, as text that means nothing to others. */
export const cursorOf = (order: string, { values, id }: Position): string =>
  Buffer.from(JSON.stringify([order, values, id])).toString('base64url')

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}

/** The place a cursor stands for. The items around it may have gone since, and others come. */
export function positionAt(order: string, cursor: string): Position {
  const { success, data } = parts.safeParse(cursor.length > LONGEST ? null : decoded(cursor))
  if (!success || data[0] !== order || data[1].length !== order.split(',').length) {
    throw new QueryError('cursor', 'must be the next_cursor of a page of this list in the same order')
  }
  const [, values, id] = data
  return { values: values satisfies readonly Value[], id }
}

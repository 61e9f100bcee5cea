import { z } from 'zod'
import { QueryError } from '../../fleet/query/query-error.ts'
import { Problem } from '../problems.ts'

/** The message for a parameter that came twice. */
export const ONCE = 'must be given once'

/** Which items of a list are asked for, and in what order. */
export const listQuery = z.object({
  q: z
    .string(ONCE)
    .max(500, 'must have 500 characters at most')
    .default('')
    .describe('words, and terms such as status:running, tag:web,db, ip:10.0.0.0/8 or -node:pve1'),
  sort: z
    .string(ONCE)
    .max(500, 'must have 500 characters at most')
    .optional()
    .describe('fields to sort by, separated by commas, each turned round by a minus'),
  order: z.enum(['asc', 'desc'], 'must be asc or desc').default('asc').describe('desc turns the whole order round'),
})

/** What a list answers, or the problem that a query which cannot be understood is. */
export function answered<Answer>(ask: () => Answer): Answer {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const parameter = `query.${error.parameter}`
    throw new Problem('bad-parameter', `${parameter}: ${error.message}`, { members: { parameter } })
  }
}

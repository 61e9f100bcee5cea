import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { Problem, problemShape } from '../problems.ts'

/** The server as routes are added to it. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** Documents what every route may answer instead of its reply. */
export const orProblem = {
  default: {
    description: 'a problem (RFC 9457)',
    content: { 'application/problem+json': { schema: problemShape } },
  },
} as const

const NOT_A_NUMBER = 'must be a positive whole number'

/** A number in the path. */
export const pathNumber = (description: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,14}$/, NOT_A_NUMBER)
    .transform(Number)
    .meta({ description, type: 'integer', minimum: 1, maximum: 999_999_999_999_999 })

/** The node that a path is about. */
export const ofNode = z.object({ node_id: pathNumber('number of the node') })

const NOT_SECONDS = 'must be a whole number of seconds, 0 or more'

export const maxAge = (what: string) =>
  z
    .string(NOT_SECONDS)
    .regex(/^\d{1,9}$/, NOT_SECONDS)
    .transform(Number)
    .optional()
    .meta({
      description: `read the ${what} afresh first if what is known is older than this many seconds`,
      type: 'integer',
      minimum: 0,
      maximum: 999_999_999,
    })

export const pageLimit = z
  .string('must be given once')
  .regex(/^(?:[1-9]\d{0,2}|1000)$/, 'must be a whole number from 1 to 1000')
  .default('100')
  .transform(Number)
  .meta({ description: 'how many at most', type: 'integer', minimum: 1, maximum: 1000 })

export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.number() })

/** Lets a read that was asked for go on while the request is answered. */
export function goOn(reading: Promise<unknown>, log: FastifyBaseLogger, subject: object): void {
  reading.catch((error: unknown) => {
    log.error({ ...subject, reason: error instanceof Error ? error.message : typeof error }, 'refresh failed')
  })
}

export const noSuchNode = (nodeId: number): Problem => new Problem('not-found', `There is no node ${nodeId}.`)
export const noSuchRemote = (id: number): Problem => new Problem('not-found', `There is no remote ${id}.`)

import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { internalProblem, Problem, thrownProblem } from './problems.ts'
import type { ProblemCode } from './problems.ts'

/** Answers with the problem that an error is. Mistakes of ours and of the store are logged, what was sent never is. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error)
  if (problem.cause !== undefined) request.log.error({ error: loggable(problem.cause) }, 'request failed')
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body) => JSON.stringify(body))
    .send(problem.reply)
}

const problemOf = (error: unknown): Problem =>
  thrownProblem(error) ?? validationProblem(error) ?? frameworkProblem(error) ?? internalProblem(error)

/** Named rather than handed to the logger, which would write every property an error carries. */
function loggable(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  return { type: name, message, stack, ...(cause instanceof Error && { cause: cause.message }) }
}

const PARTS: Readonly<Record<string, string>> = { querystring: 'query' }
const LONGEST_NAME = 100

interface Issue {
  readonly keyword: string
  readonly instancePath: string
  readonly message?: string
  readonly params: { readonly keys?: unknown }
}

/** What was sent is never repeated, but for the names of keys that do not belong there. */
function validationProblem(error: unknown): Problem | null {
  if (!hasZodFastifySchemaValidationErrors(error)) return null
  const part = error.validationContext ?? 'body'
  const mistakes = error.validation.flatMap((issue) => mistakesOf(PARTS[part] ?? part, issue))
  const detail = mistakes.map(({ parameter, wrong }) => `${parameter}: ${wrong}`).join('; ')
  const [first] = mistakes
  return first ? new Problem('bad-parameter', detail, { members: { parameter: first.parameter } }) : null
}

function mistakesOf(part: string, { keyword, instancePath, message = 'not valid', params }: Issue) {
  const path = [part, ...instancePath.split('/').filter((step) => step !== '')].join('.')
  if (keyword !== 'unrecognized_keys' || !Array.isArray(params.keys)) {
    return [{ parameter: path, wrong: message.replace(/^Invalid input: /, '') }]
  }
  const keys = params.keys.slice(0, 5).map((key) => String(key).slice(0, LONGEST_NAME))
  return keys.map((key) => ({ parameter: `${path}.${key}`, wrong: 'there is no such parameter' }))
}

const NOTHING_HERE = ['not-found', 'There is nothing at this address.'] as const

const BY_STATUS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  // How the static files refuse a path that leaves their folder.
  403: NOTHING_HERE,
  404: NOTHING_HERE,
  413: ['too-large', 'The body is larger than 64 KiB.'],
  414: ['too-long', 'A part of the address is too long.'],
  415: ['unsupported-media-type', 'Send the body as application/json.'],
}

const UNREADABLE = ['bad-request', 'The request cannot be read: check its address, its headers and its JSON.'] as const

/** The framework's own refusals. Their messages may quote what was sent, so they are not repeated. */
function frameworkProblem(error: unknown): Problem | null {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (!(status >= 400 && status < 500)) return null
  const [code, detail] = BY_STATUS[status] ?? UNREADABLE
  return new Problem(code, detail)
}

import { z } from 'zod'
import type { Failure } from '../model/failure.ts'
import { FailureError } from '../model/failure.ts'
import { StoreError } from '../store/port.ts'

/** Every problem the API can answer with. A code keeps its meaning for ever. */
export const PROBLEMS = {
  'bad-parameter': { status: 400, title: 'A parameter is not valid' },
  'bad-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Nobody is signed in' },
  'sign-in-refused': { status: 401, title: 'The sign-in is refused' },
  'not-allowed': { status: 403, title: 'The role does not allow it' },
  'setup-refused': { status: 403, title: 'The setup link is not valid' },
  'forbidden-host': { status: 403, title: 'Asked for under a foreign name' },
  'cross-site': { status: 403, title: 'Asked for by another site' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'too-slow': { status: 408, title: 'The request took too long to arrive' },
  untrusted: { status: 409, title: 'The key of the host is not confirmed' },
  'vm-type-mismatch': { status: 409, title: 'The guest is of the other type' },
  'already-known': { status: 409, title: 'This cluster or node is already known' },
  'kept-in-file': { status: 409, title: 'The remote is kept in a file' },
  'already-exists': { status: 409, title: 'There is one already' },
  'last-admin': { status: 409, title: 'There would be no admin left' },
  'too-large': { status: 413, title: 'The body is too large' },
  'too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  auth: { status: 422, title: 'The host refuses the sign-in' },
  forbidden: { status: 422, title: 'The account lacks a right' },
  'not-pve': { status: 422, title: 'The host is not a Proxmox VE node' },
  'too-many-requests': { status: 429, title: 'Too many attempts' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'A mistake in Panoramica' },
  unreachable: { status: 502, title: 'The host cannot be reached' },
  'command-failed': { status: 502, title: 'A command failed on the host' },
  'bad-reply': { status: 502, title: 'The host gave an answer that cannot be read' },
  store: { status: 503, title: 'The store does not answer' },
  timeout: { status: 504, title: 'The host did not answer in time' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemCode = keyof typeof PROBLEMS

export const fingerprintShape = z.object({
  type: z.string().describe('type of the host key, for example ssh-ed25519; tls for a certificate'),
  sha256: z.string().describe('SHA256: and base64, as ssh-keygen -lf prints it'),
  hex: z.string().optional().describe('of a certificate, the same as PVE writes it: AA:BB:…'),
})

/** RFC 9457. */
export const problemShape = z.object({
  type: z.string().describe('urn:panoramica:problem: and the code'),
  title: z.string().describe('what kind of problem it is'),
  status: z.number().describe('HTTP status'),
  code: z.enum(Object.keys(PROBLEMS)).describe('what kind of problem it is, for programs'),
  detail: z.string().describe('what happened this time'),
  hint: z.string().optional().describe('the next step'),
  parameter: z.string().optional().describe('the parameter that is not valid, for example query.max_age'),
  reason: z.string().optional().describe('what the sign-in library calls it, for example SESSION_NOT_FRESH'),
  remote_id: z.number().optional().describe('already-known: number of the remote it is known as'),
  fingerprints: z.array(fingerprintShape).optional().describe('untrusted: the keys and certificates the host showed'),
  expected: z.string().nullable().optional().describe('untrusted: the key that was confirmed; null where none was'),
})
type ProblemReply = z.infer<typeof problemShape>

type Members = Omit<ProblemReply, 'type' | 'title' | 'status' | 'code' | 'detail' | 'hint'>

interface More {
  readonly hint?: string | null
  readonly members?: Members
  readonly cause?: unknown
}

/** Thrown by hooks and routes; the reply is made of it in one place. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly hint: string | null
  readonly members: Members

  constructor(code: ProblemCode, detail: string, { hint = null, members = {}, cause }: More = {}) {
    super(detail, { cause })
    this.name = 'Problem'
    this.code = code
    this.hint = hint
    this.members = members
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }

  get reply(): ProblemReply {
    const { code, message, hint, members } = this
    const { status, title } = PROBLEMS[code]
    const type = `urn:panoramica:problem:${code}`
    return { type, title, status, code, detail: message, ...(hint !== null && { hint }), ...members }
  }
}

/** What happened inside stays inside: it is in the log. */
export const internalProblem = (cause: unknown): Problem =>
  new Problem('internal', 'Panoramica could not answer because of a mistake of its own.', {
    hint: 'The log of Panoramica says more: please report it.',
    cause,
  })

export function failureProblem({ kind, message, hint }: Failure): Problem {
  return kind === 'bug' ? internalProblem(new Error(message)) : new Problem(kind, message, { hint })
}

/** Anything thrown by a port as the problem that it is; null for what nobody foresaw. */
export function thrownProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  if (error instanceof FailureError) return failureProblem(error.failure)
  if (error instanceof StoreError) return new Problem('store', error.message, { hint: error.hint, cause: error })
  return null
}

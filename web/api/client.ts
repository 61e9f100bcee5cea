import type { Fingerprint, Problem as Sent } from '../../src/api/contract.ts'

/** What went wrong, in the server's words (RFC 9457) as far as it found any. */
export interface Problem {
  readonly status: number
  /** The server's code, or one of ours. */
  readonly code: string
  readonly detail: string
  readonly hint: string | null
  /** The keys an unknown host showed. */
  readonly fingerprints: readonly Fingerprint[]
  /** The key that was confirmed before, when another one was shown. */
  readonly expected: string | null
  /** The parameter that is not valid, for example body.address. */
  readonly parameter: string | null
  /** What the sign-in library calls it, for example INVALID_PASSWORD. */
  readonly reason: string | null
  /** The remote that is known already under the same nodes. */
  readonly remoteId: number | null
}

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The key to confirm, when that is all that keeps us from a node. */
export const untrustedOf = (error: Error | null): Problem | null =>
  error instanceof ProblemError && error.problem.fingerprints.length > 0 ? error.problem : null

/** Our own code, beside the server's: nothing came back at all. */
export const NO_ANSWER = 'no-answer'

const SILENCE: Problem = {
  status: 0,
  code: NO_ANSWER,
  detail: '',
  hint: null,
  fingerprints: [],
  expected: null,
  parameter: null,
  reason: null,
  remoteId: null,
}

/** The server's code of a problem; null for what is none. */
export const codeOf = (error: unknown): string | null => (error instanceof ProblemError ? error.problem.code : null)

/** Whether the server says that there is no such thing, or that nothing can be at such an address. */
export const isNotThere = (error: unknown): boolean =>
  error instanceof ProblemError &&
  (error.problem.code === 'not-found' || error.problem.parameter?.startsWith('params.') === true)

/** The sign-in library's word for a problem; null for what has none. */
export const reasonOf = (error: unknown): string | null => (error instanceof ProblemError ? error.problem.reason : null)

/** What a problem says of one field of a form; null where it is about none of them. */
export function faultOf<Field extends string>(
  error: Error | null,
  fields: Readonly<Record<string, Field>>,
): { readonly field: Field; readonly text: string } | null {
  const { parameter = null, detail = '' } = error instanceof ProblemError ? error.problem : {}
  const field = parameter === null ? undefined : fields[parameter]
  return field === undefined ? null : { field, text: detail.replace(`${parameter}: `, '') }
}

/** Whether the server answered, and its time; null where it did not tell. */
export interface Answer {
  readonly ok: boolean
  readonly serverTime: number | null
}

type Witness = (answer: Answer) => void

let witness: Witness = () => undefined

/** Names who is told of each answer and of each silence. */
export function watchAnswers(listener: Witness): void {
  witness = listener
}

const isJson = (response: Response): boolean => response.headers.get('content-type')?.includes('json') ?? false

/** A proxy before the server may answer with a page of its own. */
async function problemOf(response: Response): Promise<Problem> {
  const { status, statusText } = response
  const sent: Partial<Sent> = isJson(response) ? ((await response.json()) as Sent) : {}
  const { code = `http-${status}`, detail = `HTTP ${status} ${statusText}`, hint = null } = sent
  const { fingerprints = [], expected = null, parameter = null, reason = null, remote_id: remoteId = null } = sent
  return { status, code, detail, hint, fingerprints, expected, parameter, reason, remoteId }
}

interface Ask {
  readonly method?: 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** What kind of reply is asked for, where there are several. */
  readonly accept?: string
  readonly signal?: AbortSignal
}

function silence(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return cause
  witness({ ok: false, serverTime: null })
  return new ProblemError(SILENCE, { cause })
}

async function answerTo(path: string, { body, accept, ...ask }: Ask): Promise<Response> {
  const headers = new Headers()
  if (accept !== undefined) headers.set('accept', accept)
  if (body !== undefined) headers.set('content-type', 'application/json')
  try {
    return await fetch(path, { ...ask, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  } catch (cause) {
    throw silence(cause, ask.signal)
  }
}

async function answered(path: string, ask: Ask): Promise<Response> {
  const response = await answerTo(path, ask)
  const serverTime = Date.parse(response.headers.get('date') ?? '')
  // An error page of a proxy says that the server behind it is gone.
  witness({ ok: response.ok || isJson(response), serverTime: Number.isNaN(serverTime) ? null : serverTime })
  if (!response.ok) throw new ProblemError(await problemOf(response))
  return response
}

async function request<T>(path: string, ask: Ask): Promise<T> {
  const response = await answered(path, ask)
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** The lines of a reply that is sent while it is made, as they come. What follows the last end of a line is none. */
export async function* getLines(path: string, signal: AbortSignal): AsyncGenerator<readonly string[], void> {
  const { body } = await answered(path, { accept: 'application/x-ndjson', signal })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value: text } = (await reader?.read().catch((cause: unknown) => {
      throw silence(cause, signal)
    })) ?? { value: undefined }
    if (text === undefined) return
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield lines
  }
}

/** What is thrown where a reply ends before it is whole. */
export const cutShort = (signal: AbortSignal): unknown => silence(undefined, signal)

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request(path, signal ? { signal } : {})

export const post = <T>(path: string, body?: unknown): Promise<T> => request(path, { method: 'POST', body })

export const patch = <T>(path: string, body: unknown): Promise<T> => request(path, { method: 'PATCH', body })

export const remove = (path: string): Promise<void> => request(path, { method: 'DELETE' })

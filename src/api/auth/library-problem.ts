import { z } from 'zod'
import { internalProblem, Problem } from '../problems.ts'

const refusal = z.object({ message: z.string().max(500), code: z.string().max(100).optional() })

/** Its own mistakes that are ours to answer for, but which bad input brings about. */
const BROUGHT_ABOUT = ['FAILED_TO_VERIFY_REGISTRATION']

/** What the library answers when it refuses, as the problem that it is. */
export async function libraryProblem(response: Response, signsIn: boolean): Promise<Problem> {
  const said = refusal.safeParse(await response.json().catch(() => null)).data
  const { message: detail = 'The sign-in library refuses this.', code: reason } = said ?? {}
  const more = { members: { ...(reason !== undefined && { reason }) } }
  const { status } = response
  if (status === 401) return new Problem(signsIn ? 'sign-in-refused' : 'unauthenticated', detail, more)
  if (status === 403) return new Problem('not-allowed', detail, more)
  if (status === 404) return new Problem('not-found', detail, more)
  if (status === 429) return new Problem('too-many-requests', detail, { ...more, hint: 'Wait a while and try again.' })
  if (status === 502)
    return new Problem('unreachable', detail, { ...more, hint: 'Try again, or sign in in another way.' })
  if (status < 500 || BROUGHT_ABOUT.includes(reason ?? '')) return new Problem('bad-request', detail, more)
  return internalProblem(new Error(`sign-in library: ${String(status)} ${reason ?? ''}`))
}

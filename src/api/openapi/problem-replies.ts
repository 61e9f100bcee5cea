import type { Access } from '../access.ts'
import { PROBLEMS } from '../problems.ts'
import type { ProblemCode } from '../problems.ts'

/** What of an operation says which problems it may answer with. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly tags: readonly string[]
  readonly access: Access
  readonly takesParameters: boolean
  readonly takesBody: boolean
}

type Case = readonly [when: (asked: Asked) => boolean, codes: readonly ProblemCode[]]

const changes = ({ method }: Asked): boolean => method !== 'get'
const changesIn =
  (tag: string) =>
  (asked: Asked): boolean =>
    changes(asked) && asked.tags.includes(tag)

const CASES: readonly Case[] = [
  [() => true, ['bad-request', 'forbidden-host', 'too-long', 'headers-too-large', 'too-slow', 'internal', 'store']],
  [({ takesParameters, takesBody }) => takesParameters || takesBody, ['bad-parameter']],
  [({ access }) => access !== 'public', ['unauthenticated']],
  [({ access }) => access === 'admin' || access === 'session', ['not-allowed']],
  [({ path, tags, takesBody }) => path.includes('{') || (tags.includes('sign-in') && takesBody), ['not-found']],
  [changes, ['cross-site', 'unsupported-media-type']],
  [({ takesBody }) => takesBody, ['too-large']],
  [({ tags }) => tags.includes('sign-in'), ['sign-in-refused', 'too-many-requests']],
  [changesIn('users'), ['already-exists', 'last-admin']],
  [({ path }) => path === '/api/events', ['not-found']],
  [({ path }) => path === '/api/setup', ['setup-refused', 'already-exists']],
  [({ path }) => path.endsWith('/full-details'), ['vm-type-mismatch']],
  [
    changesIn('remotes'),
    [
      'untrusted',
      'already-known',
      'kept-in-file',
      'auth',
      'forbidden',
      'not-pve',
      'unreachable',
      'command-failed',
      'bad-reply',
      'timeout',
    ],
  ],
]

const nameOf = (status: number): string => `Problem${status}`
const referenceTo = (name: string) => ({ $ref: `#/components/responses/${name}` })
const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

/** A response for each status a problem may have, by its name. */
export function problemResponses() {
  const byStatus = Map.groupBy(Object.entries(PROBLEMS), ([, { status }]) => status)
  const named = [...byStatus].map(([status, problems]) => {
    const description = problems.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' ')
    return [nameOf(status), { description, content }] as const
  })
  return Object.fromEntries([...named, ['Problem', { description: 'Any other problem (RFC 9457).', content }] as const])
}

/** References to the problems that an operation may answer with, by status. */
export function problemRepliesOf(asked: Asked) {
  const codes = CASES.flatMap(([when, own]) => (when(asked) ? own : []))
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((one, other) => one - other)
  const own = statuses.map((status) => [String(status), referenceTo(nameOf(status))] as const)
  return Object.fromEntries([...own, ['default', referenceTo('Problem')] as const])
}

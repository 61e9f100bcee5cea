import { z } from 'zod'
import { ACTOR_KINDS, AUDIT_ACTIONS } from '../../model/audit.ts'
import type { KeptEvent } from '../../model/audit.ts'
import { isoTime } from '../people.ts'
import type { ApiPorts } from '../ports.ts'
import { orProblem, pageLimit } from './route.ts'
import type { Api } from './route.ts'

export const eventShape = z.object({
  id: z.number(),
  at: z.string().describe('time it happened, ISO 8601 in UTC'),
  action: z.enum(AUDIT_ACTIONS),
  ok: z.boolean().describe('false for a sign-in that was refused'),
  actor: z.object({
    kind: z.enum(ACTOR_KINDS).describe('command is whoever runs panoramica on the machine itself'),
    name: z.string().nullable().describe('e-mail address of a user, name of a token, what was tried to sign in with'),
  }),
  subject: z.string().nullable().describe('what it was done to; of a sign-in the way'),
  from: z.string().nullable().describe('IP address it came from; null on the machine itself'),
})

const auditShape = z.object({
  items: z.array(eventShape),
  next_cursor: z.string().nullable().describe('cursor of the page of older events; null where there are none'),
})

const query = z.object({
  limit: pageLimit,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'must be the next_cursor of another page')
    .transform(Number)
    .optional()
    .describe('next_cursor of the page before'),
})

const eventReply = ({ at, ...event }: KeptEvent) => ({ ...event, at: isoTime(at) })

export function auditRoutes(app: Api, { store }: ApiPorts): void {
  app.get(
    '/api/audit',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['audit'],
        summary: 'Who did what and who signed in, the newest first',
        querystring: query,
        response: { 200: auditShape, ...orProblem },
      },
    },
    async ({ query: { limit, cursor = null } }) => {
      const events = await store.events(cursor, limit + 1)
      const page = events.slice(0, limit)
      const last = events.length > limit ? page.at(-1) : undefined
      return { items: page.map(eventReply), next_cursor: last ? String(last.id) : null }
    },
  )
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../../lib/clock.ts'
import { identityOf } from '../access.ts'
import type { Identity } from '../auth/port.ts'
import { credentialsOf } from '../credentials.ts'
import { openHub } from '../live/hub.ts'
import { LIVE_KINDS, liveEventShape } from '../live/live-event.ts'
import type { LiveKind } from '../live/live-event.ts'
import { positionIn } from '../live/position.ts'
import { streamTo } from '../live/stream.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { ONCE } from './list-query.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

/** Streams that one user or one token may have open at a time. */
const MOST_STREAMS = 20

const isKind = (word: string): word is LiveKind => (LIVE_KINDS as readonly string[]).includes(word)

const query = z.object({
  kinds: z
    .string(ONCE)
    .transform((text) => text.split(','))
    .refine((words) => words.every(isKind), `must be some of ${LIVE_KINDS.join(', ')}, separated by commas`)
    .transform((words) => words.filter(isKind))
    .optional()
    .meta({ description: `some of ${LIVE_KINDS.join(', ')}, separated by commas; all by default`, type: 'string' }),
  last_event_id: z
    .string(ONCE)
    .max(100, 'must have 100 characters at most')
    .optional()
    .describe('id of the last event seen, for clients that cannot send Last-Event-ID, which counts for more'),
})

const DESCRIPTION = `Server-sent events. The stream begins with \`hello\`, or with \`reset\` where the id that was sent cannot be resumed from; an
id is \`EPOCH-SEQ\`. Follow the stream first and load the lists then: what an event holds is how things are after it, so that
applying one twice does no harm, as long as they are applied in their order. It has new items as a whole, and of others the
fields that changed; what it says of items that a list does not have is of no account. After \`reset\`, load the lists again.`

const streamed = {
  description: 'a stream of events; this is the data of one',
  content: { 'text/event-stream': { schema: liveEventShape } },
}

const schema = {
  tags: ['dashboard'],
  summary: 'What changes, as it changes',
  description: DESCRIPTION,
  querystring: query,
  response: { 200: streamed, ...orProblem },
}

/** How many streams each has open; throws a problem where there are too many. */
function openCounter() {
  const open = new Map<string, number>()
  return (identity: Identity): (() => void) => {
    const who = `${identity.via} ${identity.userId ?? ''} ${identity.actor.name}`
    const count = open.get(who) ?? 0
    if (count >= MOST_STREAMS) {
      throw new Problem('too-many-requests', `There are ${MOST_STREAMS} live streams open already.`, {
        hint: 'Close some of them: one is enough for all kinds.',
      })
    }
    open.set(who, count + 1)
    return () => {
      const left = (open.get(who) ?? 0) - 1
      if (left > 0) open.set(who, left)
      else open.delete(who)
    }
  }
}

/** Whether somebody is still who they were, with the same role. */
async function isStill(identity: Identity, { accounts }: ApiPorts, request: FastifyRequest): Promise<boolean> {
  const now = await accounts.identify(credentialsOf(request))
  return now?.identity.role === identity.role
}

function begin(reply: FastifyReply): void {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    // The end of the stream is the end of its connection, so that a stop does not wait for one that is idle.
    connection: 'close',
  })
  reply.raw.flushHeaders()
}

/** Writes down what went wrong, once as long as it is the same. */
function failuresIn(app: Api): (error: unknown) => void {
  let said = ''
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error)
    if (reason !== said) app.log.error({ reason }, 'what changed could not be told')
    said = reason
  }
}

export function liveRoutes(app: Api, ports: ApiPorts, clock: Clock): void {
  const failed = failuresIn(app)
  const hub = openHub({ ...ports, clock, failed })
  const count = openCounter()
  app.addHook('preClose', async () => {
    hub.stop()
  })
  app.get('/api/live', { config: { access: 'viewer' }, exposeHeadRoute: false, schema }, async (request, reply) => {
    const { kinds = LIVE_KINDS, last_event_id: sent = '' } = request.query
    const identity = identityOf(request)
    const last = String(request.headers['last-event-id'] ?? sent)
    const release = count(identity)
    reply.raw.once('close', release)
    begin(reply)
    const stream = {
      hub,
      clock,
      kinds: new Set(kinds),
      role: identity.role,
      last: last === '' ? null : positionIn(last),
      mayStay: () => isStill(identity, ports, request),
    }
    await streamTo(reply.raw, stream).catch((error: unknown) => {
      failed(error)
      reply.raw.destroy()
    })
    return reply
  })
}

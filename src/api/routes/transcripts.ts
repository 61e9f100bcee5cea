import { z } from 'zod'
import { FAILURE_KINDS } from '../../model/failure.ts'
import type { Run } from '../../model/transcript.ts'
import { isoTime } from '../people.ts'
import type { ApiPorts } from '../ports.ts'
import { noSuchNode, ofNode, orProblem } from './route.ts'
import type { Api } from './route.ts'

const askedShape = z.object({
  question: z.string().describe('program, file, or paths of the PVE API'),
  via: z.enum(['ssh-batch', 'ssh-pvesh', 'ssh-plain', 'https']).describe('how it was asked'),
  at: z.string().describe('time it was asked, ISO 8601 in UTC'),
  duration_ms: z.number().describe('time it took on the node, in milliseconds'),
  exit: z.number().nullable().describe('exit code; null over HTTPS, and where nothing came back'),
  output: z.string().describe('what it printed, secrets hidden; of what went well the beginning'),
  cut: z.boolean().describe('whether there was more of it'),
  failure: z
    .object({ kind: z.enum(FAILURE_KINDS), message: z.string(), hint: z.string().nullable() })
    .nullable()
    .describe('why nothing came back'),
})

const runShape = z.object({
  kind: z
    .enum(['look', 'live', 'course'])
    .describe(
      'look: all that was due; live: what the node knows of its whole cluster; course: what PVE keeps of the past',
    ),
  over: z.enum(['ssh', 'https']),
  started_at: z.string().describe('time it began, ISO 8601 in UTC'),
  asked: z.array(askedShape),
})

const runOf = ({ kind, over, startedAt, asked }: Run): z.infer<typeof runShape> => ({
  kind,
  over,
  started_at: isoTime(startedAt),
  asked: asked.map(({ at, durationMs, isCut, failure, ...one }) => ({
    ...one,
    at: isoTime(at),
    duration_ms: durationMs,
    cut: isCut,
    failure: failure && { ...failure },
  })),
})

export function transcriptRoutes(app: Api, { fleet, transcripts }: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/transcripts',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['nodes'],
        summary: 'What a node was asked lately and what it said, the newest run first',
        params: ofNode,
        response: { 200: z.object({ items: z.array(runShape) }), ...orProblem },
      },
    },
    async ({ params: { node_id } }) => {
      if (!fleet.node(node_id)) throw noSuchNode(node_id)
      return { items: (await transcripts.of(node_id)).map(runOf) }
    },
  )
}

import { z } from 'zod'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import { FLEET_SUBJECT, METRICS, nodeSubject, remoteSubject, storageSubject, TIMEFRAMES } from '../../model/sample.ts'
import type { MetricsOf, Timeframe } from '../../model/sample.ts'
import { isoTime } from '../people.ts'
import type { ApiPorts, Fleet } from '../ports.ts'
import { Problem } from '../problems.ts'
import { noSuchNode, noSuchRemote, ofNode, orProblem, pathNumber } from './route.ts'
import type { Api } from './route.ts'

const value = (what: string) => z.number().nullable().describe(`${what}; null where it was not known`)

const courseShape = z.object({
  metric: z.string(),
  timeframe: z.string(),
  source: z.enum(['samples']).describe('where the values come from: samples that Panoramica takes once a minute'),
  step_seconds: z.number().describe('seconds between two points'),
  points: z
    .array(
      z.object({
        at: z.string().describe('time the step begins, ISO 8601 in UTC'),
        mean: value('mean of the values'),
        least: value('the least of them'),
        most: value('the most of them'),
      }),
    )
    .describe('the oldest first'),
})

const FRAMES = Object.keys(TIMEFRAMES) as Timeframe[]

const queryOf = (of: MetricsOf) =>
  z.object({
    metric: z.enum(METRICS[of], `must be one of ${METRICS[of].join(', ')}`).describe('what to show'),
    timeframe: z
      .enum(FRAMES, `must be one of ${FRAMES.join(', ')}`)
      .default('day')
      .describe('how far back'),
  })

async function courseReply({ history }: ApiPorts, of: MetricsOf, subject: string, asked: Asked) {
  const { metric, timeframe } = asked
  const metrics: readonly string[] = METRICS[of]
  const points = await history.course(subject, metrics.indexOf(metric), timeframe)
  return {
    metric,
    timeframe,
    source: 'samples' as const,
    step_seconds: TIMEFRAMES[timeframe].stepMs / 1000,
    points: points.map(({ at, spread }) => ({
      at: isoTime(at),
      mean: spread?.mean ?? null,
      least: spread?.least ?? null,
      most: spread?.most ?? null,
    })),
  }
}

interface Asked {
  readonly metric: string
  readonly timeframe: Timeframe
}

const ofStorage = ofNode.extend({
  storage: z
    .string()
    .regex(/^[A-Za-z][\w.-]{0,99}$/, 'must be the name of a storage')
    .describe('name of the storage'),
})
const ofRemote = z.object({ id: pathNumber('number of the remote') })

const schemaFor = (of: MetricsOf, summary: string) => ({
  tags: ['history'],
  summary,
  querystring: queryOf(of),
  response: { 200: courseShape, ...orProblem },
})

const config = { access: 'viewer' } as const

export function historyRoutes(app: Api, ports: ApiPorts): void {
  const { fleet } = ports
  app.get('/api/dashboard/history', { config, schema: schemaFor('fleet', 'How the fleet did') }, async ({ query }) =>
    courseReply(ports, 'fleet', FLEET_SUBJECT, query),
  )
  app.get(
    '/api/clusters/:id/history',
    { config, schema: { ...schemaFor('fleet', 'How a cluster or a standalone node did'), params: ofRemote } },
    async ({ params: { id }, query }) => {
      if (!fleet.remote(id)) throw noSuchRemote(id)
      return courseReply(ports, 'fleet', remoteSubject(id), query)
    },
  )
  app.get(
    '/api/nodes/:node_id/history',
    { config, schema: { ...schemaFor('node', 'How a node did'), params: ofNode } },
    async ({ params: { node_id }, query }) => {
      viewAround(fleet, node_id)
      return courseReply(ports, 'node', nodeSubject(node_id), query)
    },
  )
  app.get(
    '/api/nodes/:node_id/storages/:storage/history',
    { config, schema: { ...schemaFor('storage', 'How full a storage was'), params: ofStorage } },
    async ({ params: { node_id, storage }, query }) =>
      courseReply(ports, 'storage', storageOf(viewAround(fleet, node_id), node_id, storage), query),
  )
}

/** The remote that a node is of. */
function viewAround(fleet: Fleet, nodeId: number): RemoteView {
  const view = fleet.remote(fleet.node(nodeId)?.remote_id ?? 0)
  if (!view) throw noSuchNode(nodeId)
  return view
}

/** A shared storage is the same one on each node. */
function storageOf(view: RemoteView, nodeId: number, name: string): string {
  const found = storageItems(view).find(
    (item) => item.name === name && (item.node_id === null || item.node_id === nodeId),
  )
  if (!found) throw new Problem('not-found', `There is no storage ${name} on node ${nodeId}.`)
  return storageSubject(found.remote_id, found.node_id, name)
}

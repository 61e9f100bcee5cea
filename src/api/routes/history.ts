import { z } from 'zod'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import type { Failure } from '../../model/failure.ts'
import {
  FLEET_SUBJECT,
  METRICS,
  nodeSubject,
  PVE_METRICS,
  remoteSubject,
  storageSubject,
  TIMEFRAMES,
} from '../../model/sample.ts'
import type { MetricsOf, PveCourse, PveMetricsOf, PveSubject, Timeframe } from '../../model/sample.ts'
import { isoTime } from '../people.ts'
import type { ApiPorts, Fleet } from '../ports.ts'
import { Problem } from '../problems.ts'
import { ofGuest, placed } from './guests.ts'
import { noSuchNode, noSuchRemote, ofNode, orProblem, pathNumber } from './route.ts'
import type { Api } from './route.ts'

const value = (what: string) => z.number().nullable().describe(`${what}; null where it was not known`)

export const courseShape = z.object({
  metric: z.string(),
  timeframe: z.string(),
  source: z
    .enum(['pve', 'samples'])
    .describe('pve: what PVE itself keeps, read from the node; samples: those that Panoramica takes once a minute'),
  reason: z
    .string()
    .nullable()
    .describe('why PVE has not told, where it should have: a sentence; the values are then samples, or not known'),
  step_seconds: z.number().describe('seconds between two points'),
  points: z
    .array(
      z.object({
        at: z.string().describe('time the step begins, ISO 8601 in UTC'),
        mean: value('mean of the values'),
        least: value('the least of them; PVE does not keep it'),
        most: value('the most of them; PVE does not tell it where a step is as short as it measures'),
      }),
    )
    .describe('the oldest first; PVE tells the time by the clock of the node'),
})
type CourseReply = z.infer<typeof courseShape>

const FRAMES = Object.keys(TIMEFRAMES) as Timeframe[]

const queryOf = (metrics: readonly string[]) =>
  z.object({
    metric: z.enum(metrics, `must be one of ${metrics.join(', ')}`).describe('what to show; `bps` are bytes a second'),
    timeframe: z
      .enum(FRAMES, `must be one of ${FRAMES.join(', ')}`)
      .default('day')
      .describe('how far back'),
  })

/** What may be asked for: what is sampled, and what PVE keeps beside it. */
const NAMES = {
  fleet: METRICS.fleet,
  node: [...new Set([...METRICS.node, ...PVE_METRICS.node])],
  guest: PVE_METRICS.guest,
  storage: [...new Set([...METRICS.storage, ...PVE_METRICS.storage])],
} as const satisfies Record<MetricsOf | PveMetricsOf, readonly string[]>

/** Where samples lie. */
interface Sampled {
  readonly of: MetricsOf
  readonly subject: string
}

async function sampled(
  { history }: ApiPorts,
  { of, subject }: Sampled,
  { metric, timeframe }: Asked,
  reason: string | null = null,
): Promise<CourseReply> {
  const metrics: readonly string[] = METRICS[of]
  const points = await history.course(subject, metrics.indexOf(metric), timeframe)
  return {
    metric,
    timeframe,
    source: 'samples',
    reason,
    step_seconds: TIMEFRAMES[timeframe].stepMs / 1000,
    points: points.map(({ at, spread }) => ({
      at: isoTime(at),
      mean: spread?.mean ?? null,
      least: spread?.least ?? null,
      most: spread?.most ?? null,
    })),
  }
}

const includes = (names: readonly string[], name: string): boolean => names.includes(name)

/** What PVE itself keeps; where it cannot tell, what was sampled of the same, if it is sampled at all. */
async function told(ports: ApiPorts, of: PveSubject, samples: Sampled | null, asked: Asked): Promise<CourseReply> {
  const { metric, timeframe } = asked
  const kept = samples && includes(METRICS[samples.of], metric) ? samples : null
  if (kept && !includes(PVE_METRICS[of.kind], metric)) return sampled(ports, kept, asked)
  const { course, failure } = await ports.remotes.course(of, timeframe)
  if (course.knows(metric)) return keptReply(course, asked, null)
  const reason = failure ? sentenceOf(failure) : 'PVE knows nothing of this for all of that time.'
  return kept ? sampled(ports, kept, asked, reason) : keptReply(course, asked, reason)
}

const sentenceOf = ({ message, hint }: Failure): string =>
  [`PVE could not be asked: ${message}.`, ...(hint === null ? [] : [hint])].join(' ')

const keptReply = (course: PveCourse, { metric, timeframe }: Asked, reason: string | null): CourseReply => ({
  metric,
  timeframe,
  source: 'pve',
  reason,
  step_seconds: course.stepMs / 1000,
  points: course.points(metric).map(({ at, mean, most }) => ({ at: isoTime(at), mean, least: null, most })),
})

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

const schemaFor = (of: keyof typeof NAMES, summary: string) => ({
  tags: ['history'],
  summary,
  querystring: queryOf(NAMES[of]),
  response: { 200: courseShape, ...orProblem },
})

const config = { access: 'viewer' } as const

export function historyRoutes(app: Api, ports: ApiPorts): void {
  const { fleet } = ports
  app.get('/api/dashboard/history', { config, schema: schemaFor('fleet', 'How the fleet did') }, async ({ query }) =>
    sampled(ports, { of: 'fleet', subject: FLEET_SUBJECT }, query),
  )
  app.get(
    '/api/clusters/:id/history',
    { config, schema: { ...schemaFor('fleet', 'How a cluster or a standalone node did'), params: ofRemote } },
    async ({ params: { id }, query }) => {
      if (!fleet.remote(id)) throw noSuchRemote(id)
      return sampled(ports, { of: 'fleet', subject: remoteSubject(id) }, query)
    },
  )
  nodeRoute(app, ports)
  guestRoute(app, ports)
  storageRoute(app, ports)
}

function nodeRoute(app: Api, ports: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/history',
    { config, schema: { ...schemaFor('node', 'How a node did'), params: ofNode } },
    async ({ params: { node_id }, query }) => {
      const { id: remoteId } = viewAround(ports.fleet, node_id).remote
      const samples = { of: 'node', subject: nodeSubject(node_id) } as const
      return told(ports, { remoteId, nodeId: node_id, kind: 'node' }, samples, query)
    },
  )
}

function guestRoute(app: Api, ports: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/vms/:vmid/history',
    { config, schema: { ...schemaFor('guest', 'How a guest did'), params: ofGuest } },
    async ({ params, query }) => {
      const { nodeId, type } = placed(ports, params)
      const { id: remoteId } = viewAround(ports.fleet, nodeId).remote
      return told(ports, { remoteId, nodeId, kind: 'guest', type, vmid: params.vmid }, null, query)
    },
  )
}

function storageRoute(app: Api, ports: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/storages/:storage/history',
    { config, schema: { ...schemaFor('storage', 'How full a storage was'), params: ofStorage } },
    async ({ params: { node_id: nodeId, storage: name }, query }) => {
      const view = viewAround(ports.fleet, nodeId)
      const samples = { of: 'storage', subject: storageOf(view, nodeId, name) } as const
      return told(ports, { remoteId: view.remote.id, nodeId, kind: 'storage', name }, samples, query)
    },
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

import { z } from 'zod'
import { EVENT_KINDS } from '../../model/fleet-event.ts'
import type { EventQuery, KeptFleetEvent } from '../../model/fleet-event.ts'
import { eventText } from '../event-text.ts'
import { isoTime } from '../people.ts'
import type { ApiPorts, Fleet } from '../ports.ts'
import { noSuchNode, orProblem, pageLimit, pathNumber } from './route.ts'
import type { Api } from './route.ts'

const fleetEventShape = z.object({
  id: z.number().describe('grows with time'),
  at: z.string().describe('time it was seen, ISO 8601 in UTC'),
  kind: z.enum(EVENT_KINDS).describe('what kind of change it is'),
  text: z.string().describe('the change as a sentence'),
  remote_id: z.number().describe('number of the remote'),
  node_id: z.number().nullable().describe('number of the node; null for what is of a cluster as a whole'),
  node: z.string().nullable().describe('name of the node; null where it is not there any more'),
  vmid: z.number().nullable().describe('number of the guest; null for what is of none'),
  name: z.string().nullable().describe('name of the guest at that time'),
  what: z.string().nullable().describe('key of the configuration, storage, pool, snapshot, member or finding'),
  from: z.string().nullable().describe('how it was before'),
  to: z.string().nullable().describe('how it was afterwards'),
})

export const eventsShape = z.object({
  items: z.array(fleetEventShape),
  next_before: z.number().nullable().describe('`before` of the page of older events; null where there are none'),
})

const query = z.object({
  remote_id: pathNumber('only events of this remote').optional(),
  node_id: pathNumber('only events of this node; with vmid, of that guest on any node of its cluster').optional(),
  vmid: pathNumber('only events of guests of this number').optional(),
  kind: z
    .enum(EVENT_KINDS, `must be one of ${EVENT_KINDS.join(', ')}`)
    .optional()
    .describe('only events of this kind'),
  before: pathNumber('only events older than the one of this number').optional(),
  limit: pageLimit,
})
type Asked = z.infer<typeof query>

/** A guest that moves is the same guest on each node of its remote. */
function queryOf(fleet: Fleet, { remote_id, node_id, vmid, kind, before, limit }: Asked): EventQuery {
  const remoteId = node_id === undefined ? remote_id : fleet.node(node_id)?.remote_id
  if (node_id !== undefined && remoteId === undefined) throw noSuchNode(node_id)
  return {
    ...(remoteId !== undefined && { remoteId }),
    ...(node_id !== undefined && vmid === undefined && { nodeId: node_id }),
    ...(vmid !== undefined && { vmid }),
    ...(kind !== undefined && { kind }),
    ...(before !== undefined && { before }),
    limit: limit + 1,
  }
}

function itemOf(fleet: Fleet, event: KeptFleetEvent): z.infer<typeof fleetEventShape> {
  const { id, at, kind, remoteId, nodeId, vmid, name, what, from, to } = event
  const nodeName = nodeId === null ? null : (fleet.node(nodeId)?.name ?? null)
  const text = eventText({ ...event, node: nodeName })
  const subject = { remote_id: remoteId, node_id: nodeId, node: nodeName, vmid, name }
  return { id, at: isoTime(at), kind, text, ...subject, what, from, to }
}

export function eventRoutes(app: Api, { fleet, history }: ApiPorts): void {
  app.get(
    '/api/events',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['history'],
        summary: 'What changed in the fleet, the newest first',
        querystring: query,
        response: { 200: eventsShape, ...orProblem },
      },
    },
    async ({ query: asked }) => {
      const events = await history.events(queryOf(fleet, asked))
      const page = events.slice(0, asked.limit)
      const last = events.length > asked.limit ? page.at(-1) : undefined
      return { items: page.map((event) => itemOf(fleet, event)), next_before: last?.id ?? null }
    },
  )
}

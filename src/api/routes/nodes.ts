import { z } from 'zod'
import { nodeItems } from '../../fleet/node-item.ts'
import { eachOnce } from '../../fleet/once-per.ts'
import { clusterItemShape, hostDetailsShape, nodeItemShape } from '../../fleet/shapes.ts'
import { inTurns } from '../../lib/turn.ts'
import type { ApiPorts } from '../ports.ts'
import { viewsOf } from '../views.ts'
import { goOn, listOf, maxAge, noSuchNode, ofNode, orProblem } from './route.ts'
import type { Api } from './route.ts'

const include = (what: string) =>
  z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .default('true')
    .transform((text) => text === 'true' || text === '1')
    .describe(`whether to show ${what}`)

const detailsQuery = z.object({
  include_hardware: include('firmware, board, memory modules, disks and PCI devices'),
  include_storage: include('storages and pools'),
  include_network: include('interfaces and bonds'),
  max_age: maxAge('node'),
})

const tags = ['nodes']

export function nodeRoutes(app: Api, ports: ApiPorts): void {
  listRoutes(app, ports)
  detailRoutes(app, ports)
  refreshRoute(app, ports)
}

function listRoutes(app: Api, { fleet }: ApiPorts): void {
  app.get(
    '/api/nodes',
    {
      config: { access: 'viewer' },
      schema: { tags, summary: 'All nodes', response: { 200: listOf(nodeItemShape), ...orProblem } },
    },
    async () => {
      await inTurns(eachOnce(nodeItems, await viewsOf(fleet)))
      const items = [...fleet.nodes()]
      return { items, total: items.length }
    },
  )
  app.get(
    '/api/clusters',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['clusters'],
        summary: 'All clusters and standalone nodes',
        response: { 200: listOf(clusterItemShape), ...orProblem },
      },
    },
    async () => {
      const items = [...fleet.clusters()]
      return { items, total: items.length }
    },
  )
}

function detailRoutes(app: Api, { fleet, remotes }: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id',
    {
      config: { access: 'viewer' },
      schema: { tags, summary: 'One node', params: ofNode, response: { 200: nodeItemShape, ...orProblem } },
    },
    async ({ params: { node_id } }) => {
      const node = fleet.node(node_id)
      if (!node) throw noSuchNode(node_id)
      return node
    },
  )
  app.get(
    '/api/nodes/:node_id/host-details',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Everything known of one node',
        params: ofNode,
        querystring: detailsQuery,
        response: { 200: hostDetailsShape, ...orProblem },
      },
    },
    async ({ params: { node_id }, query }) => {
      if (!fleet.node(node_id)) throw noSuchNode(node_id)
      const { include_hardware: hardware, include_storage: storage, include_network: network, max_age } = query
      const young = max_age === undefined || (await remotes.refresh(node_id, max_age))
      const details = fleet.hostDetails(node_id, { hardware, storage, network })
      if (!details) throw noSuchNode(node_id)
      return young ? details : { ...details, stale: true }
    },
  )
}

function refreshRoute(app: Api, { fleet, remotes }: ApiPorts): void {
  app.post(
    '/api/nodes/:node_id/refresh',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Read a node afresh; joins a read under way',
        params: ofNode,
        response: { 202: z.object({ node_id: z.number() }), ...orProblem },
      },
    },
    async ({ params: { node_id }, log }, reply) => {
      if (!fleet.node(node_id)) throw noSuchNode(node_id)
      goOn(remotes.refresh(node_id), log, { node_id })
      return reply.code(202).send({ node_id })
    },
  )
}

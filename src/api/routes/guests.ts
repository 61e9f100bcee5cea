import { z } from 'zod'
import { diskListShape } from '../../fleet/disk-list.ts'
import { guestItemShape, vmFullDetailsShape } from '../../fleet/guest-shapes.ts'
import { GUEST_TYPES } from '../../model/observation.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { goOn, listOf, maxAge, noSuchNode, ofNode, orProblem, pathNumber } from './route.ts'
import type { Api } from './route.ts'

export const ofGuest = ofNode.extend({ vmid: pathNumber('number of the guest in its cluster') })
type OfGuest = z.infer<typeof ofGuest>

const detailsQuery = z.object({
  vm_type: z.enum(GUEST_TYPES, 'must be qemu or lxc').optional().describe('what the caller takes the guest for'),
  max_age: maxAge('guest'),
})

const tags = ['guests']

export function guestRoutes(app: Api, ports: ApiPorts): void {
  listRoute(app, ports)
  disksRoute(app, ports)
  detailsRoute(app, ports)
  refreshRoute(app, ports)
}

/** Throws where there is no such guest. It may have moved to another node of the cluster: it is the same guest there. */
export function placed({ fleet }: Pick<ApiPorts, 'fleet'>, { node_id, vmid }: OfGuest) {
  if (!fleet.node(node_id)) throw noSuchNode(node_id)
  const place = fleet.guestPlace(node_id, vmid)
  if (!place) throw new Problem('not-found', `There is no guest ${vmid} on node ${node_id} or in its cluster.`)
  return place
}

function listRoute(app: Api, { fleet }: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/vms',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The guests of one node',
        params: ofNode,
        response: { 200: listOf(guestItemShape), ...orProblem },
      },
    },
    async ({ params: { node_id } }) => {
      const items = fleet.guestsOn(node_id)
      if (!items) throw noSuchNode(node_id)
      return { items: [...items], total: items.length }
    },
  )
}

function disksRoute(app: Api, { fleet }: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/guest-disks',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The disks of the guests of one node, by the storages they are on',
        params: ofNode,
        response: { 200: diskListShape, ...orProblem },
      },
    },
    async ({ params: { node_id } }) => {
      const disks = fleet.disksOn(node_id)
      if (!disks) throw noSuchNode(node_id)
      return disks
    },
  )
}

function detailsRoute(app: Api, ports: ApiPorts): void {
  app.get(
    '/api/nodes/:node_id/vms/:vmid/full-details',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Everything known of one guest',
        params: ofGuest,
        querystring: detailsQuery,
        response: { 200: vmFullDetailsShape, ...orProblem },
      },
    },
    async ({ params, query: { vm_type, max_age } }) => {
      const { nodeId, type } = placed(ports, params)
      if (vm_type !== undefined && vm_type !== type)
        throw new Problem('vm-type-mismatch', `Guest ${params.vmid} is of type ${type}, not ${vm_type}.`)
      const young = max_age === undefined || (await ports.remotes.refreshGuest(nodeId, params.vmid, max_age))
      const details = ports.fleet.guestDetails(nodeId, params.vmid)
      if (!details) throw new Problem('not-found', `Guest ${params.vmid} is gone.`)
      return young ? details : { ...details, stale: true }
    },
  )
}

function refreshRoute(app: Api, ports: ApiPorts): void {
  app.post(
    '/api/nodes/:node_id/vms/:vmid/refresh',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Read a guest afresh; joins a read under way',
        params: ofGuest,
        response: { 202: z.object({ node_id: z.number(), vmid: z.number() }), ...orProblem },
      },
    },
    async ({ params, log }, reply) => {
      const { nodeId } = placed(ports, params)
      goOn(ports.remotes.refreshGuest(nodeId, params.vmid), log, params)
      return reply.code(202).send({ node_id: nodeId, vmid: params.vmid })
    },
  )
}

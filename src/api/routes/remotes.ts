import { z } from 'zod'
import type { AddOutcome } from '../../model/desk.ts'
import { memberStateOf, wholeRemoteShape } from '../member-bodies.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { refusalProblem } from '../refusals.ts'
import {
  missingAfter,
  newRemoteShape,
  NO_ACCESS,
  remoteChangeOf,
  remoteChangeShape,
  remoteInputOf,
} from '../remote-bodies.ts'
import { addedShape, memberReply, remoteListShape, remoteReply, remoteShape, testShape } from '../remote-reply.ts'
import type { AddedReply } from '../remote-reply.ts'
import { memberRoutes, refuseIfKeptInFile } from './members.ts'
import { noSuchRemote, orProblem, pathNumber } from './route.ts'
import type { Api } from './route.ts'

const params = z.object({ id: pathNumber('number of the remote') })
const tags = ['remotes']

export function remoteRoutes(app: Api, ports: ApiPorts): void {
  readRoutes(app, ports)
  addRoute(app, ports)
  changeRoute(app, ports)
  removeRoute(app, ports)
  testRoute(app, ports)
  memberRoutes(app, ports)
}

function readRoutes(app: Api, { store, fleet, remotes }: ApiPorts): void {
  app.get(
    '/api/remotes',
    {
      config: { access: 'viewer' },
      schema: { tags, summary: 'All remotes', response: { 200: remoteListShape, ...orProblem } },
    },
    async () => {
      const items = (await store.remotes()).map(remoteReply)
      return { items, total: items.length }
    },
  )
  app.get(
    '/api/remotes/:id',
    {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'One remote with its members',
        params,
        response: { 200: wholeRemoteShape, ...orProblem },
      },
    },
    async ({ params: { id } }) => {
      const remote = await store.remote(id)
      if (!remote) throw noSuchRemote(id)
      const members = await remotes.members(id)
      return {
        ...remoteReply(remote),
        members: members.map((member) => memberStateOf(member, fleet.node(member.nodeId))),
      }
    },
  )
}

function addRoute(app: Api, { remotes }: ApiPorts): void {
  app.post(
    '/api/remotes',
    {
      config: { access: 'admin', audit: 'remote.add' },
      schema: {
        tags,
        summary: 'Add a cluster or standalone node by the address of any of its nodes',
        body: newRemoteShape,
        response: { 201: addedShape, ...orProblem },
      },
    },
    async (request, reply) => {
      const { body } = request
      if (!body.ssh && !body.api) throw badParameter('body.ssh', NO_ACCESS)
      const added = addedReply(await remotes.add(remoteInputOf(body)))
      request.subject = subjectOf(added.remote.id, added.remote)
      return reply.code(201).header('location', `/api/remotes/${added.remote.id}`).send(added)
    },
  )
}

/** For the audit log. */
const subjectOf = (id: number, remote: { readonly name: string } | null): string =>
  remote ? `${remote.name} (remote ${id})` : `remote ${id}`

const badParameter = (parameter: string, wrong: string): Problem =>
  new Problem('bad-parameter', `${parameter}: ${wrong}`, { members: { parameter } })

function addedReply(outcome: AddOutcome): AddedReply {
  switch (outcome.kind) {
    case 'added': {
      const { remote, cluster, members } = outcome
      return { remote: remoteReply(remote), cluster, members: members.map(memberReply) }
    }
    case 'already-known':
      throw new Problem('already-known', `It is already known as remote ${outcome.remoteId}.`, {
        members: { remote_id: outcome.remoteId },
      })
    default:
      throw refusalProblem(outcome)
  }
}

function changeRoute(app: Api, { store, remotes }: ApiPorts): void {
  app.patch(
    '/api/remotes/:id',
    {
      config: { access: 'admin', audit: 'remote.change' },
      schema: {
        tags,
        summary: 'Change a remote; a new address or sign-in is tried before it is kept',
        params,
        body: remoteChangeShape,
        response: { 200: remoteShape, ...orProblem },
      },
    },
    async (request) => {
      const { id } = request.params
      const before = await store.remote(id)
      if (!before) throw noSuchRemote(id)
      refuseIfKeptInFile(before)
      const change = remoteChangeOf(request.body)
      const missing = missingAfter(before, change)
      if (missing) throw badParameter(missing.parameter, missing.wrong)
      const outcome = await remotes.change(id, change)
      if (outcome.kind === 'not-found') throw noSuchRemote(id)
      if (outcome.kind !== 'changed') throw refusalProblem(outcome)
      request.subject = subjectOf(id, outcome.remote)
      return remoteReply(outcome.remote)
    },
  )
}

function removeRoute(app: Api, { store, remotes }: ApiPorts): void {
  app.delete(
    '/api/remotes/:id',
    {
      config: { access: 'admin', audit: 'remote.remove' },
      schema: {
        tags,
        summary: 'Forget a remote, its nodes and all that was read of them',
        params,
        response: { 204: z.undefined(), ...orProblem },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const remote = await store.remote(id)
      request.subject = subjectOf(id, remote)
      if (remote) refuseIfKeptInFile(remote)
      if (!(await remotes.remove(id))) throw noSuchRemote(id)
      return reply.code(204).send()
    },
  )
}

function testRoute(app: Api, { remotes }: ApiPorts): void {
  app.post(
    '/api/remotes/:id/test',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Sign in afresh and ask for the version',
        params,
        response: { 200: testShape, ...orProblem },
      },
    },
    async ({ params: { id } }) => {
      const outcome = await remotes.test(id)
      if (outcome.kind === 'not-found') throw noSuchRemote(id)
      if (outcome.kind !== 'reached') throw refusalProblem(outcome)
      return { node: outcome.node, proxmox_version: outcome.pveVersion, duration_ms: outcome.milliseconds }
    },
  )
}

import { z } from 'zod'
import type { RemoteChange } from '../../model/remote.ts'
import type { AddOutcome } from '../../model/desk.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { refusalProblem } from '../refusals.ts'
import { newRemoteShape, remoteChangeOf, remoteChangeShape, remoteInputOf } from '../remote-bodies.ts'
import { addedShape, memberReply, remoteListShape, remoteReply, remoteShape, testShape } from '../remote-reply.ts'
import type { AddedReply } from '../remote-reply.ts'
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
}

function readRoutes(app: Api, { store }: ApiPorts): void {
  app.get(
    '/api/remotes',
    { schema: { tags, summary: 'All remotes', response: { 200: remoteListShape, ...orProblem } } },
    async () => {
      const items = (await store.remotes()).map(remoteReply)
      return { items, total: items.length }
    },
  )
  app.get(
    '/api/remotes/:id',
    { schema: { tags, summary: 'One remote', params, response: { 200: remoteShape, ...orProblem } } },
    async ({ params: { id } }) => {
      const remote = await store.remote(id)
      if (!remote) throw noSuchRemote(id)
      return remoteReply(remote)
    },
  )
}

function addRoute(app: Api, { remotes }: ApiPorts): void {
  app.post(
    '/api/remotes',
    {
      schema: {
        tags,
        summary: 'Add a cluster or standalone node by the address of any of its nodes',
        body: newRemoteShape,
        response: { 201: addedShape, ...orProblem },
      },
    },
    async ({ body }, reply) => {
      if (!body.ssh) throw body.api ? apiOnly() : withoutSsh(NO_SIGN_IN)
      const added = addedReply(await remotes.add(remoteInputOf(body)))
      return reply.code(201).header('location', `/api/remotes/${added.remote.id}`).send(added)
    },
  )
}

const apiOnly = (): Problem =>
  new Problem('unsupported', 'Reading over the HTTPS API is not there yet.', { hint: 'Give ssh as well.' })

const withoutSsh = (wrong: string): Problem =>
  new Problem('bad-parameter', `body.ssh: ${wrong}`, { members: { parameter: 'body.ssh' } })

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
      schema: {
        tags,
        summary: 'Change a remote; a new address or sign-in is tried before it is kept',
        params,
        body: remoteChangeShape,
        response: { 200: remoteShape, ...orProblem },
      },
    },
    async ({ params: { id }, body }) => {
      const before = await store.remote(id)
      if (!before) throw noSuchRemote(id)
      const change = remoteChangeOf(body)
      if (change.ssh && !canSignIn({ ...before.ssh, ...change.ssh })) throw withoutSsh(NO_SIGN_IN)
      const outcome = await remotes.change(id, change)
      if (outcome.kind === 'not-found') throw noSuchRemote(id)
      if (outcome.kind !== 'changed') throw refusalProblem(outcome)
      return remoteReply(outcome.remote)
    },
  )
}

const NO_SIGN_IN = 'needs at least one of private_key, password and use_agent'

const canSignIn = ({ privateKey, password, useAgent }: NonNullable<RemoteChange['ssh']>): boolean =>
  Boolean(privateKey ?? password ?? useAgent)

function removeRoute(app: Api, { remotes }: ApiPorts): void {
  app.delete(
    '/api/remotes/:id',
    {
      schema: {
        tags,
        summary: 'Forget a remote, its nodes and all that was read of them',
        params,
        response: { 204: z.undefined(), ...orProblem },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await remotes.remove(id))) throw noSuchRemote(id)
      return reply.code(204).send()
    },
  )
}

function testRoute(app: Api, { remotes }: ApiPorts): void {
  app.post(
    '/api/remotes/:id/test',
    {
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

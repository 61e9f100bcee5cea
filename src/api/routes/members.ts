import { z } from 'zod'
import type { MemberOutcome } from '../../model/desk.ts'
import type { Remote } from '../../model/remote.ts'
import { memberChangeShape, memberStateShape, memberStateOf } from '../member-bodies.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { refusalProblem } from '../refusals.ts'
import { noSuchRemote, orProblem, pathNumber } from './route.ts'
import type { Api } from './route.ts'

const params = z.object({ id: pathNumber('number of the remote'), node_id: pathNumber('number of the node') })

/** What the file of remotes says is changed there. */
export function refuseIfKeptInFile({ name, fromFile }: Remote): void {
  if (!fromFile) return
  throw new Problem('kept-in-file', `The remote ${name} is kept in the file of remotes.`, {
    hint: 'Change PANORAMICA_REMOTES_FILE and send SIGHUP to Panoramica.',
  })
}

/** Members of clusters, where they are reached from here. */
export function memberRoutes(app: Api, { store, fleet, remotes }: ApiPorts): void {
  app.patch(
    '/api/remotes/:id/members/:node_id',
    {
      config: { access: 'admin', audit: 'remote.change' },
      schema: {
        tags: ['remotes'],
        summary: 'Set where a member is reached from here; the address is tried before it is kept',
        params,
        body: memberChangeShape,
        response: { 200: memberStateShape, ...orProblem },
      },
    },
    async (request) => {
      const { id, node_id: nodeId } = request.params
      const remote = await store.remote(id)
      if (!remote) throw noSuchRemote(id)
      refuseIfKeptInFile(remote)
      const { address, port = null, host_key_sha256: sha256 = null } = request.body
      const change = { address, sshPort: port, sshHostKeySha256: sha256 }
      const member = changedMember(await remotes.changeMember(id, nodeId, change), id, nodeId)
      request.subject = `${member.name} of ${remote.name} (remote ${id})`
      return memberStateOf(member, fleet.node(nodeId))
    },
  )
}

function changedMember(outcome: MemberOutcome, id: number, nodeId: number) {
  switch (outcome.kind) {
    case 'changed':
      return outcome.member
    case 'not-found':
      throw new Problem('not-found', `The remote ${id} has no member ${nodeId}.`)
    default:
      throw refusalProblem(outcome, 'host_key_sha256')
  }
}

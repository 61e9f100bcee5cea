import { z } from 'zod'
import type { NodeItem } from '../fleet/shapes.ts'
import type { MemberState, Silence } from '../model/desk.ts'
import { FAILURE_KINDS } from '../model/failure.ts'
import { isoTime } from './people.ts'
import { addressShape, portShape, sha256Shape } from './remote-bodies.ts'
import { remoteShape } from './remote-reply.ts'

export const memberChangeShape = z.strictObject({
  address: addressShape
    .nullable()
    .describe('host name or IP address where the member is reached from here; null: where its cluster says'),
  port: portShape.optional().describe('port of its sshd, where it is not that of the remote'),
  host_key_sha256: sha256Shape.optional().describe('its host key, SHA256:…, where its cluster does not tell it'),
})

export const memberStateShape = z.object({
  node_id: z.number().describe('number of the node'),
  name: z.string(),
  address: z.string().describe('where it is reached from here'),
  port: z.number().nullable().describe('port of its sshd; null: that of the remote'),
  address_set_by: z.enum(['operator', 'cluster']).describe('what the operator set stays; else the cluster is followed'),
  status: z.enum(['online', 'offline', 'unknown']).describe('as in the list of nodes'),
  stopped: z
    .object({ kind: z.enum(FAILURE_KINDS), message: z.string(), hint: z.string().nullable() })
    .nullable()
    .describe('why it is not read until somebody does something about it'),
  silence: z
    .object({
      times: z.number().describe('how often'),
      since: z.string().describe('when the first of these tries began, ISO 8601 in UTC'),
      next_try_at: z
        .string()
        .nullable()
        .describe('when it is tried again, ISO 8601 in UTC; null where it is not before somebody does something'),
    })
    .nullable()
    .describe(
      'tries in a row to read it that it did not answer; null where it answers, was not tried yet, or nobody tells',
    ),
})

export const wholeRemoteShape = remoteShape.extend({
  members: z.array(memberStateShape).describe('its nodes, and where they are reached'),
})

export const memberStateOf = (member: MemberState, item: NodeItem | null): z.infer<typeof memberStateShape> => ({
  node_id: member.nodeId,
  name: member.name,
  address: member.address,
  port: member.sshPort,
  address_set_by: member.addressSetBy,
  status: item?.status ?? 'unknown',
  stopped: member.stopped,
  silence: silenceShown(member.silence),
})

const silenceShown = (silence: Silence | null): z.infer<typeof memberStateShape>['silence'] =>
  silence && {
    times: silence.times,
    since: isoTime(silence.since),
    next_try_at: silence.nextAt === null ? null : isoTime(silence.nextAt),
  }

import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { GuestType } from '../../model/observation.ts'
import { looseBoolean, looseNumber } from '../../pve/loose.ts'
import { rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { NODE_NAME } from '../identify.ts'
import type { Identity } from '../identify.ts'
import { NoConnection } from './failures.ts'

/** `GET /cluster/status`: beside the members a row of the cluster itself. */
export const statusReply = rowsOf(
  z.object({ type: text, name: text, local: unknownOr(looseBoolean), online: unknownOr(looseBoolean) }),
)

const MOST_ROWS = 100_000

/** `GET /cluster/resources`: guests of all members among much else. */
export const resourcesReply = rowsOf(
  z.object({ type: text, node: unknownOr(text), vmid: unknownOr(looseNumber.pipe(z.int().min(100).max(999_999_999))) }),
  MOST_ROWS,
)

/** The member that is meant, or the one that answered. Throws where it is not there to be asked. */
export function nodeIn(rows: z.infer<typeof statusReply>, meant: string | null): string {
  const members = rows.filter(({ type }) => type === 'node')
  const answering = members.find(({ local }) => local)
  const member = members.find(({ name }) => name === meant)
  if (member?.online === false)
    throw new NoConnection(`${member.name} is offline, ${answering?.name ?? 'its cluster'} says`, null)
  const node = member?.name ?? answering?.name
  if (node !== undefined && NODE_NAME.test(node)) return node
  throw new FailureError('bad-reply', '/cluster/status does not say who answers')
}

export const guestsIn = (rows: z.infer<typeof resourcesReply>, node: string): Identity['guests'] =>
  rows.flatMap((row) =>
    row.node === node && isGuestType(row.type) && row.vmid !== null ? [{ vmid: row.vmid, type: row.type }] : [],
  )

const isGuestType = (type: string): type is GuestType => type === 'qemu' || type === 'lxc'

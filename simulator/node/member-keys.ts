import type { View } from '../state/view.ts'
import { printed, refused } from './answer.ts'
import type { Answer } from './answer.ts'

/**
 * The host keys of all members (PVE/Cluster/Setup.pm). PVE keeps RSA keys; simulated nodes have the kind that is made
 * fastest. A standalone node has no such files.
 */
export function memberKeys({ node: { cluster }, world }: View): Answer {
  if (cluster.name === null) return refused(2, '')
  const lines = cluster.nodes.flatMap((member) => {
    const key = world.hostKeyOf(member)
    return key === null ? [] : [`${member.name} ${key}\n`]
  })
  return printed(lines.join(''))
}

import type { Guest } from '../fleet/guest.ts'
import { printed } from '../node/answer.ts'
import type { Answer } from '../node/answer.ts'
import { encodedText } from '../node/encoded-text.ts'
import { isOnlineFrom } from '../node/status-files.ts'
import { guestsOf, nodeOfGuest } from '../state/guest-state.ts'
import type { View } from '../state/view.ts'
import { commentOf, usedPools } from './cluster.ts'
import { HA_GROUP } from './guest.ts'

/** The pools in /etc/pve/user.cfg; without any the file has no such line, and `grep` ends with 1. */
export function poolLines(view: View): Answer {
  const lines = usedPools(view).map((poolid) => {
    const vmids = guestsOf(view).flatMap(({ pool, vmid }) => (pool === poolid ? [vmid] : []))
    return `pool:${poolid}:${encodedText(commentOf(poolid).comment ?? '')}:${vmids.join(',')}::\n`
  })
  return { ...printed(lines.join('')), exit: lines.length > 0 ? 0 : 1 }
}

const serviceOf = ({ type, vmid }: Guest): [type: string, vmid: number] => [type === 'lxc' ? 'ct' : 'vm', vmid]
const stateOf = ({ running }: Guest): string => (running ? 'started' : 'stopped')

/** /etc/pve/ha/resources.cfg, where HA is used. */
export function haResources(view: View): string | null {
  const sections = guestsOf(view)
    .filter(({ ha }) => ha)
    .map((guest) => {
      const own = view.node.release.line === '9.2' ? 'failback 1' : `group ${HA_GROUP}`
      return `${serviceOf(guest).join(': ')}\n\tcomment kept running\n\t${own}\n\tstate ${stateOf(guest)}\n`
    })
  return sections.length > 0 ? sections.join('\n') : null
}

/** /etc/pve/ha/manager_status, where HA is used. */
export function haManagerStatus(view: View): string | null {
  const managed = guestsOf(view).filter(({ ha }) => ha)
  if (managed.length === 0) return null
  const { nodes } = view.node.cluster
  return JSON.stringify({
    master_node: nodes[0]?.name,
    node_status: Object.fromEntries(nodes.map((node) => [node.name, isOnlineFrom(view, node) ? 'online' : 'unknown'])),
    service_status: Object.fromEntries(
      managed.map((guest) => [
        serviceOf(guest).join(':'),
        { node: nodeOfGuest(view, guest).name, state: stateOf(guest), uid: guest.uuid.slice(0, 22) },
      ]),
    ),
    timestamp: Math.floor(view.clock),
  })
}

import { openFleet } from '../../src/fleet/fleet.ts'
import type { Fleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { GuestType, Observation } from '../../src/model/observation.ts'
import type { KnownNode } from '../../src/model/remote.ts'
import { knownNode } from './known-node.ts'
import { prod } from './sample-cluster.ts'

interface MadeRemote {
  /** Null for a standalone node. */
  readonly cluster: string | null
  /** What was seen of each node and its guests, by its name. */
  readonly nodes: Readonly<Record<string, readonly Observation[]>>
  readonly known?: Partial<KnownNode>
}

/** A fleet of these remotes, numbered from 1 as their nodes are: pve1.lan is node 1 of remote 1. */
export function fleetOf(remotes: readonly MadeRemote[], clock: Clock = fakeClock()): Fleet {
  const fleet = openFleet(clock)
  let nodeId = 0
  for (const [index, { cluster, nodes, known }] of remotes.entries()) {
    const remoteId = index + 1
    const members = Object.keys(nodes).map((name) =>
      knownNode({ id: ++nodeId, remoteId, name, address: `${name}.lan`, ...known }),
    )
    fleet.place(prod({ id: remoteId, name: cluster ?? members[0]?.name ?? 'alone', cluster }), members)
    for (const { id, name } of members) fleet.apply(id, nodes[name] ?? [])
  }
  return fleet
}

/** A look at VM 100, as one at another guest. */
export const ofGuest = (look: Observation, vmid: number, type: GuestType = 'qemu'): Observation => ({
  ...look,
  subject: { scope: 'guest', node: look.subject.node, vmid, type },
})

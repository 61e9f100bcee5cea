import type { KnownNode } from '../model/remote.ts'
import type { KeptObservations } from '../store/port.ts'
import { answersOf } from './due.ts'
import type { ReadBefore } from './seating.ts'

/** When each node was read before, by what was kept of it and of the guests that were on it. */
export function readBeforeIn({ nodes, guests }: KeptObservations): (node: KnownNode) => ReadBefore {
  const ofNodes = Map.groupBy(nodes, ({ nodeId }) => nodeId)
  const ofGuests = Map.groupBy(guests, (guest) => placeKey(guest.remoteId, guest.kept.last.subject.node))
  return ({ id, remoteId, name }) => {
    const here = [...(ofNodes.get(id) ?? []), ...(ofGuests.get(placeKey(remoteId, name)) ?? [])]
    const answeredAt = answersOf(here.map((one) => one.kept.last))
    return { answeredAt, lastAt: answeredAt.size > 0 ? Math.max(...answeredAt.values()) : null }
  }
}

const placeKey = (remoteId: number, node: string): string => `${String(remoteId)} ${node}`
